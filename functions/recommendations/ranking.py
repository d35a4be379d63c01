"""From a model's scores and what goes on now to a list that somebody may be shown, each item with its reason. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from functions.recommendations.heat import Heat
from functions.recommendations.items import Item

Code = Literal["because", "survey", "talk", "audience", "season", "live", "popular", "together", "services"]
TREND_SHARE = 0.3  # of a model's best score: what is taken up most now is never more than a hint
LEAST_TOLD = 0.1  # of what a model names last: after what is taken up by many
LIVE_PUSH = 0.32  # to be on the air is why people come
FRESH_EVERY = 10  # places, one of which is for what no model knows yet: how else would it come to know it?
FEWEST_GENRES = 3  # in the first ten, where there are as many
WINDOW = 10


@dataclass(frozen=True)
class Viewer:
    """What decides whether somebody may be shown an item. Nobody in particular: no region, not of age."""

    region: str | None = None
    adult: bool = False
    unseen_people: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()  # ids of this kind
    user_id: str | None = None


@dataclass(frozen=True)
class Scored:
    """What a model said: `because` are ids of the person's own items that moved this one up."""

    score: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Now:
    """What goes on: by item, how much it is taken up, what moves it, what lifts it; and who is on the air."""

    trends: Mapping[str, float] = field(default_factory=dict)
    heat: Mapping[str, Heat] = field(default_factory=dict)
    seasons: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    on_air: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """The part of the score that moved the item most, with what it stands on: item ids, or a season's name."""

    code: Code
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    item: Item
    score: float
    reason: Reason


def may_see(viewer: Viewer, item: Item, now: datetime) -> bool:
    """Never what somebody blocked or took away, what is not of their region or age, or outside of its window.

    Who has told no region is shown what may be shown everywhere.
    """
    limits = item.limits
    if item.id in viewer.hidden or (item.owner_id is not None and item.owner_id in viewer.unseen_people):
        return False
    if item.owner_id is not None and item.owner_id == viewer.user_id:
        return False
    if limits.adults_only and not viewer.adult:
        return False
    if limits.regions is not None and viewer.region not in limits.regions:
        return False
    if limits.available_from is not None and now < limits.available_from:
        return False
    return limits.available_until is None or now < limits.available_until


def ranked(items: Iterable[Item], told: Mapping[str, Scored], now: Now, count: int, *, survey: bool) -> list[Place]:
    """Best first, ties by id. A model's scores become parts of its best one: of any model they then mean the same."""
    scale = _scaled(told)
    most = max(now.trends.values(), default=0.0)
    places = []
    for item in items:
        parts: dict[Code, float] = {}
        if item.id in told:
            parts["survey" if survey else "because"] = scale[item.id]
        if most > 0 and now.trends.get(item.id, 0.0) > 0:
            parts["popular"] = TREND_SHARE * math.log1p(now.trends[item.id]) / math.log1p(most)
        if item.id in now.heat:
            parts[now.heat[item.id].signal] = now.heat[item.id].push
        if item.id in now.seasons:
            parts["season"] = now.seasons[item.id][1]
        if item.id in now.on_air:
            parts["live"] = LIVE_PUSH
        places.append(Place(item, sum(parts.values()), _reason(item, parts, told, now)))
    order = sorted(places, key=lambda place: (-place.score, place.item.id))
    return diverse(_with_fresh(order, told))[:count]


def _with_fresh(order: list[Place], told: Mapping[str, Scored]) -> list[Place]:
    """One of every ten at least is named by no model, as long as there are such: the best of them that come later."""
    found: list[Place] = []
    rest = list(order)
    while rest:
        ten, rest = rest[:FRESH_EVERY], rest[FRESH_EVERY:]
        later = next((place for place in rest if place.item.id not in told), None)
        if later and all(place.item.id in told for place in ten):
            rest.remove(later)
            rest.insert(0, ten.pop())
            ten.append(later)
        found += ten
    return found


def _scaled(told: Mapping[str, Scored]) -> dict[str, float]:
    scores = [one.score for one in told.values()]
    if not scores:
        return {}
    low, high = min(scores), max(scores)
    return {
        name: LEAST_TOLD + (1 - LEAST_TOLD) * ((one.score - low) / (high - low) if high > low else 1.0)
        for name, one in told.items()
    }


def _reason(item: Item, parts: Mapping[Code, float], told: Mapping[str, Scored], now: Now) -> Reason:
    able = [(value, code) for code, value in parts.items() if value > 0]
    if not able:
        return Reason("popular")
    code = max(able)[1]
    if code in {"because", "survey"}:
        because = told[item.id].because
        return Reason(code, because) if because else Reason("popular")
    return Reason(code, (now.seasons[item.id][0],) if code == "season" else ())


def diverse(order: Sequence[Place], fewest: int = FEWEST_GENRES, window: int = WINDOW) -> list[Place]:
    """Where the first ten have fewer genres than three and others have more, the lowest that is missed by no genre
    gives way to the next item with a new one.
    """
    first, rest = list(order[:window]), list(order[window:])
    for place in list(rest):
        present = _genres(first)
        if len(present) >= fewest:
            break
        if set(place.item.genres) <= present:
            continue
        at = next(
            (at for at in reversed(range(len(first))) if _genres(first[:at] + first[at + 1 :]) == present),
            len(first) - 1,
        )
        rest.remove(place)
        rest.insert(0, first.pop(at))
        first.append(place)
    return first + rest


def _genres(places: Iterable[Place]) -> set[str]:
    return {genre for place in places for genre in place.item.genres}
