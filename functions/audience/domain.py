"""How well somebody fits a channel's audience, with what that is made of. Pure.

The feature vector of a person: minutes watched by channel (log(1 + minutes)), minutes by hour of the day in UTC,
messages an hour watched, money paid by currency, and in which weeks they came. That of a channel is the sum of its
fans', less the channel itself, which all of them share.
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Band = Literal["none", "low", "middle", "high"]
HOURS = 24
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # a Monday
WEEK = timedelta(weeks=1)
LOOKED_BACK = 4  # weeks that tell whether somebody comes back, and in which they have to
WEEKS_KEPT = 60
TALKATIVE = 10.0  # messages an hour that make half of the score
BANDS = {"KRW": (10_000, 100_000), "USD": (1_000, 10_000), "EUR": (1_000, 10_000), "JPY": (1_000, 10_000)}
WEIGHTS = {"content": 0.4, "hours": 0.2, "interaction": 0.1, "purchasing": 0.1, "loyalty": 0.2}
_OF_BAND: dict[Band, float] = {"none": 0.0, "low": 1 / 3, "middle": 2 / 3, "high": 1.0}


@dataclass(frozen=True)
class Fan:
    """One person and one channel. `paid`: minor units by currency; `weeks`: numbers of those in which they came.

    `follows_at`, `paid_at` and `ended_at` are those of the newest such event that was heard of, as texts.
    """

    channel_id: str
    user_id: str
    minutes: float = 0.0
    hours: tuple[float, ...] = (0.0,) * HOURS
    messages: int = 0
    paid: Mapping[str, int] = field(default_factory=dict)
    follows: bool = False
    follows_at: str = ""
    months: int = 0
    paid_at: str = ""
    ended_at: str = ""
    subscribed_at: datetime | None = None
    paid_until: datetime | None = None
    weeks: frozenset[int] = frozenset()

    def subscribed(self, now: datetime) -> bool:
        return self.paid_until is not None and self.paid_until > now

    @property
    def payer(self) -> bool:
        return any(amount > 0 for amount in self.paid.values()) or self.months > 0


@dataclass(frozen=True)
class Person:
    """`minutes` by channel. `purchasing`: they consent that a streamer is told what band of money they pay in."""

    minutes: Mapping[str, float]
    hours: Sequence[float]
    messages: int
    paid: Mapping[str, int]
    purchasing: bool

    @classmethod
    def of(cls, fans: Iterable[Fan], *, purchasing: bool) -> "Person":
        fans = list(fans)
        paid: Counter[str] = Counter()
        for fan in fans:
            paid.update(fan.paid)
        hours = [sum(fan.hours[hour] for fan in fans) for hour in range(HOURS)]
        minutes = {fan.channel_id: fan.minutes for fan in fans if fan.minutes > 0}
        return cls(minutes, hours, sum(fan.messages for fan in fans), dict(paid), purchasing)


@dataclass(frozen=True)
class Match:
    """Each part in [0, 1]; `purchasing` is None without consent, and then its weight is the others'."""

    content: float
    hours: float
    interaction: float
    purchasing: Band | None
    loyalty: float

    @property
    def score(self) -> float:
        parts = {"content": self.content, "hours": self.hours, "interaction": self.interaction, "loyalty": self.loyalty}
        if self.purchasing is not None:
            parts["purchasing"] = _OF_BAND[self.purchasing]
        return sum(WEIGHTS[name] * value for name, value in parts.items()) / sum(WEIGHTS[name] for name in parts)


def match(person: Person, audience: Mapping[str, float], broadcasts: Sequence[float], channel_id: str,
          loyalty: float) -> Match:  # fmt: skip
    """`audience` [channel -> weight] as `audience_of` tells it; `broadcasts`: minutes on the air by hour."""
    others = {channel: minutes for channel, minutes in person.minutes.items() if channel != channel_id}
    band = band_of(person.paid) if person.purchasing else None
    return Match(
        content=cosine({channel: math.log1p(minutes) for channel, minutes in others.items()}, audience),
        hours=overlap(person.hours, broadcasts),
        interaction=interaction(person.messages, sum(person.minutes.values())),
        purchasing=band,
        loyalty=loyalty,
    )


