"""UserSignedUp and ProfileChanged → the names that stand beside matches."""

from contracts.identity import ProfileChanged, UserSignedUp
from functions.audience import names
from kernel.subscriber import EventBridgeEvent, queue_handler

HEARD: dict[str, type[UserSignedUp] | type[ProfileChanged]] = {
    event.detail_type(): event for event in (UserSignedUp, ProfileChanged)
}


def hear(event: EventBridgeEvent) -> None:
    told = HEARD[event["detail-type"]].from_detail(event["detail"])
    names.remember(told.user_id, told.display_name, event["detail"]["metadata"]["occurred_at"])


handler = queue_handler(hear)
