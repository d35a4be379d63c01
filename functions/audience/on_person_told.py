"""What people are called, who is of age, and who blocks whom."""

from contracts.identity import AdulthoodTold, ProfileChanged, UserSignedUp
from contracts.social import PersonBlocked, PersonUnblocked
from functions.audience import blocks, names
from functions.audience.consents import DynamoConsents
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """In any order: of names and blocks the newest telling wins."""
    detail = event["detail"]
    told_at = detail["metadata"]["occurred_at"]
    match event["detail-type"]:
        case "UserSignedUp":
            came = UserSignedUp.from_detail(detail)
            names.remember(came.user_id, came.display_name, told_at)
        case "ProfileChanged":
            changed = ProfileChanged.from_detail(detail)
            names.remember(changed.user_id, changed.display_name, told_at)
        case "AdulthoodTold":
            told = AdulthoodTold.from_detail(detail)
            DynamoConsents().of_age_on(told.user_id, told.adult_on)
        case "PersonBlocked":
            blocked = PersonBlocked.from_detail(detail)
            blocks.tell(blocked.user_id, blocked.blocked_id, told_at, holds=True)
        case "PersonUnblocked":
            freed = PersonUnblocked.from_detail(detail)
            blocks.tell(freed.user_id, freed.blocked_id, told_at, holds=False)


handler = queue_handler(hear)
