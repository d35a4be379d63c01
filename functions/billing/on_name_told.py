"""UserSignedUp and ProfileChanged → the names that stand beside donations."""

from contracts.identity import ProfileChanged, UserSignedUp
from functions.billing.fraud.watch import DynamoWatch
from functions.billing.names import DynamoDonorNames
from kernel.subscriber import EventBridgeEvent, queue_handler

HEARD: dict[str, type[UserSignedUp] | type[ProfileChanged]] = {
    event.detail_type(): event for event in (UserSignedUp, ProfileChanged)
}


def remember(event: EventBridgeEvent) -> None:
    told = HEARD[event["detail-type"]].from_detail(event["detail"])
    at = event["detail"]["metadata"]["occurred_at"]
    DynamoDonorNames().remember(told.user_id, told.display_name, at)
    if isinstance(told, UserSignedUp):
        DynamoWatch().signed_up(told.user_id, at)


handler = queue_handler(remember)
