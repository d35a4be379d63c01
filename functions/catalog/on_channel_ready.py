"""ChannelReady → what a title says of its channel."""

from contracts.channels import ChannelReady
from functions.catalog.channel_cards import DynamoChannelCards
from kernel.subscriber import EventBridgeEvent, queue_handler


def remember(event: EventBridgeEvent) -> None:
    ready = ChannelReady.from_detail(event["detail"])
    DynamoChannelCards().remember(
        channel_id=ready.channel_id,
        owner_id=ready.owner_id,
        name=ready.name,
        ivs_arn=ready.ivs_arn,
        retention_days=ready.retention_days,
        version=ready.version,
    )


handler = queue_handler(remember)
