"""UserSignedUp, EntitlementChanged and InvoicePaid → the steps of the way from free to paid."""

from contracts.billing import EntitlementChanged, InvoicePaid
from contracts.identity import UserSignedUp
from functions.billing.finance.funnel import Step, took
from functions.billing.ledger.journal import period_of
from functions.billing.ledger.store import entity
from kernel.clock import from_iso
from kernel.events import Event
from kernel.subscriber import EventBridgeEvent, queue_handler

HEARD: dict[str, type[Event]] = {kind.detail_type(): kind for kind in (UserSignedUp, EntitlementChanged, InvoicePaid)}
SOLD = ("plan:", "addon:")  # a membership is paid to a channel; it makes nobody a subscriber of the platform


def hear(event: EventBridgeEvent) -> None:
    told = HEARD[event["detail-type"]].from_detail(event["detail"])
    step: Step
    books = entity()
    match told:
        case UserSignedUp():
            user_id, step, at = told.user_id, "signed_up", from_iso(event["detail"]["metadata"]["occurred_at"])
        case EntitlementChanged(trial=True):
            user_id, step, at = told.user_id, "tried", told.changed_at
        case InvoicePaid() if told.total > 0 and any(line.product.startswith(SOLD) for line in told.lines):
            user_id, step, at = told.customer_id, "paid", told.paid_at
        case _:
            return
    took(books.id, user_id, step, at, period_of(books.day_of(at)))


handler = queue_handler(hear)
