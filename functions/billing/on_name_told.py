"""UserSignedUp and ProfileChanged → the names that stand beside donations."""

from contracts.identity import ProfileChanged, UserSignedUp
from functions.billing.names import DynamoDonorNames
from kernel.subscriber import EventBridgeEvent, queue_handler

HEARD: dict[str, type[UserSignedUp] | type[ProfileChanged]] = {
    event.detail_type(): event for event in (UserSignedUp, ProfileChanged)
}


def remember(event: EventBridgeEvent) -> None:
    told = HEARD[event["detail-type"]].from_detail(event["detail"])
    DynamoDonorNames().remember(told.user_id, told.display_name, event["detail"]["metadata"]["occurred_at"])


handler = queue_handler(remember)
