"""A small lake with structure: people walk round circles of items of their taste, or choose at random by popularity."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
GENRES = ("drama", "comedy", "sports", "music")


def items(count: int = 48) -> list[dict[str, Any]]:
    return [
        {"item_id": f"t{item:03}", "name": f"Title {item}", "genres": [GENRES[item % 4], GENRES[(item // 12) % 4]]}
        for item in range(count)
    ]


def walks(
    people: int = 240, count: int = 48, seed: int = 3, day: int = 0, forward: int = 1, name: str = "u"
) -> Iterator[dict[str, Any]]:
    """Each person watches eight to twelve titles of one of four circles, each followed by its neighbour."""
    chance = np.random.default_rng(seed)
    size = count // 4
    for person in range(people):
        start, taste = int(chance.integers(size)), person % 4
        for step in range(int(chance.integers(8, size))):
            item = taste * size + (start + forward * step) % size
            yield row(f"{name}{person:04}", f"t{item:03}", day, step)


def noise(people: int = 240, count: int = 48, seed: int = 5, day: int = 1) -> Iterator[dict[str, Any]]:
    """Everybody takes what is popular, in no order: nothing beats counting."""
    chance = np.random.default_rng(seed)
    share = 1 / np.arange(1, count + 1) ** 1.2
    for person in range(people):
        for step, item in enumerate(chance.choice(count, 10, replace=False, p=share / share.sum())):
            yield row(f"n{seed}{person:04}", f"t{item:03}", day, step)


def row(user: str, item: str, day: int, step: int, verb: str = "watched") -> dict[str, Any]:
    at = BEGAN + timedelta(days=day, minutes=30 * step)
    return {"user_id": user, "item_id": item, "verb": verb, "stars": None, "at": at.isoformat()}


def lines(rows: Any) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in rows)


def job(root: Path, behaviours: str, hyperparameters: dict[str, str] | None = None) -> Path:
    """The folders that a training container finds."""
    for channel, text in (("items", lines(items())), ("behaviours", behaviours)):
        folder = root / "input" / "data" / channel
        folder.mkdir(parents=True)
        (folder / "one.jsonl").write_text(text)
    (root / "input" / "config").mkdir()
    (root / "input" / "config" / "hyperparameters.json").write_text(json.dumps(hyperparameters or {}))
    return root
