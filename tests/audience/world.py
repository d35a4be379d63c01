"""Channels and people, driven by the events that tell of them."""

import json
from datetime import datetime, timedelta
from typing import Any

from contracts.billing import DonationReceived, SubscriptionPaid
from contracts.channels import ChannelDeleted, ChannelReady
from contracts.identity import AdulthoodTold, ProfileChanged, UserSignedUp
from contracts.live import LiveEnded
from contracts.recommendations import ChannelWatched
from contracts.social import PersonBlocked, PersonUnblocked
from functions.audience import (
    api,
    mine_api,
    on_channel_event,
    on_fan_event,
    on_person_told,
    refresh,
    refresh_channel,
)
from functions.audience.fans import DynamoFans
from kernel.clock import now
from kernel.events import Event
from kernel.outbox import OutboxRow, partition_of
from tests.lambdas import LambdaContext, announced, call, claims, deliver
from tests.recommending.channels import channel
from tests.recommending.world import Queue

OWNER = "owner-1"
MATCHES = "/v1/channels/chn_1/audience-matches"
HEARS: dict[type[Event], Any] = {
    **dict.fromkeys((ChannelReady, ChannelDeleted, LiveEnded), on_channel_event),
    **dict.fromkeys((UserSignedUp, ProfileChanged, AdulthoodTold, PersonBlocked, PersonUnblocked), on_person_told),
}


def hear(*events: Event, at: datetime | None = None) -> None:
    for event in events:
        module = HEARS.get(type(event), on_fan_event)
        assert deliver(module.handler, announced(event, at)) == []


def made(*numbers: int) -> None:
    hear(*(channel(number) for number in numbers))


def watches(user_id: str, channel_id: str, minutes: float = 60, at: datetime | None = None) -> None:
    hear(ChannelWatched(user_id=user_id, channel_id=channel_id, minutes=minutes, watched_at=at or now()))


def subscription(user_id: str, *, months: int = 1, days: int = 30, channel_id: str = "chn_1") -> SubscriptionPaid:
    return SubscriptionPaid(
        channel_id=channel_id, user_id=user_id, paid_until=now() + timedelta(days=days), months=months
    )


def donation(user_id: str, gross: int, number: int = 1, channel_id: str = "chn_1") -> DonationReceived:
    return DonationReceived(
        donation_id=f"don_{number}", channel_id=channel_id, donor_id=user_id, payment_id=f"pay_{number}",
        currency="KRW", gross=gross, creator_part=gross, platform_part=0, received_at=now(),
    )  # fmt: skip


def refreshed(queue: Queue) -> None:
    """As the hour does: the schedule asks, and the task runs for each channel."""
    queue.rows.clear()
    refresh.handler({}, LambdaContext())
    records = [{"messageId": str(n), "body": json.dumps(row)} for n, row in enumerate(queue.rows)]
    assert refresh_channel.handler({"Records": records}, LambdaContext())["batchItemFailures"] == []


def ask(method: str, path: str, body: Any = None, *, who: str = OWNER, **more: Any) -> Any:
    module = mine_api if path.startswith("/v1/me/") else api
    return call(module.handler, method, path, body, who=claims(who, "streamer"), **more)


def consents(user_id: str, *, purchasing: bool = False) -> None:
    hear(AdulthoodTold(user_id=user_id, adult_on=now().date()))
    assert (
        ask("PUT", "/v1/me/audience-consent", {"matching": True, "purchasing": purchasing}, who=user_id).status == 200
    )


def fan(user_id: str, channel_id: str = "chn_1") -> Any:
    return next(one for one in DynamoFans().of_person(user_id) if one.channel_id == channel_id)


def told(detail_type: str) -> list[dict[str, Any]]:
    """What audience announced, of one kind."""
    rows = [row for shard in range(4) for row in OutboxRow.query(partition_of("audience", shard))]
    return [json.loads(row.detail)["data"] for row in rows if row.detail_type == detail_type]


def near_and_far() -> None:
    """Fans of the first channel watch the second as well; others watch the third."""
    made(1, 2, 3)
    for number in range(4):
        watches(f"core-{number}", "chn_1", 300)
        watches(f"core-{number}", "chn_2", 200)
    for name in ("near", "hidden"):
        watches(name, "chn_2", 300)
    watches("far", "chn_3", 300)


def matched(**query: str) -> list[str]:
    answer = ask("GET", MATCHES, query=query)
    assert answer.status == 200, answer
    return [one["user_id"] for one in answer.json["items"]]


def members(segment: str, **query: str) -> list[str]:
    answer = ask("GET", f"/v1/channels/chn_1/segments/{segment}", query=query)
    assert answer.status == 200, answer
    return [one["user_id"] for one in answer.json["items"]]
