"""ChannelReady → the names that stand beside sessions."""

from contracts.channels import ChannelReady
from functions.live.store import DynamoChannelCards
from kernel.subscriber import EventBridgeEvent, queue_handler


def remember(event: EventBridgeEvent) -> None:
    """A deleted channel keeps its card: its past sessions still have a name."""
    ready = ChannelReady.from_detail(event["detail"])
    DynamoChannelCards().remember(
        channel_id=ready.channel_id,
        owner_id=ready.owner_id,
        owner_name=ready.owner_name,
        name=ready.name,
        ivs_arn=ready.ivs_arn,
        version=ready.version,
    )


handler = queue_handler(remember)
