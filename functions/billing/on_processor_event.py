"""An event of the payment processor → what it means here, by what the processor says now."""

from functools import cache
from typing import Any

from functions.billing.donations.settling import Settling
from functions.billing.donations.store import DynamoDonations
from functions.billing.processor import StripeProcessor
from kernel.tasks import task_handler


@cache
def settling() -> Settling:
    return Settling(DynamoDonations(), StripeProcessor())


def run(document: dict[str, Any]) -> None:
    """`type` and the `id` of what it is about. Raises what is to be tried again."""
    match document["type"]:
        case "payment_intent.succeeded":
            settling().paid(document["id"])
        case "refund.created" | "refund.updated":
            settling().refunded(document["id"])
        case "checkout.session.expired":
            settling().ran_out(document["id"])


handler = task_handler(run)
