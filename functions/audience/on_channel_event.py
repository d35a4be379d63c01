"""Whose a channel is, and at what hours it is on the air."""

from contracts.channels import ChannelReady
from contracts.live import LiveEnded
from functions.audience.fans import DynamoChannels
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """Of an end that is told again only the first counts: it differs by seconds."""
    detail, channels = event["detail"], DynamoChannels()
    if event["detail-type"] == "ChannelReady":
        ready = ChannelReady.from_detail(detail)
        channels.remember(ready.channel_id, ready.owner_id, detail["metadata"]["occurred_at"])
    else:
        ended = LiveEnded.from_detail(detail)
        channels.broadcast(ended.channel_id, ended.started_at, ended.ended_at, ended.session_id)


handler = queue_handler(hear)
