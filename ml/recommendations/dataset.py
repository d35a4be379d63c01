"""Sources of interactions: MovieLens 100K and 1M folders, and rows of the event lake. All yield one `Dataset`.

Loading is idempotent: the same rows, once or twice, in one order or another but for ties, give the same data set; what
came twice is reported, never counted. MovieLens may be used for research only and is not part of the repository.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.recommendations.histories import Bools, Floats, Histories

_GENRES_100K = (
    *("unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama"),
    *("Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western"),
)
_AGES = (18, 25, 35, 45, 50, 56)  # where MovieLens 1M's bands begin; 100K's years fall into the same
_STARS = (1.0, 5.0)


class BadData(ValueError):
    """A row that cannot be read; the message names the file, the line and the reason."""


@dataclass(frozen=True)
class Duplicate:
    """A person's second word on an item (`kind` "rating"), or a second row of a person ("user") or item ("item")."""

    kind: str
    key: str
    line: int
    first_line: int


@dataclass(frozen=True)
class Row:
    user: str
    item: str
    stars: float
    time: int
    line: int


@dataclass(frozen=True)
class Dataset:
    """genres: [items, genre names]; the other arrays are described at Histories."""

    histories: Histories
    user_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    titles: tuple[str, ...]
    genres: Bools
    genre_names: tuple[str, ...]
    demographic_names: tuple[str, ...]
    duplicates: tuple[Duplicate, ...]


def movielens(folder: Path) -> Dataset:
    """A folder of MovieLens 100K (u.data, u.item, u.user) or 1M (ratings.dat, movies.dat, users.dat).

    FileNotFoundError if it is neither; BadData if a row is not as its format says.
    """
    if (folder / "u.data").exists():
        names = ("u.data", "u.item", "u.user")
        split = "\t", "|", "|"
    elif (folder / "ratings.dat").exists():
        names = ("ratings.dat", "movies.dat", "users.dat")
        split = "::", "::", "::"
    else:
        raise FileNotFoundError(f"{folder} has neither u.data (MovieLens 100K) nor ratings.dat (1M)")
    ratings, items, users = (list(_lines(folder / name, mark)) for name, mark in zip(names, split, strict=True))
    found: list[Duplicate] = []
    titles: dict[str, tuple[str, frozenset[str]]] = {}
    for line, fields in _first_of_each(items, "item", found):
        titles[fields[0]] = fields[1], frozenset(_genres(fields, names[1], line))
    people = {fields[0]: _demographics(fields, names[2], line) for line, fields in _first_of_each(users, "user", found)}
    return assembled((_rating(fields, names[0], line) for line, fields in ratings), titles, people, found)


def assembled(
    rows: Iterable[Row],
    titles: Mapping[str, tuple[str, frozenset[str]]],
    people: Mapping[str, Mapping[str, float]],
    found: list[Duplicate],
) -> Dataset:
    """Of several words on one item the latest counts, the others are reported. Items and people are in order of id.

    BadData if a rating names an item that the catalogue does not have.
    """
    latest: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.item not in titles:
            raise BadData(f"line {row.line}: item {row.item!r} is not in the catalogue")
        before = latest.get((row.user, row.item))
        if before is not None:
            found.append(Duplicate("rating", f"{row.user}/{row.item}", row.line, before.line))
        if before is None or (row.time, row.stars) > (before.time, before.stars):
            latest[row.user, row.item] = row
    user_ids = tuple(sorted({user for user, _ in latest} | set(people), key=_by_id))
    item_ids = tuple(sorted(titles, key=_by_id))
    user_rows, item_rows = ({name: row for row, name in enumerate(ids)} for ids in (user_ids, item_ids))
    ordered = sorted(latest.values(), key=lambda row: (user_rows[row.user], row.time, row.line))
    names = tuple(sorted({name for one in people.values() for name in one}))
    genre_names = tuple(sorted({genre for _, genres in titles.values() for genre in genres}))
    counts = np.bincount([user_rows[row.user] for row in ordered], minlength=len(user_ids))
    histories = Histories(
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        items=np.array([item_rows[row.item] for row in ordered], np.int64),
        stars=np.array([row.stars for row in ordered], np.float32),
        times=np.array([row.time for row in ordered], np.int64),
        demographics=_table(user_ids, names, people),
        known=np.arange(len(user_ids), dtype=np.int64),
        item_count=len(item_ids),
    )
    genres = np.array([[genre in titles[item][1] for genre in genre_names] for item in item_ids], np.bool_)
    shown = tuple(titles[item][0] for item in item_ids)
    return Dataset(histories, user_ids, item_ids, shown, genres, genre_names, names, tuple(found))


def _table(ids: tuple[str, ...], names: tuple[str, ...], people: Mapping[str, Mapping[str, float]]) -> Floats:
    empty: Mapping[str, float] = {}
    rows = [[people.get(one, empty).get(name, 0.0) for name in names] for one in ids]
    return np.array(rows, np.float32).reshape(len(ids), len(names))


def _lines(path: Path, mark: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="latin-1") as file:
        for line, text in enumerate(file, 1):
            if text.strip():
                yield line, [field.strip() for field in text.rstrip("\n").split(mark)]


def _first_of_each(
    lines: Iterable[tuple[int, list[str]]], kind: str, found: list[Duplicate]
) -> Iterator[tuple[int, list[str]]]:
    first: dict[str, int] = {}
    for line, fields in lines:
        if fields[0] in first:
            found.append(Duplicate(kind, fields[0], line, first[fields[0]]))
        else:
            first[fields[0]] = line
            yield line, fields


def _rating(fields: list[str], name: str, line: int) -> Row:
    try:
        user, item, stars, time = fields
        row = Row(user, item, float(stars), int(time), line)
    except ValueError as error:
        raise BadData(f"{name} line {line}: not user, item, stars and time") from error
    if not _STARS[0] <= row.stars <= _STARS[1]:
        raise BadData(f"{name} line {line}: {row.stars} stars are not between 1 and 5")
    return row


def _genres(fields: list[str], name: str, line: int) -> Iterable[str]:
    if name == "movies.dat":
        if len(fields) != len(("id", "title", "genres")):
            raise BadData(f"{name} line {line}: not id, title and genres")
        return fields[2].split("|")
    flags = fields[-len(_GENRES_100K) :]
    if len(fields) < len(_GENRES_100K) + 2 or not set(flags) <= {"0", "1"}:
        raise BadData(f"{name} line {line}: the genres are not {len(_GENRES_100K)} signs of 0 or 1")
    return [genre for genre, flag in zip(_GENRES_100K, flags, strict=True) if flag == "1"]


def _demographics(fields: list[str], name: str, line: int) -> dict[str, float]:
    try:
        gender, age, occupation = (fields[1], fields[2], fields[3]) if name == "users.dat" else (
            fields[2], fields[1], fields[3])  # fmt: skip
        band = sum(int(age) >= start for start in _AGES)
    except (IndexError, ValueError) as error:
        raise BadData(f"{name} line {line}: not id, gender, age and occupation") from error
    return {f"gender {gender}": 1.0, f"age band {band}": 1.0, f"occupation {occupation}": 1.0}


def _by_id(name: str) -> tuple[int, int, str]:
    return (0, int(name), name) if name.isdecimal() else (1, 0, name)
