"""What Stripe says of a dispute now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.billing.processor import Payment, StripeProcessor, ask, instant
from kernel.money import Money

NO_MONEY_MOVED = {"warning_needs_response", "warning_under_review", "warning_closed"}  # inquiries


@dataclass(frozen=True)
class Movement:
    """Of the processor's balance: negative where it left. `fee` is what it kept besides."""

    id: str
    amount: Money
    fee: Money
    at: datetime


@dataclass(frozen=True)
class Dispute:
    """`withdrawn` and `returned` are absent until they happen."""

    id: str
    payment_id: str
    status: str
    reason: str
    amount: int
    currency: str
    opened_at: datetime
    due_by: datetime | None
    withdrawn: Movement | None
    returned: Movement | None


class StripeDisputes:
    def dispute(self, dispute_id: str) -> Dispute:
        found = ask(lambda stripe: stripe.v1.disputes.retrieve(dispute_id)).to_dict()
        moves = [_movement(move) for move in found["balance_transactions"]]
        due = (found.get("evidence_details") or {}).get("due_by")
        return Dispute(
            id=found["id"],
            payment_id=found["payment_intent"],
            status=found["status"],
            reason=found["reason"],
            amount=found["amount"],
            currency=found["currency"].upper(),
            opened_at=instant(found["created"]),
            due_by=instant(due) if due else None,
            withdrawn=next((move for move in moves if move.amount.minor < 0), None),
            returned=next((move for move in moves if move.amount.minor > 0), None),
        )

    def payment(self, payment_id: str) -> Payment:
        return StripeProcessor().payment(payment_id)


def _movement(move: dict[str, Any]) -> Movement:
    currency = move["currency"].upper()
    return Movement(move["id"], Money(move["amount"], currency), Money(move["fee"], currency), instant(move["created"]))