def audience_of(channel_id: str, people: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """What else a channel's fans watch: the sum of log(1 + minutes), by channel."""
    found: Counter[str] = Counter()
    for minutes in people:
        found.update({channel: math.log1p(one) for channel, one in minutes.items() if channel != channel_id})
    return dict(found)


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """In [0, 1], as no weight is negative; nothing is like nothing."""
    length = math.sqrt(sum(v * v for v in one.values())) * math.sqrt(sum(v * v for v in other.values()))
    return min(1.0, sum(value * other.get(name, 0.0) for name, value in one.items()) / length) if length else 0.0


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """The intersection of two histograms of the day, each of sum one."""
    totals = sum(one), sum(other)
    if not all(totals):
        return 0.0
    return min(1.0, sum(min(a / totals[0], b / totals[1]) for a, b in zip(one, other, strict=True)))


def hours_between(began: datetime, ended: datetime) -> list[float]:
    """[24]: minutes of each hour of the day, UTC; of two days at the most, as broadcasts are."""
    found, at = [0.0] * HOURS, began.astimezone(UTC)
    end = min(ended.astimezone(UTC), at + timedelta(days=2))
    while at < end:
        following = min(end, (at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0))
        found[at.hour] += (following - at) / timedelta(minutes=1)
        at = following
    return found


def interaction(messages: int, minutes: float) -> float:
    """Messages an hour watched, x, as x / (x + 10): the tenth message says more than the hundredth.

    Everybody is taken to have watched an hour in silence besides: one message in one minute says little.
    """
    rate = messages / (minutes / 60 + 1)
    return rate / (rate + TALKATIVE)


def band_of(paid: Mapping[str, int]) -> Band:
    """The highest band of any currency; a currency without bounds of its own tells nothing."""
    found: list[Band] = ["none"]
    for currency, amount in paid.items():
        low, high = BANDS.get(currency, (0, 0))
        if high and amount > 0:
            found.append("low" if amount < low else "middle" if amount < high else "high")
    return max(found, key=lambda band: _OF_BAND[band])


def week_of(at: datetime) -> int:
    return (at - EPOCH) // WEEK


def monday_of(week: int) -> date:
    return (EPOCH + week * WEEK).date()


@dataclass(frozen=True)
class Calibration:
    """`chances` [weeks in which somebody came, of the last four]: that they come within four more. `first`: the same of
    whoever was seen in no week before this one.

    `brier`: the mean squared error of such chances, learnt of one half of the people, for the other half; the lower the
    better, and .25 is what a coin gets. None where either half has nobody.
    """

    chances: tuple[float, ...] = (0.1, 0.4, 0.6, 0.75, 0.9)
    brier: float | None = None
    people: int = 0
    first: float = 0.3

    def of(self, weeks: frozenset[int], week: int) -> float:
        return self.first if weeks and min(weeks) >= week else self.chances[_came(weeks, week)]


def calibrate(people: Mapping[str, frozenset[int]], week: int) -> Calibration:
    """From who had come by four weeks before `week`: how many of them came since. Counts begin with what is believed
    without any (Calibration's own chances, as of two people each), so that few people say little.
    """
    then = week - LOOKED_BACK
    seen = {name: (_came(weeks, then), any(then <= one < week for one in weeks))
            for name, weeks in people.items() if any(one < then for one in weeks)}  # fmt: skip
    halves: tuple[list[tuple[int, bool]], list[tuple[int, bool]]] = ([], [])
    for name, told in seen.items():
        halves[zlib.crc32(name.encode()) % 2].append(told)
    brier = None
    if all(halves):
        chances = _chances(halves[0])
        brier = sum((chances[came] - again) ** 2 for came, again in halves[1]) / len(halves[1])
    return Calibration(_chances([*halves[0], *halves[1]]), brier, len(seen), _first(people.values(), week))


def _came(weeks: frozenset[int], week: int) -> int:
    return sum(week - LOOKED_BACK <= one < week for one in weeks)


def _first(people: Iterable[frozenset[int]], week: int) -> float:
    """Of those whose first week is kept and four weeks ago or more: the part that came in the four that followed it."""
    began = [(min(weeks), weeks) for weeks in people if weeks]
    again = [any(first < one <= first + LOOKED_BACK for one in weeks)
             for first, weeks in began if week - WEEKS_KEPT < first < week - LOOKED_BACK]  # fmt: skip
    return (2 * Calibration().first + sum(again)) / (2 + len(again))


def _chances(told: Sequence[tuple[int, bool]]) -> tuple[float, ...]:
    before = Calibration().chances
    counts = [[2 * chance, 2.0] for chance in before]
    for came, again in told:
        counts[came][0] += again
        counts[came][1] += 1
    return tuple(hits / all_ for hits, all_ in counts)
