"""ChannelReady → the channel's room; LiveStarted and LiveEnded → what its messages are said upon."""

from contracts.channels import ChannelReady
from contracts.live import LiveEnded, LiveStarted
from functions.chat import pulse
from functions.chat.broadcasts import begin, end
from functions.chat.store import DynamoRooms
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """In any order: a broadcast that ended is not put on the air again by its late beginning."""
    detail, rooms = event["detail"], DynamoRooms()
    match event["detail-type"]:
        case "ChannelReady":
            ready = ChannelReady.from_detail(detail)
            rooms.open(ready.channel_id, ready.owner_id, ready.name, ready.version)
        case "LiveStarted":
            started = LiveStarted.from_detail(detail)
            begin(rooms, started.channel_id, started.session_id)
            rooms.on_air(started.channel_id, started.session_id, started.started_at)
            pulse.begin(started.channel_id, started.session_id)
        case "LiveEnded":
            ended = LiveEnded.from_detail(detail)
            rooms.off_air(ended.channel_id, ended.session_id, ended.started_at)
            end(rooms, ended.channel_id, ended.session_id)


handler = queue_handler(hear)
