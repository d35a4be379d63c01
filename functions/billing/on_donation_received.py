"""DonationReceived → the next alert of its channel."""

from contracts.billing import DonationReceived
from functions.billing.alerts.store import DynamoAlerts
from kernel.subscriber import EventBridgeEvent, queue_handler


def number(event: EventBridgeEvent) -> None:
    """Once a donation, however often the event comes."""
    received = DonationReceived.from_detail(event["detail"])
    DynamoAlerts().add(received.channel_id, received.donation_id)


handler = queue_handler(number)
