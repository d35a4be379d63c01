"""What a person's deeds say of them: genres, newer deeds weighing more, and the hours of their day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.recommendations.deeds import Deed
from functions.recommendations.items import KINDS, DynamoItems

HALF_LIFE = timedelta(days=30)
MINUTES_OF_A_DEED = 20.0  # what one counts for that has no minutes: a like, a purchase


@dataclass(frozen=True)
class Profile:
    """`interests`: (genre, share), most first. `hours`: deeds at each of 24 hours, by the person's own clock."""

    interests: list[tuple[str, float]]
    hours: tuple[int, ...]
    best_hour: int | None


def interests(deeds: Iterable[tuple[Deed, tuple[str, ...]]], now: datetime) -> list[tuple[str, float]]:
    """Of deeds with their items' genres: minutes, halved by every 30 days of age, shared among an item's genres."""
    sums: Counter[str] = Counter()
    for deed, genres in deeds:
        weight = (deed.minutes or MINUTES_OF_A_DEED) * 0.5 ** (max(timedelta(), now - deed.at) / HALF_LIFE)
        for genre in genres:
            sums[genre] += weight / len(genres)
    total = sum(sums.values())
    return [(genre, value / total) for genre, value in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))]


def profile_of(deeds: list[Deed], items: DynamoItems, time_zone: str, now: datetime) -> Profile:
    taken = [deed for deed in deeds if deed.taken]
    known = {kind: items.find(kind, [deed.item_id for deed in taken if deed.kind == kind]) for kind in KINDS}
    with_genres = [(deed, known[deed.kind][deed.item_id].genres) for deed in taken if deed.item_id in known[deed.kind]]
    zone = ZoneInfo(time_zone)
    counted = Counter(deed.at.astimezone(zone).hour for deed in taken)
    best = min(counted, key=lambda hour: (-counted[hour], hour)) if counted else None
    return Profile(interests(with_genres, now), tuple(counted[hour] for hour in range(24)), best)
