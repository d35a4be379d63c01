"""AdsDelivered → what the advertiser owes and the channel's share of it, for the books."""

from contracts.ads import AdsDelivered
from functions.billing.ads.deliveries import bill
from functions.billing.ledger.store import entity
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """Once a delivery; one priced out of its bounds ends in the dead-letter queue with its 422."""
    fact = AdsDelivered.from_detail(event["detail"])
    bill(fact, entity().day_of(fact.delivered_at))


handler = queue_handler(hear)
