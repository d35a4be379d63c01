"""What goes on moves lists at once, and for everybody alike only as long as it goes on."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.chat import TalkCounted, WordCount
from contracts.live import AudienceChanged, LiveEnded, LiveStarted
from contracts.recommendations import RankingMoved
from contracts.social import ChannelFollowed, ChannelUnfollowed, ProfileVisibilityChanged
from functions.recommendations.heat import USUAL_VIEWERS, DynamoHeat, HeatRow, faded, going_on, push_of
from functions.recommendations.on_air import ON_AIR, DynamoOnAir, OnAirRow
from functions.recommendations.trends import DynamoTrends, TrendRow
from kernel.clock import from_iso, iso, now
from tests.lambdas import outbox
from tests.recommending.channels import channel
from tests.recommending.test_taste import order
from tests.recommending.world import FakeModel, answer, ask, film, films, hear, ids, listed, product


def talk(
    channel_id: str, messages: int, *words: str, minutes_ago: float = 0.0, chatters: int | None = None
) -> TalkCounted:
    until = now() - timedelta(minutes=minutes_ago)
    people = messages if chatters is None else chatters
    counts = tuple(WordCount(word=word, messages=messages, chatters=people) for word in words)
    return TalkCounted(channel_id=channel_id, session_id=f"ses_{channel_id}", since=until - timedelta(seconds=20),
                       until=until, messages=messages, chatters=people, words=counts)  # fmt: skip


def started(channel_id: str) -> LiveStarted:
    return LiveStarted(session_id=f"ses_{channel_id}", channel_id=channel_id, stream_id="st",
                       started_at=now() - timedelta(minutes=5))  # fmt: skip


def test_yesterdays_spike_is_below_todays():
    trends = DynamoTrends()
    for _ in range(10):
        trends.add("product", "yesterday", 1.0, now() - timedelta(days=1, hours=1))
    for _ in range(6):
        trends.add("product", "today", 1.0, now())
    found = trends.top("product", 10, now())
    assert list(found) == ["today", "yesterday"]
    assert found["yesterday"] == pytest.approx(10 * 0.5 ** (25 / 24), rel=0.01)


def empty(model: type[TrendRow]) -> None:
    with model.batch_write() as write:
        for row in model.scan():
            write.delete(row)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 60)), max_size=12), st.integers(0, 300))
def test_trends_are_sums_of_halved_events_in_whatever_order_and_across_landmarks(events: list, ahead: int):
    """What is stored and read again, over a year: what a sum over all events says."""
    empty(TrendRow)
    trends, start = DynamoTrends(), from_iso("2026-11-01T00:00:00Z") + timedelta(days=ahead)
    moment = start + timedelta(days=60)
    for name, day in events:
        trends.add("product", name, 1.0, start + timedelta(days=day))
    told = trends.top("product", 3, moment)
    true = {name: sum(0.5 ** (60 - day) for item, day in events if item == name) for name in "abc"}
    for name in "abc":
        assert told.get(name, 0.0) == pytest.approx(true[name], rel=1e-3, abs=2e-3)
    assert list(told) == sorted(told, key=lambda one: (-told[one], one))
    assert all(len(str(int(row.weight))) <= 38 for row in TrendRow.scan()), "more than DynamoDB adds exactly"


def test_a_purchase_changes_the_buyers_list_and_everybodys(model: FakeModel):
    hear(*(product(number) for number in range(5)))
    model.says = lambda *_: answer(("prd_0", 3), ("prd_1", 2))
    before, other = ids(listed("products")), ids(listed("products", who="usr-2"))
    assert before == other
    hear(order(1, "prd_0", now()), order(2, "prd_2", now()))
    after, theirs = ids(listed("products")), ids(listed("products", who="usr-2"))
    assert "prd_0" not in after
    assert theirs.index("prd_2") < other.index("prd_2")
    assert model.asked[-2]["history"] == ["prd_0", "prd_2"]


def test_a_surge_of_talk_lifts_a_channel_and_what_it_sells(model: FakeModel):
    hear(*(channel(number) for number in (2, 1, 0)))
    hear(product(7, channel="chn_2", name="Moon lamp", keywords=("무드등",)))
    hear(*(product(number, channel="chn_2") for number in range(3)))
    hear(started("chn_2"), started("chn_1"))
    for ago in (3.0, 2.0, 1.0):
        hear(talk("chn_2", 4, "hello", minutes_ago=ago), talk("chn_1", 4, minutes_ago=ago))
    before = ids(listed("channels"))
    assert ids(listed("products"))[0] != "prd_7"
    hear(talk("chn_2", 120, "무드등"))
    told = listed("channels")
    assert (ids(told)[0], told["items"][0]["reason"]["code"]) == ("chn_2", "talk")
    assert before[0] == "chn_1"
    things = listed("products")
    assert (ids(things)[0], things["items"][0]["reason"]["text"]) == ("prd_7", "Much talked about right now")
    assert {(one.kind, one.item_id, one.signal) for one in moved()} >= {("product", "prd_7", "talk")}
    lamp = next(one for one in moved() if one.item_id == "prd_7")
    assert (290 <= (lamp.offset_seconds or 0) <= 330, lamp.name) == (True, "Moon lamp")


def test_an_audience_that_doubles_lifts_a_channel_and_one_that_leaves_lowers_it():
    hear(*(channel(number) for number in (2, 1, 0)), *(started(f"chn_{number}") for number in range(3)))
    jump = {"session_id": "ses_chn_2", "channel_id": "chn_2", "viewers_before": 10, "viewers": 40, "counted_at": now()}
    assert ids(listed("channels"))[0] != "chn_2"
    hear(AudienceChanged(**jump))
    told = listed("channels")
    assert (ids(told)[0], told["items"][0]["reason"]["code"]) == ("chn_2", "audience")
    hear(AudienceChanged(**{**jump, "viewers_before": 40, "viewers": 4, "counted_at": now() + timedelta(seconds=1)}))
    assert ids(listed("channels"))[-1] == "chn_2"


def unheard(_push: float) -> None:
    """Nobody is told."""


def test_pushes_fade_within_minutes_and_older_news_changes_nothing():
    heat, at = DynamoHeat(), now()
    first = heat.watched("chn_1", 60, 10, at, unheard)
    assert first == pytest.approx(push_of(60, 10, USUAL_VIEWERS), abs=1e-4)
    assert heat.watched("chn_1", 0, 60, at - timedelta(seconds=5), unheard) is None
    assert heat.of("channel", ["chn_1"], at)["chn_1"].push == pytest.approx(first, abs=1e-4)
    assert heat.of("channel", ["chn_1"], at + timedelta(minutes=10))["chn_1"].push == pytest.approx(
        (first or 0) / 2, abs=1e-4
    )
    assert heat.of("channel", ["chn_1"], at + timedelta(hours=2)) == {}
    assert faded(1.0, at, at - timedelta(hours=1)) == 1.0, "clocks differ: never more than it was"


def test_one_voice_is_no_surge_and_five_people_are_no_crowd():
    hear(channel(1), channel(2), product(7, channel="chn_1", keywords=("lamp",)), started("chn_1"))
    hear(talk("chn_1", 1, "hi", minutes_ago=3))
    hear(talk("chn_1", 40, "lamp", minutes_ago=2, chatters=1), talk("chn_1", 3, "lamp", minutes_ago=1, chatters=3))
    five = {"session_id": "ses_chn_1", "channel_id": "chn_1", "viewers_before": 0, "viewers": 5, "counted_at": now()}
    hear(AudienceChanged(**five))
    assert {one["reason"]["code"] for one in listed("channels")["items"]} == {"live", "popular"}
    assert listed("products")["items"][0]["reason"]["code"] == "popular"
    assert all(one.strength < 0.25 for one in moved()), moved()
    hear(talk("chn_1", 60, "lamp", chatters=8))
    assert listed("products")["items"][0]["reason"]["code"] == "talk", "and eight people are one"


def test_what_not_everybody_may_be_shown_is_told_without_its_name():
    hear(channel(1), product(7, channel="chn_1", keywords=("lamp",), adults_only=True), started("chn_1"))
    hear(talk("chn_1", 60, "lamp"))
    assert {one.item_id: one.name for one in moved()} == {"chn_1": "Channel 1", "prd_7": None}


def test_an_audience_that_grows_step_by_step_is_pushed_as_by_one_leap_and_told_each_time():
    hear(channel(1), started("chn_1"))
    at = now()
    for step, (before, viewers) in enumerate(((0, 5), (5, 10), (10, 15), (15, 20))):
        hear(AudienceChanged(session_id="ses_chn_1", channel_id="chn_1", viewers_before=before, viewers=viewers,
                             counted_at=at + timedelta(seconds=step)))  # fmt: skip
    strengths = [one.strength for one in moved()]
    assert strengths == pytest.approx([push_of(one, 0, USUAL_VIEWERS) for one in (5, 10, 15, 20)], abs=0.01)
    thirty = {"viewers_before": 20, "viewers": 14, "counted_at": at + timedelta(seconds=9)}
    hear(AudienceChanged(session_id="ses_chn_1", channel_id="chn_1", **thirty))
    assert moved()[-1].strength == pytest.approx(push_of(14, 20, USUAL_VIEWERS), abs=0.01), "thirty per cent, and told"
    again = {"viewers_before": 0, "viewers": 9, "counted_at": at + timedelta(seconds=60)}
    hear(AudienceChanged(session_id="ses_next", channel_id="chn_1", **again))
    assert moved()[-1].strength == pytest.approx(push_of(9, 0, USUAL_VIEWERS), abs=0.01), "a broadcast begun again"


def test_news_that_comes_again_moves_nothing_and_is_told_once():
    hear(channel(1), started("chn_1"))
    jump = AudienceChanged(session_id="ses_chn_1", channel_id="chn_1", viewers_before=0, viewers=50, counted_at=now())
    surge = talk("chn_1", 60, "lamp", chatters=9)
    followed = ChannelFollowed(channel_id="chn_2", user_id="usr-1")
    at = now()
    for _ in range(5):
        hear(jump, surge)
        hear(followed, at=at)
    trends = DynamoTrends().top("channel", 9, now())
    assert trends["chn_1"] == pytest.approx(1.0 + 0.1 * 50, abs=0.05)
    assert trends["chn_2"] == pytest.approx(1.0, abs=0.01)
    assert [(one.item_id, one.signal) for one in moved()] == [("chn_1", "audience"), ("chn_1", "talk")]
    for second in range(1, 4):
        hear(ChannelUnfollowed(channel_id="chn_2", user_id="usr-1"), at=at + timedelta(seconds=2 * second))
        hear(followed, at=at + timedelta(seconds=2 * second + 1))
    assert DynamoTrends().top("channel", 9, now())["chn_2"] == pytest.approx(1.0, abs=0.01), "who follows again is one"


def test_who_is_on_the_air_is_read_without_what_is_over_the_most_watched_first():
    on, at = DynamoOnAir(), now()
    for number in range(4):
        on.begin(f"chn_{number}", f"ses_{number}", at)
        on.watched_by(f"chn_{number}", f"ses_{number}", 10 * number)
    on.end("chn_3", "ses_3", at)
    assert [one.channel_id for one in on.all()] == ["chn_2", "chn_1", "chn_0"]
    assert OnAirRow.count(ON_AIR) == 3, "what is over is read no more"
    on.begin("chn_3", "ses_3", at)
    assert on.of("chn_3") is None
    on.begin("chn_3", "ses_4", at + timedelta(minutes=1))
    on.end("chn_3", "ses_3", at)
    assert (on.of("chn_3") or on.all()[0]).session_id == "ses_4", "the end of the one before"


def moved() -> list[RankingMoved]:
    return [one for one in outbox(RankingMoved) if isinstance(one, RankingMoved)]


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_push_is_bounded_and_has_the_sign_of_the_change(measured: float, level: float):
    push = push_of(measured, level)
    assert -1 <= push <= 1
    assert (push > 0) == (measured + 1 > level + 1) or abs(push) < 1e-9
    assert push == pytest.approx(-push_of(level, measured), abs=1e-9)


def test_who_is_on_the_air_is_marked_and_an_end_is_not_undone():
    hear(channel(1), started("chn_1"))
    first = listed("channels")["items"][0]
    assert (first["live"], first["reason"]["code"]) == (True, "live")
    late = started("chn_1")
    hear(LiveEnded(**late.model_dump(), ended_at=now(), duration_seconds=300), late)
    assert DynamoOnAir().all() == []
    assert not listed("channels")["items"][0]["live"]


def test_people_who_follow_the_same_are_suggested_if_they_want_to_be_seen():
    for user, follows in {"usr-1": "abc", "usr-2": "abd", "usr-3": "a", "usr-4": "abc", "usr-5": "x"}.items():
        hear(*(ChannelFollowed(channel_id=f"chn_{name}", user_id=user) for name in follows))
    for user in ("usr-1", "usr-2", "usr-3", "usr-5"):
        hear(ProfileVisibilityChanged(user_id=user, display_name=user.upper(), public=True))
    told = ask("GET", "/v1/people/suggested").json["items"]
    assert [(one["user_id"], one["shared"], one["likeness"]) for one in told] == [
        ("usr-2", 2, 0.5), ("usr-3", 1, 0.3333),
    ], "usr-4 never said that they may be shown"  # fmt: skip
    hear(ProfileVisibilityChanged(user_id="usr-2", display_name="X", public=False))
    assert [one["user_id"] for one in ask("GET", "/v1/people/suggested").json["items"]] == ["usr-3"]


def test_who_grows_on_is_not_pushed_less_than_at_first_and_who_falls_is_lowered():
    at = now()
    before = HeatRow("channel#chn_1", "audience", push=1.0, at=iso(at))
    later = at + timedelta(seconds=1)
    assert going_on(0.35, before, later) == pytest.approx(1.0, abs=0.01), "from nobody to five, from five to ten"
    assert going_on(-0.05, before, later) == pytest.approx(1.0, abs=0.01), "noise"
    assert going_on(-0.6, before, later) == -0.6
    assert going_on(0.3, HeatRow("channel#chn_1", "audience", push=-0.6, at=iso(at)), later) == 0.3


def test_nobody_makes_a_trend_alone():
    films(film(1), film(2))
    for _ in range(6):
        for verb in ("watched", "liked", "rated"):
            stars = {"stars": 5} if verb == "rated" else {}
            deed = {"kind": "title", "item_id": "film-1", "verb": verb, **stars}
            ask("POST", "/v1/me/deeds", {"deeds": [deed]})
    for who in ("usr-2", "usr-3"):
        ask("POST", "/v1/me/deeds", {"deeds": [{"kind": "title", "item_id": "film-2", "verb": "watched"}]}, who=who)
    found = DynamoTrends().top("title", 2, now())
    assert found["film-2"] - found["film-1"] == pytest.approx(1.0, abs=0.01), "one person, however often"
