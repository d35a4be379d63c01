"""A room's log as one client knows it: without a gap, in order, each entry once."""

from dataclasses import dataclass, field
from typing import Any

from .frames import KINDS

KEPT = 2000  # entries; older ones are in the history over HTTP
HELD = 100  # stretches that wait for a gap to be filled

Json = dict[str, Any]


@dataclass
class Log:
    entries: list[Json] = field(default_factory=list)
    through: int = 0
    _held: list[Json] = field(default_factory=list)

    def restart(self, after: int) -> None:
        """Whatever was known before is forgotten."""
        self.entries, self._held, self.through = [], [], after

    def take(self, stretch: Json) -> list[Json]:
        """What is new by this frame's entries and by those that waited for it.

        Kinds that this version does not know count, and are left out.
        """
        if stretch["after"] > self.through:
            self._held = [*self._held[1 - HELD :], stretch]
            return []
        fresh: list[Json] = []
        following: Json | None = stretch
        while following is not None:
            new = [entry for entry in following["entries"] if entry["seq"] > self.through]
            fresh += [entry for entry in new if entry["kind"] in KINDS]
            self.through = max(self.through, following["through"])
            following = self._fitting()
        self.entries = [*self.entries, *fresh][-KEPT:]
        return fresh

    def lacks(self, newest: int) -> bool:
        """Something between the log and what waits, or what `newest` promises, is missing."""
        return bool(self._held) or newest > self.through

    def _fitting(self) -> Json | None:
        for place, one in enumerate(self._held):
            if one["after"] <= self.through:
                return self._held.pop(place)
        return None
