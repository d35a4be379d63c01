"""Who follows and who subscribes → who may speak where only they may, and with which badge."""

from contracts.billing import SubscriptionEnded, SubscriptionPaid
from contracts.social import ChannelFollowed, ChannelUnfollowed
from functions.chat.standings import DynamoStandings
from kernel.subscriber import EventBridgeEvent, queue_handler

BADGES = ((1, "subscriber"), (6, "subscriber-6-months"), (12, "subscriber-1-year"), (24, "subscriber-2-years"))


def hear(event: EventBridgeEvent) -> None:
    """In any order: the newest telling wins."""
    detail, standings = event["detail"], DynamoStandings()
    told_at = detail["metadata"]["occurred_at"]
    match event["detail-type"]:
        case "ChannelFollowed":
            followed = ChannelFollowed.from_detail(detail)
            standings.follow(followed.channel_id, followed.user_id, told_at, follows=True)
        case "ChannelUnfollowed":
            unfollowed = ChannelUnfollowed.from_detail(detail)
            standings.follow(unfollowed.channel_id, unfollowed.user_id, told_at, follows=False)
        case "SubscriptionPaid":
            paid = SubscriptionPaid.from_detail(detail)
            badge = [name for months, name in BADGES if paid.months >= months][-1:]
            standings.subscribe(paid.channel_id, paid.user_id, told_at, paid.paid_until, badge)
        case "SubscriptionEnded":
            ended = SubscriptionEnded.from_detail(detail)
            standings.subscribe(ended.channel_id, ended.user_id, told_at, ended.ended_at, [])


handler = queue_handler(hear)
