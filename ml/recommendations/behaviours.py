"""What people did, as the lake has it, and what training makes of it.

A row: {"user_id", "item_id", "verb", "stars" (1-5 with `rated`, else nothing), "at" (ISO 8601 with its zone),
"traits": [words], only with consent}. What somebody took up counts as five stars, rated as what was given; of several
words on one item the latest counts, and "not_interested" or "refunded" takes the item back until it is taken up
again. A click says that a picture was good: it counts for nothing.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ml.recommendations.dataset import BadData, Dataset, Duplicate, Row, assembled

TAKEN = {"watched", "liked", "purchased", "supported", "subscribed"}
TAKEN_BACK = {"not_interested", "refunded"}
IGNORED = {"clicked"}
RATED = "rated"
FULL, LEAST = 5.0, 1.0
UNREADABLE_SHARE = 0.01  # of the rows; more say that whoever writes them is broken
REPORTED = 20


@dataclass(frozen=True)
class Word:
    """`stars` is None where the item is taken back, and `at` seconds since 1970."""

    user: str
    item: str
    stars: float | None
    at: int
    traits: tuple[str, ...]
    line: int


@dataclass
class Found:
    """What was read beside the data: of `unreadable` rows file, line and reason of the first ones, and how many."""

    rows: int = 0
    clicks: int = 0
    unknown_items: int = 0
    unreadable: int = 0
    reasons: list[str] = field(default_factory=list)

    def missed(self, place: str, reason: str) -> None:
        self.unreadable += 1
        if len(self.reasons) < REPORTED:
            self.reasons.append(f"{place}: {reason}")


def catalogue(folder: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Name and genres by id, of {"item_id", "name", "genres"} rows. BadData names file and line."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for place, _, text in _rows(folder):
        try:
            row = json.loads(text)
            found[_word(row, "item_id")] = str(row["name"]), frozenset(map(str, row["genres"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BadData(f"{place}: not item_id, name and genres ({error})") from error
    return found


def dataset(items: Path, behaviours: Path) -> tuple[Dataset, Found]:
    """BadData where more than one row of a hundred cannot be read."""
    titles, found = catalogue(items), Found()
    words = list(_words(behaviours, found))
    if found.unreadable > UNREADABLE_SHARE * found.rows:
        raise BadData(f"{found.unreadable} of {found.rows} rows cannot be read; {'; '.join(found.reasons[:3])}")
    duplicates: list[Duplicate] = []
    rows = _latest((word for word in words if _known(word, titles, found)), duplicates)
    traits = {word.user: dict.fromkeys(word.traits, 1.0) for word in sorted(words, key=_when) if word.traits}
    heard = {row.user for row in rows}
    return assembled(rows, titles, {user: told for user, told in traits.items() if user in heard}, duplicates), found


def _words(folder: Path, found: Found) -> Iterator[Word]:
    number = 0
    for place, _, text in _rows(folder):
        number += 1
        found.rows += 1
        try:
            word = read(json.loads(text), number)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            found.missed(place, f"{type(error).__name__} {error}")
            continue
        if word is None:
            found.clicks += 1
        else:
            yield word


def read(row: dict[str, Any], line: int) -> Word | None:
    """None for a verb that counts for nothing; ValueError, KeyError or TypeError for what is no row."""
    user, item, verb = (_word(row, name) for name in ("user_id", "item_id", "verb"))
    at = datetime.fromisoformat(row["at"])
    if at.tzinfo is None:
        raise ValueError("`at` has no zone")
    stars: float | None = FULL
    if verb == RATED:
        stars = float(row["stars"])
        if not LEAST <= stars <= FULL:
            raise ValueError(f"{stars} stars")
    elif verb in TAKEN_BACK:
        stars = None
    elif verb in IGNORED:
        return None
    elif verb not in TAKEN:
        raise ValueError(f"verb {verb!r}")
    return Word(user, item, stars, int(at.timestamp()), tuple(map(str, row.get("traits") or ())), line)


def _word(row: dict[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"no {name}")
    return value


def _known(word: Word, titles: dict[str, Any], found: Found) -> bool:
    known = word.item in titles
    found.unknown_items += not known
    return known


def _when(word: Word) -> tuple[int, int]:
    return word.at, word.line


def _latest(words: Iterable[Word], duplicates: list[Duplicate]) -> list[Row]:
    """The last word of each person on each item, without those that take it back; earlier ones are reported."""
    latest: dict[tuple[str, str], Word] = {}
    for word in sorted(words, key=_when):
        before = latest.pop((word.user, word.item), None)
        if before is not None:
            duplicates.append(Duplicate("rating", f"{word.user}/{word.item}", word.line, before.line))
        latest[word.user, word.item] = word
    return [Row(one.user, one.item, one.stars, one.at, one.line) for one in latest.values() if one.stars is not None]


def _rows(folder: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        with path.open(encoding="utf-8", errors="replace") as file:
            for line, text in enumerate(file, 1):
                if text.strip():
                    yield f"{path.relative_to(folder)} line {line}", line, text
