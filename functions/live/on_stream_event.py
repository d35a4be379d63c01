"""Amazon IVS events → sessions."""

from functions.live.aws_events import stream_event
from functions.live.wiring import desk
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    desk().hear(stream_event(event))


handler = queue_handler(hear)
