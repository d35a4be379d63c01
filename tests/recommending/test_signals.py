"""What goes on moves lists at once, and for everybody alike only as long as it goes on."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.chat import TalkCounted, WordCount
from contracts.live import AudienceChanged, LiveEnded, LiveStarted
from contracts.recommendations import RankingMoved
from contracts.social import ChannelFollowed, ProfileVisibilityChanged
from functions.recommendations import seasons as seasons_module
from functions.recommendations.heat import DynamoHeat, DynamoOnAir, faded, push_of
from functions.recommendations.items import DynamoItems
from functions.recommendations.seasons import DynamoSeasons, Season
from functions.recommendations.trends import DynamoTrends, halvings
from kernel import clock
from kernel.clock import from_iso, now
from tests.lambdas import outbox
from tests.recommending.channels import channel
from tests.recommending.test_taste import order
from tests.recommending.world import FakeModel, answer, ask, film, films, hear, ids, listed, product


def talk(channel_id: str, messages: int, *words: str, minutes_ago: float = 0.0) -> TalkCounted:
    until = now() - timedelta(minutes=minutes_ago)
    counts = tuple(WordCount(word=word, messages=messages) for word in words)
    return TalkCounted(channel_id=channel_id, session_id=f"ses_{channel_id}", since=until - timedelta(seconds=20),
                       until=until, messages=messages, chatters=messages, words=counts)  # fmt: skip


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


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 400)), max_size=12), st.integers(0, 300))
def test_trends_are_sums_of_halved_events_in_whatever_order_and_across_landmarks(events: list, ahead: int):
    """The arithmetic of the counters, over a year: what the stored numbers say is what a sum over all events says."""
    start = from_iso("2026-11-01T00:00:00Z")
    moment = start + timedelta(days=ahead + 400)
    weights: dict[tuple[str, int], int] = {}
    for name, day in events:
        at = start + timedelta(days=day + ahead)
        landmark = int((at - from_iso("2025-01-01T00:00:00Z")) / timedelta(days=90))
        key = name, landmark
        weights[key] = weights.get(key, 0) + round(1000 * 2 ** halvings("product", at, landmark))
    for name in "abc":
        told = sum(value * 2 ** -halvings("product", moment, landmark) / 1000
                   for (item, landmark), value in weights.items() if item == name)  # fmt: skip
        true = sum(0.5 ** (400 - day) for item, day in events if item == name)
        assert told == pytest.approx(true, rel=1e-9, abs=1e-3)
    assert all(len(str(value)) <= 38 for value in weights.values()), "more than DynamoDB adds exactly"


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
    moved = [one for one in outbox(RankingMoved) if isinstance(one, RankingMoved)]
    assert {(one.kind, one.item_id, one.signal) for one in moved} >= {("product", "prd_7", "talk")}
    assert 290 <= (next(one for one in moved if one.item_id == "prd_7").offset_seconds or 0) <= 330


def test_an_audience_that_doubles_lifts_a_channel_and_one_that_leaves_lowers_it():
    hear(*(channel(number) for number in (2, 1, 0)), *(started(f"chn_{number}") for number in range(3)))
    jump = {"session_id": "ses_chn_2", "channel_id": "chn_2", "viewers_before": 10, "viewers": 40, "counted_at": now()}
    assert ids(listed("channels"))[0] != "chn_2"
    hear(AudienceChanged(**jump))
    told = listed("channels")
    assert (ids(told)[0], told["items"][0]["reason"]["code"]) == ("chn_2", "audience")
    hear(AudienceChanged(**{**jump, "viewers_before": 40, "viewers": 4, "counted_at": now() + timedelta(seconds=1)}))
    assert ids(listed("channels"))[-1] == "chn_2"


def test_pushes_fade_within_minutes_and_older_news_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    heat, at = DynamoHeat(), now()
    heat.push("channel", "chn_1", "audience", 0.8, at)
    heat.push("channel", "chn_1", "audience", -1.0, at - timedelta(seconds=5))
    assert heat.of("channel", ["chn_1"], at)["chn_1"].push == pytest.approx(0.8)
    assert heat.of("channel", ["chn_1"], at + timedelta(minutes=10))["chn_1"].push == pytest.approx(0.4)
    assert heat.of("channel", ["chn_1"], at + timedelta(hours=2)) == {}
    assert faded(1.0, at, at - timedelta(hours=1)) == 1.0, "clocks differ: never more than it was"


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


def test_a_season_lifts_its_items_between_its_days_by_its_own_calendar(monkeypatch: pytest.MonkeyPatch):
    films(*(film(number) for number in range(4)), film(9, genres=["Family"]))
    christmas = Season("christmas", "title", from_iso("2026-12-24").date(), from_iso("2026-12-25").date(),
                       "Asia/Seoul", ("Family",), ("film-3",), 0.6)  # fmt: skip
    DynamoSeasons().save(christmas)
    assert not christmas.on(from_iso("2026-12-23T14:59:59Z"))
    assert christmas.on(from_iso("2026-12-23T15:00:00Z")), "midnight in Seoul"
    assert christmas.on(from_iso("2026-12-25T14:59:59Z"))
    assert not christmas.on(from_iso("2026-12-25T15:00:00Z"))
    assert ids(listed())[:2] != ["film-3", "film-9"]
    at = from_iso("2026-12-24T10:00:00Z")
    lifted = seasons_module.pushes(DynamoSeasons().all(), DynamoItems().of_kind("title"), at)
    assert lifted == {"film-3": ("christmas", 0.6), "film-9": ("christmas", 0.6)}
    monkeypatch.setattr(clock, "now", lambda: at)
    from functions.recommendations import api, wiring
    from functions.recommendations.recommending import Recommending

    later = Recommending(wiring.stores(), FakeModel(), lambda: at)
    monkeypatch.setattr(api, "recommending", lambda: later)
    told = ask("GET", "/v1/recommendations/titles").json
    assert set(ids(told)[:2]) == {"film-3", "film-9"}
    assert told["items"][0]["reason"] == {"code": "season", "text": "In season: christmas", "because": []}


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
    heat, at = DynamoHeat(), now()

    def push(amount: float, seconds: int) -> float:
        heat.push("channel", "chn_1", "audience", amount, at + timedelta(seconds=seconds))
        return heat.of("channel", ["chn_1"], at + timedelta(seconds=seconds))["chn_1"].push

    assert push(1.0, 0) == 1.0
    assert push(0.35, 1) == pytest.approx(1.0, abs=0.01), "from nobody to five, from five to ten"
    assert push(-0.05, 2) == pytest.approx(1.0, abs=0.01), "noise"
    assert push(-0.6, 3) == pytest.approx(-0.6)
    assert push(0.3, 4) == pytest.approx(0.3)


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
