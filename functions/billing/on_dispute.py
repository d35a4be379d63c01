"""DisputeOpened and DisputeClosed → whether what was earned with the payment may be paid out."""

from contracts.billing import DisputeClosed, DisputeOpened
from functions.billing.payouts.disputes import DynamoDisputes
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """In whatever order and however often they come."""
    if event["detail-type"] == DisputeOpened.detail_type():
        opened = DisputeOpened.from_detail(event["detail"])
        DynamoDisputes().opened(opened.payment_id, opened.dispute_id, opened.opened_at)
    else:
        closed = DisputeClosed.from_detail(event["detail"])
        DynamoDisputes().closed(closed.payment_id, closed.dispute_id, closed.closed_at)


handler = queue_handler(hear)
