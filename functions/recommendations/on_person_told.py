"""Who is of age, who follows and blocks whom, and who may be shown to strangers."""

from contracts.identity import AdulthoodTold
from contracts.social import (
    ChannelFollowed,
    ChannelUnfollowed,
    PersonBlocked,
    PersonUnblocked,
    ProfileVisibilityChanged,
)
from functions.recommendations.tastes import DynamoTastes
from functions.recommendations.ties import DynamoTies
from functions.recommendations.trends import DynamoTrends
from kernel.clock import from_iso
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """In any order: the newest telling wins."""
    detail, ties = event["detail"], DynamoTies()
    told_at = detail["metadata"]["occurred_at"]
    match event["detail-type"]:
        case "AdulthoodTold":
            told = AdulthoodTold.from_detail(detail)
            DynamoTastes().change(told.user_id, adult_on=told.adult_on.isoformat())
        case "ChannelFollowed":
            followed = ChannelFollowed.from_detail(detail)
            if ties.tell(followed.user_id, "follows", followed.channel_id, told_at, holds=True):
                DynamoTrends().add("channel", followed.channel_id, 1.0, from_iso(told_at))
        case "ChannelUnfollowed":
            left = ChannelUnfollowed.from_detail(detail)
            ties.tell(left.user_id, "follows", left.channel_id, told_at, holds=False)
        case "PersonBlocked":
            blocked = PersonBlocked.from_detail(detail)
            ties.block(blocked.user_id, blocked.blocked_id, told_at, holds=True)
        case "PersonUnblocked":
            freed = PersonUnblocked.from_detail(detail)
            ties.block(freed.user_id, freed.blocked_id, told_at, holds=False)
        case "ProfileVisibilityChanged":
            shown = ProfileVisibilityChanged.from_detail(detail)
            ties.show(shown.user_id, shown.display_name, told_at, public=shown.public)


handler = queue_handler(hear)
