"""Titles that a survey offers: well known ones, of as many genres as there are."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from functions.recommendations.items import DynamoItems, Item
from functions.recommendations.ranking import Viewer, may_see
from functions.recommendations.recommending import Recommending

KEPT_SECONDS = 300.0
MOST_NAMES = 20_000  # beyond, what is searched is the first so many


@dataclass
class Choices:
    """All names are kept in the container's memory for five minutes: a search is no place for a database of its own.

    What is kept is everybody's; who may be shown what is asked with every answer.
    """

    items: DynamoItems
    recommending: Recommending
    _names: list[Item] = field(default_factory=list)
    _read: float = 0.0

    def offered(self, viewer: Viewer, now: datetime, count: int) -> list[Item]:
        """The most taken up first, genre by genre in turn."""
        popular = [place.item for place in self.recommending.for_nobody("title", 200)]
        seen = {item.id for item in popular}
        named = [*popular, *(item for item in self._all() if item.id not in seen)]
        return _in_turn([item for item in named if may_see(viewer, item, now)], count)

    def named(self, viewer: Viewer, now: datetime, part: str, count: int) -> list[Item]:
        """Names that begin with it before names that have it somewhere."""
        wanted = part.casefold().strip()
        found = [item for item in self._all() if wanted in item.name.casefold() and may_see(viewer, item, now)]
        return sorted(found, key=lambda item: (not item.name.casefold().startswith(wanted), item.name))[:count]

    def called(self, name: str) -> list[Item]:
        """Exactly so, whatever the case; also what the caller would not be shown: they have seen it elsewhere."""
        return [item for item in self._all() if item.name.casefold() == name.strip().casefold()]

    def _all(self) -> list[Item]:
        if not self._names or time.monotonic() - self._read > KEPT_SECONDS:
            self._names, self._read = [], time.monotonic()
            for item in self.items.of_kind("title"):
                self._names.append(item)
                if len(self._names) >= MOST_NAMES:
                    break
        return self._names


def _in_turn(items: list[Item], count: int) -> list[Item]:
    by_genre: dict[str, list[Item]] = {}
    for item in items:
        by_genre.setdefault(item.genres[0] if item.genres else "", []).append(item)
    found: list[Item] = []
    while by_genre and len(found) < count:
        for genre in list(by_genre):
            found.append(by_genre[genre].pop(0))
            if not by_genre[genre]:
                del by_genre[genre]
    return found[:count]
