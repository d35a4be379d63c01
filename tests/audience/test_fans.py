"""What is known of a fan is the same whatever order events come in, and however often."""

import random
from datetime import timedelta

import pytest

from contracts.audience import SegmentChanged
from contracts.billing import PaymentRefunded, SubscriptionEnded
from contracts.channels import ChannelDeleted
from contracts.chat import ChatterCount, TalkCounted
from contracts.live import LiveEnded
from contracts.recommendations import ChannelWatched
from contracts.social import ChannelFollowed, ChannelUnfollowed
from functions.audience import on_channel_event, on_fan_event
from functions.audience.channels import DynamoChannels
from functions.audience.domain import Fan, Match, hours_between, week_of
from functions.audience.fans import DynamoFans
from functions.audience.heard import HeardRow
from functions.audience.matches import DynamoMatches, Matched
from kernel.clock import iso, now
from tests.audience.world import donation, fan, hear, made, subscription
from tests.lambdas import announced, deliver


def refund(amount: int, number: int = 1) -> PaymentRefunded:
    return PaymentRefunded(
        refund_id=f"ref_{number}_{amount}", payment_id=f"pay_{number}", currency="KRW", amount=amount, parts=(),
        reason="asked", refunded_at=now(),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_any_order_and_twice_is_one_fan(seed: int):
    moment = now()
    talk = TalkCounted(channel_id="chn_1", session_id="ses_1", since=moment, until=moment, messages=9, chatters=1,
                       people=(ChatterCount(user_id="usr-1", messages=4),))  # fmt: skip
    events = [
        announced(ChannelWatched(user_id="usr-1", channel_id="chn_1", minutes=30, watched_at=moment), moment),
        announced(talk, moment),
        announced(ChannelFollowed(channel_id="chn_1", user_id="usr-1"), moment),
        announced(ChannelUnfollowed(channel_id="chn_1", user_id="usr-1"), moment + timedelta(seconds=1)),
        announced(ChannelFollowed(channel_id="chn_1", user_id="usr-1"), moment + timedelta(seconds=2)),
        announced(donation("usr-1", 5000), moment),
        announced(refund(2000), moment),
        announced(subscription("usr-1", months=1, days=30), moment),
        announced(subscription("usr-1", months=2, days=60), moment + timedelta(seconds=5)),
        announced(SubscriptionEnded(channel_id="chn_1", user_id="usr-1", ended_at=moment + timedelta(days=3)),
                  moment + timedelta(seconds=9)),
    ]  # fmt: skip
    told = [*events, *events]
    random.Random(seed).shuffle(told)  # noqa: S311 - an order, no secret
    for event in told:
        assert deliver(on_fan_event.handler, event) == []
    assert fan("usr-1") == Fan(
        "chn_1", "usr-1", minutes=30, hours=tuple(hours_between(moment - timedelta(minutes=30), moment)), messages=4,
        paid={"KRW": 3000}, follows=True, follows_at=iso(moment + timedelta(seconds=2)), months=2,
        paid_at=iso(moment + timedelta(seconds=5)), ended_at=iso(moment + timedelta(days=3)), subscribed_at=moment,
        paid_until=moment + timedelta(days=3), weeks=frozenset({week_of(moment)}),
    )  # fmt: skip


@pytest.mark.parametrize("order", [(1, 2), (2, 1), (1, 1, 2), (2, 1, 1)])
def test_a_subscription_began_with_its_first_month(order: tuple[int, ...]):
    moment = now()
    for months in order:
        hear(subscription("usr-1", months=months), at=moment + timedelta(days=30 * months))
    assert fan("usr-1").subscribed_at == moment + timedelta(days=30)


def test_a_first_month_told_again_begins_nothing():
    moment = now()
    for days in (0, 40):
        hear(subscription("usr-1", months=1), at=moment - timedelta(days=50 - days))
    assert fan("usr-1").subscribed_at == moment - timedelta(days=50)


def test_who_is_first_heard_of_in_their_third_month_began_nobody_knows_when():
    hear(subscription("usr-1", months=3))
    assert fan("usr-1").subscribed_at is None


def test_what_was_heard_is_kept_from_then_on_however_old_it_is():
    old = ChannelWatched(user_id="usr-1", channel_id="chn_1", minutes=9, watched_at=now() - timedelta(days=40))
    event = announced(old)
    for _ in range(2):
        assert deliver(on_fan_event.handler, event) == []
    assert fan("usr-1").minutes == 9
    kept = HeardRow.get(event["detail"]["metadata"]["event_id"])
    assert kept.expires > now() + timedelta(days=13)


def test_of_a_payment_that_is_not_known_a_refund_waits_for_it():
    hear(refund(4000))
    assert DynamoFans().of_person("usr-1") == []
    hear(donation("usr-1", 5000))
    assert fan("usr-1").paid == {"KRW": 1000}


def test_a_renewal_is_no_visit():
    hear(subscription("usr-1"))
    assert fan("usr-1").weeks == frozenset()


def test_channels_know_their_owner_and_their_hours():
    made(1)
    began = now().replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=1)
    ended = LiveEnded(session_id="ses_1", channel_id="chn_1", stream_id="st", started_at=began,
                      ended_at=began + timedelta(minutes=90), duration_seconds=5400)  # fmt: skip
    for _ in range(2):
        assert deliver(on_channel_event.handler, announced(ended)) == []
    found = DynamoChannels().find("chn_1")
    assert found is not None
    assert found.owner_id == "owner-1"
    assert (found.hours[20], found.hours[21], sum(found.hours)) == (60, 30, 90)


@pytest.mark.parametrize("late", [False, True])
def test_a_channel_that_is_deleted_stays_so(late: bool):
    made(1)
    DynamoMatches().replace("chn_1", [Matched("usr-1", Match(1, 1, 1, None, 1))])
    gone = ChannelDeleted(channel_id="chn_1", owner_id="owner-1")
    for _ in range(2):
        hear(gone)
    if late:
        made(1)
        hear(LiveEnded(session_id="ses_9", channel_id="chn_1", stream_id="st", started_at=now(),
                       ended_at=now() + timedelta(hours=1), duration_seconds=3600))  # fmt: skip
    assert DynamoChannels().find("chn_1") is None
    assert list(DynamoChannels().all()) == []
    assert DynamoMatches().of("chn_1") == []


def test_what_is_no_fan_event_is_not_heard():
    event = SegmentChanged(channel_id="c", user_id="u", segment="vip", entered=True, rule_version=1, changed_at=now())
    assert deliver(on_fan_event.handler, announced(event)) == []
    assert DynamoFans().of_person("u") == []
