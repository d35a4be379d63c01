import zlib
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.audience.domain import (
    EPOCH,
    HOURS,
    Calibration,
    Fan,
    Person,
    audience_of,
    band_of,
    calibrate,
    cosine,
    hours_between,
    interaction,
    match,
    overlap,
    week_of,
)
from functions.audience.segments import Rule, Standing, of

MINUTES = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1e4), max_size=6)
DAY = st.lists(st.floats(0, 1e4), min_size=HOURS, max_size=HOURS)


@given(MINUTES, MINUTES, DAY, DAY, st.integers(0, 10**6), st.floats(0, 1), st.booleans())
def test_every_part_and_the_whole_stay_between_nothing_and_one(
    minutes, audience, hours, broadcasts, said, p, purchasing
):
    person = Person(minutes, hours, said, {"KRW": said}, purchasing)
    found = match(person, audience, broadcasts, "a", p)
    for value in (found.content, found.hours, found.interaction, found.loyalty, found.score):
        assert 0 <= value <= 1 + 1e-9
    assert (found.purchasing is None) is not purchasing


def test_the_cosine_is_that_of_vectors():
    assert cosine({"a": 3, "b": 4}, {"a": 3, "b": 4}) == pytest.approx(1)
    assert cosine({"a": 1}, {"b": 1}) == 0
    assert cosine({"a": 1, "b": 1}, {"a": 1}) == pytest.approx(0.5**0.5)
    assert cosine({}, {"a": 1}) == 0


def test_hours_that_meet():
    morning, evening = [0.0] * HOURS, [0.0] * HOURS
    morning[8], evening[20] = 60, 30
    both = [one + other for one, other in zip(morning, evening, strict=True)]
    assert overlap(morning, evening) == 0
    assert overlap(morning, both) == pytest.approx(60 / 90)
    assert overlap(morning, [0.0] * HOURS) == 0


def test_ten_messages_an_hour_are_half_and_one_says_little():
    assert interaction(10_010, 60_000) == pytest.approx(0.5)
    assert interaction(0, 600) == 0
    assert interaction(1, 0) == pytest.approx(1 / 11)


@pytest.mark.parametrize(
    ("paid", "band"),
    [({}, "none"), ({"KRW": 9_999}, "low"), ({"KRW": 10_000}, "middle"), ({"KRW": 100_000}, "high"),
     ({"USD": 5, "KRW": 20_000}, "middle"), ({"XAF": 10**9}, "none"), ({"KRW": 0}, "none")],
)  # fmt: skip
def test_money_is_told_in_bands_alone(paid, band):
    assert band_of(paid) == band


def test_what_fans_watch_besides():
    found = audience_of("a", [{"a": 100, "b": 10}, {"a": 5, "b": 10, "c": 1}])
    assert set(found) == {"b", "c"}
    assert found["b"] > found["c"]


def test_chances_are_those_of_people_seen():
    """Who came every week comes again; who came once does not: the chances say so, and err little."""
    week = 100
    people = {f"often-{n}": frozenset(range(80, 100)) for n in range(60)}
    people |= {f"gone-{n}": frozenset({93}) for n in range(60)}
    found = calibrate(people, week)
    assert found.people == 120
    assert found.of(frozenset(range(80, 100)), week) > 0.9
    assert found.of(frozenset({98}), week) < 0.1
    assert found.brier is not None
    assert found.brier < 0.01


def test_who_came_for_the_first_time_is_no_lapsed_fan():
    """First-comers come again more often than those who had stopped coming: each has a chance of their own."""
    week = 100
    people = {f"new-{n}": frozenset({90, 92}) for n in range(60)} | {f"once-{n}": frozenset({70}) for n in range(20)}
    found = calibrate(people, week)
    assert found.first == pytest.approx((2 * Calibration().first + 60) / 82)
    assert found.of(frozenset({week}), week) == found.first
    assert found.of(frozenset({week - 20}), week) == found.of(frozenset(), week) == found.chances[0]
    assert found.of(frozenset({week - 20, week}), week) == found.chances[0]
    assert found.chances[0] < 0.1
    assert found.first > 0.7


def test_of_first_weeks_that_are_not_over_nothing_is_learnt():
    assert calibrate({"a": frozenset({97}), "b": frozenset({96})}, 100).first == Calibration().first
    assert calibrate({"a": frozenset({95})}, 100).first < Calibration().first


def test_where_all_people_are_in_one_half_nobody_is_asked():
    names = [name for name in map(str, range(40)) if zlib.crc32(name.encode()) % 2 == 0]
    assert calibrate({name: frozenset({90}) for name in names}, 100).brier is None


def test_of_few_people_nothing_is_learnt():
    assert calibrate({"one": frozenset({90})}, 100).brier is None
    assert calibrate({}, 100).chances == Calibration().chances


def test_a_broadcast_s_minutes_fall_into_its_hours():
    began = EPOCH + timedelta(hours=22, minutes=30)
    found = hours_between(began, began + timedelta(hours=2))
    assert (found[22], found[23], found[0]) == (30, 60, 30)
    assert sum(found) == 120
    assert sum(hours_between(began, began)) == 0


def test_hours_are_those_of_utc_whatever_zone_tells_of_them():
    began = EPOCH + timedelta(hours=20, minutes=30)
    seoul, kolkata = timezone(timedelta(hours=9)), timezone(timedelta(hours=5, minutes=30))
    found = hours_between(began.astimezone(seoul), (began + timedelta(hours=1)).astimezone(kolkata))
    assert found == hours_between(began, began + timedelta(hours=1))
    assert (found[20], found[21]) == (30, 30)


def test_segments_follow_their_rule():
    now = EPOCH + timedelta(weeks=20)
    rule = Rule(vip_months=6, vip_paid={"KRW": 1000}, prospect_score=0.6, churn_days=7, churn_chance=0.3)

    def found(score: float | None = None, returns: float = 1.0, **facts: Any) -> frozenset[str]:
        return of(Standing(Fan("c", "u", **facts), score, returns), rule, now)

    assert found(months=6, paid_until=now - timedelta(days=1)) == {"vip"}
    assert found(paid={"KRW": 1000}) == {"vip"}
    assert found(paid={"USD": 10**6}) == frozenset()
    assert found(score=0.6) == {"prospect"}
    assert found(score=0.6, paid={"KRW": 1}) == frozenset()
    assert found(score=None) == frozenset()
    ends = now + timedelta(days=3)
    assert found(months=2, paid_until=ends, subscribed_at=now - timedelta(days=40), returns=0.3) == {"churn_risk"}
    assert found(months=2, paid_until=ends, subscribed_at=now - timedelta(days=40), returns=0.31) == frozenset()
    assert found(months=1, paid_until=now + timedelta(days=29), subscribed_at=now - timedelta(days=1)) == {"new"}


def test_weeks_are_counted_from_a_monday():
    assert EPOCH.weekday() == 0
    assert week_of(EPOCH + timedelta(days=13)) == 1
