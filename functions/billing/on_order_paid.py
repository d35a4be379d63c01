"""OrderPaid and OrderRefunded → who has what of the order, for the books."""

from contracts.marketplace import OrderPaid, OrderRefunded
from functions.billing.commissions.agreements import DynamoAgreements
from functions.billing.commissions.splitting import Splitting
from functions.billing.ledger.store import entity
from kernel import clock
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """Once an order and once a refund; a refund that comes first waits in the queue for its order."""
    splitting = Splitting(DynamoAgreements(), entity().day_of, clock.now)
    if event["detail-type"] == OrderPaid.detail_type():
        splitting.paid(OrderPaid.from_detail(event["detail"]))
    else:
        splitting.refunded(OrderRefunded.from_detail(event["detail"]))


handler = queue_handler(hear)
