"""Two hundred people of three tastes: those who fit best come to follow, and who comes every week comes again.

What somebody is like decides what they do, with chance in it: a channel is followed by whom it suits in what is watched
and when, how much they talk, and whether they come back at all. One half tells, the other is told of.
"""

import random
from dataclasses import dataclass, replace

import pytest

from functions.audience.domain import HOURS, LOOKED_BACK, Calibration, Match, Person, audience_of, calibrate, match

SEEDS = range(5)
PEOPLE, WEEK, TOP = 200, 100, 20
CHANNELS = {"games": ("g1", "g2", "g3"), "music": ("m1", "m2", "m3"), "talk": ("t1", "t2", "t3")}
OWN, EVENING, MORNING = "g0", 20, 8


@dataclass(frozen=True)
class Somebody:
    name: str
    minutes: dict[str, float]
    hours: tuple[float, ...]
    messages: int
    before: frozenset[int]
    after: frozenset[int]
    follows: bool

    def match(self, audience: dict[str, float], broadcasts: tuple[float, ...], loyalty: float) -> Match:
        person = Person(self.minutes, self.hours, self.messages, {}, purchasing=False)
        return match(person, audience, broadcasts, OWN, loyalty)


def hours_at(hour: int) -> tuple[float, ...]:
    return tuple(60.0 if abs(one - hour) <= 1 else 0.0 for one in range(HOURS))


def somebody(number: int, chance: random.Random) -> Somebody:
    """`steady`: the chance that they come in a week, before and after alike."""
    taste = chance.choice(["games", "games", "music", "talk"])
    hour, steady, talks = chance.choice([EVENING, MORNING]), chance.choice([0.05, 0.3, 0.9]), chance.choice([0, 20])
    minutes = {name: chance.uniform(30, 300) for name in CHANNELS[taste]}
    stray = chance.choice(["g1", "m1", "t1"])
    minutes[stray] = minutes.get(stray, 0.0) + chance.uniform(0, 120)
    then = WEEK - LOOKED_BACK
    before = frozenset(week for week in range(then - 8, then) if chance.random() < steady) | {then - 8}
    after = frozenset(week for week in range(then, WEEK) if chance.random() < steady)
    likes = (taste == "games") * 0.35 + (hour == EVENING) * 0.25 + steady * 0.3 + (talks > 0) * 0.1
    follows = bool(after) and chance.random() < likes**3
    return Somebody(f"usr-{number}", minutes, hours_at(hour), talks, before, after, follows)


def world(seed: int) -> list[Somebody]:
    chance = random.Random(seed)  # noqa: S311 - the same people every time
    return [somebody(number, chance) for number in range(PEOPLE)]


def recall(ranked: list[Somebody]) -> float:
    """The part of those who came to follow that is among the first twenty."""
    return sum(one.follows for one in ranked[:TOP]) / min(TOP, sum(one.follows for one in ranked))


def told(seed: int) -> list[tuple[Somebody, Match]]:
    people = world(seed)
    fans = [{name: minutes * 2 for name, minutes in one.minutes.items()} for one in world(seed + 1000) if one.follows]
    audience, then = audience_of(OWN, fans), WEEK - LOOKED_BACK
    chances = calibrate({one.name: one.before | one.after for one in world(seed + 2000)}, WEEK)
    return [(one, one.match(audience, hours_at(EVENING), chances.of(one.before, then))) for one in people]


def ranked_by(found: list[tuple[Somebody, Match]], score: str) -> float:
    def key(pair: tuple[Somebody, Match]) -> tuple[float, str]:
        one, fits = pair
        scores = {"all": fits.score, "content": fits.content, "without loyalty": replace(fits, loyalty=0.0).score}
        return (-scores[score], one.name)

    return recall([one for one, _ in sorted(found, key=key)])


@pytest.fixture(scope="module")
def found() -> list[list[tuple[Somebody, Match]]]:
    return [told(seed) for seed in SEEDS]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_all_the_parts_find_more_of_who_comes_to_follow_than_taste_alone(found):
    whole, taste = (mean([ranked_by(one, how) for one in found]) for how in ("all", "content"))
    assert whole > taste + 0.1, (whole, taste)


def test_loyalty_is_a_part_of_it(found):
    whole, without = (mean([ranked_by(one, how) for one in found]) for how in ("all", "without loyalty"))
    assert whole > without + 0.02, (whole, without)


@pytest.mark.parametrize("seed", SEEDS)
def test_chances_err_less_than_what_comes_again_on_the_whole(seed: int):
    people = {one.name: one.before | one.after for one in world(seed)}
    came = [bool(one.after) for one in world(seed)]
    rate = sum(came) / len(came)
    calibration: Calibration = calibrate(people, WEEK)
    assert calibration.people == PEOPLE
    assert calibration.brier is not None
    assert calibration.brier < rate * (1 - rate) - 0.02, (calibration.brier, rate * (1 - rate))
