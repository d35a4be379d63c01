"""An event of the payment processor → what it means here, by what the processor says now."""

from typing import Any

from functions.billing.wiring import donations
from kernel.tasks import task_handler


def run(document: dict[str, Any]) -> None:
    """`type` and the `id` of what it is about. Raises what is to be tried again."""
    match document["type"]:
        case "payment_intent.succeeded":
            donations().paid(document["id"])
        case "refund.created" | "refund.updated":
            donations().refunded(document["id"])
        case "checkout.session.expired":
            donations().ran_out(document["id"])


handler = task_handler(run)
