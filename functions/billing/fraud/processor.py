"""What the processor says of a charge that failed, a warning and a review of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.billing.processor import ask, instant


@dataclass(frozen=True)
class FailedCharge:
    """`user_id` is of the customer, `donation_id` of what was to be paid; one of them is there if it is ours."""

    id: str
    at: datetime
    user_id: str | None
    donation_id: str | None


@dataclass(frozen=True)
class Doubt:
    """Of a payment that went through: a card network's warning, or a review that the processor opened."""

    id: str
    payment_id: str


def failed_charge(charge_id: str) -> FailedCharge:
    found = ask(lambda stripe: stripe.v1.charges.retrieve(charge_id, {"expand": ["customer"]})).to_dict()
    customer: dict[str, Any] = found.get("customer") or {}
    named = found["metadata"].get("donation_id")
    return FailedCharge(found["id"], instant(found["created"]), (customer.get("metadata") or {}).get("user_id"), named)


def early_warning(warning_id: str) -> Doubt:
    given: Any = {"expand": ["charge"]}
    found = ask(lambda stripe: stripe.v1.radar.early_fraud_warnings.retrieve(warning_id, given)).to_dict()
    return Doubt(found["id"], found["charge"]["payment_intent"])


def review(review_id: str) -> Doubt:
    given: Any = {"expand": ["charge"]}
    found = ask(lambda stripe: stripe.v1.reviews.retrieve(review_id, given)).to_dict()
    return Doubt(found["id"], found["charge"]["payment_intent"])
