"""Is it worth a training? Every row is read, what is wrong is reported with its line, and nothing is made up."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.recommendations.training import objects
from functions.recommendations.training.rules import UNREADABLE_SHARE, UnreadableData, enough
from kernel.observability import logger

TAKEN = {"watched", "liked", "purchased", "supported", "subscribed", "rated"}
TAKEN_BACK, IGNORED = {"not_interested", "refunded"}, {"clicked"}
REPORTED = 20
SAMPLES, SAMPLE_LENGTH = 12, 20  # histories that the new endpoint is asked about


@dataclass
class Reading:
    """`taken`: the items of each person; `problems`: where the first rows that are none stand, and why."""

    rows: int = 0
    unreadable: int = 0
    problems: list[str] = field(default_factory=list)
    taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def read(self, name: str, text: bytes, line: int, known: set[str]) -> None:
        self.rows += 1
        try:
            user, item, verb = _row(json.loads(text))
        except (ValueError, KeyError, TypeError) as error:
            self.unreadable += 1
            if len(self.problems) < REPORTED:
                self.problems.append(f"{name} line {line}: {type(error).__name__} {error}")
            return
        if verb in TAKEN and item in known:
            self.taken[user].add(item)
        elif verb in TAKEN_BACK:
            self.taken[user].discard(item)

    @property
    def people(self) -> int:
        return sum(len(items) > 1 for items in self.taken.values())

    @property
    def interactions(self) -> int:
        return sum(map(len, self.taken.values()))


def _row(row: Any) -> tuple[str, str, str]:
    """As ml/recommendations/behaviours.py reads it, which a test holds this to."""
    user, item, verb = row["user_id"], row["item_id"], row["verb"]
    if not all(isinstance(value, str) and value for value in (user, item, verb)):
        raise ValueError("user_id, item_id and verb are words")
    if datetime.fromisoformat(row["at"]).tzinfo is None:
        raise ValueError("`at` has no zone")
    if verb not in TAKEN | TAKEN_BACK | IGNORED:
        raise ValueError(f"verb {verb!r}")
    if verb == "rated" and not 1 <= float(row["stars"]) <= 5:  # noqa: PLR2004 - stars
        raise ValueError(f"{row['stars']} stars")
    return user, item, verb


def _lines(folder: str) -> Iterator[tuple[str, int, bytes]]:
    for key in objects.keys(folder):
        for line, text in enumerate(objects.lines(key), 1):
            if text.strip():
                yield key.removeprefix(folder), line, text


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Leaves `validation.json` and `samples.json` in the folder. UnreadableData, TooLittleData."""
    folder = event["folder"]
    known = {json.loads(text)["item_id"] for _, _, text in _lines(f"{folder}items/")}
    reading = Reading()
    for name, line, text in _lines(f"{folder}behaviours/"):
        reading.read(name, text, line, known)
    counts = {
        "rows": reading.rows, "unreadable": reading.unreadable, "items": len(known), "people": reading.people,
        "interactions": reading.interactions,
    }  # fmt: skip
    objects.put(f"{folder}validation.json", json.dumps({**counts, "problems": reading.problems}).encode())
    if reading.unreadable > UNREADABLE_SHARE * reading.rows:
        first = "; ".join(reading.problems[:3])
        raise UnreadableData(f"{reading.unreadable} of {reading.rows} rows cannot be read: {first}")
    enough(reading.people, len(known), reading.interactions)
    histories = [sorted(items)[:SAMPLE_LENGTH] for items in reading.taken.values() if len(items) > 1][:SAMPLES]
    objects.put(f"{folder}samples.json", json.dumps(histories).encode())
    return {**event, "validated": counts}
