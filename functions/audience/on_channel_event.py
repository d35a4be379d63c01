"""Whose a channel is, at what hours it is on the air, and that it is no more."""

from contracts.channels import ChannelDeleted, ChannelReady
from contracts.live import LiveEnded
from functions.audience.channels import DynamoChannels
from functions.audience.matches import DynamoMatches
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """Of an end that is told again only the first counts: it differs by seconds."""
    detail, channels = event["detail"], DynamoChannels()
    match event["detail-type"]:
        case "ChannelReady":
            ready = ChannelReady.from_detail(detail)
            channels.remember(ready.channel_id, ready.owner_id, detail["metadata"]["occurred_at"])
        case "LiveEnded":
            ended = LiveEnded.from_detail(detail)
            channels.broadcast(ended.channel_id, ended.started_at, ended.ended_at, ended.session_id)
        case "ChannelDeleted":
            gone = ChannelDeleted.from_detail(detail)
            channels.delete(gone.channel_id)
            DynamoMatches().replace(gone.channel_id, [])


handler = queue_handler(hear)
