"""ChannelReady → who is paid for it."""

from contracts.channels import ChannelReady
from functions.billing.payees import DynamoPayees, Payee
from kernel.subscriber import EventBridgeEvent, queue_handler


def remember(event: EventBridgeEvent) -> None:
    ready = ChannelReady.from_detail(event["detail"])
    DynamoPayees().remember(Payee(ready.channel_id, ready.owner_id), ready.version)


handler = queue_handler(remember)
