"""Every fact about money → its entry in the books."""

from functions.billing.ledger.store import ledger
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """Once a fact, whatever order they come in; one without a rate for its currency waits in the queue."""
    detail = event["detail"]
    ledger().record(detail["metadata"]["event_id"], event["detail-type"], detail["data"])


handler = queue_handler(hear)
