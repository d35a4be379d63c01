"""Ids of items and their rows, looked up where they lie in the file; a dictionary of a million would take seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.recommendations.histories import Ints

UNKNOWN_ROW = -1


def packed(ids: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Two arrays of an artefact: `ids` as UTF-8 in the order of rows, and `id_order`, the rows sorted by id.

    ValueError for an id that ends with a zero: numpy takes those for padding.
    """
    if any(one.endswith("\0") for one in ids):
        raise ValueError("an id ends with a zero byte")
    found = np.array([one.encode() for one in ids], np.bytes_)
    return {"ids": found, "id_order": np.argsort(found, kind="stable").astype(np.int64)}


@dataclass(frozen=True)
class Rows:
    """Reads like a dictionary from ids to rows."""

    ids: NDArray[np.bytes_]
    order: Ints

    def of(self, names: Sequence[str]) -> Ints:
        """[names]: the row of each, UNKNOWN_ROW where there is none."""
        if not names or not len(self.ids):
            return np.full(len(names), UNKNOWN_ROW, np.int64)
        asked = np.array([name.encode() for name in names], np.bytes_)
        keys = asked.astype(self.ids.dtype)  # as wide as the stored ones: else numpy would widen all of those
        places = np.searchsorted(self.ids, keys, sorter=self.order)
        rows = self.order[np.minimum(places, len(self.ids) - 1)]
        same = (self.ids[rows] == asked) & ~np.array([name.endswith("\0") for name in names])
        found: Ints = np.where(same, rows, UNKNOWN_ROW)
        return found

    def get(self, name: str, default: int) -> int:
        row = int(self.of([name])[0])
        return default if row == UNKNOWN_ROW else row

    def __contains__(self, name: str) -> bool:
        return self.get(name, UNKNOWN_ROW) != UNKNOWN_ROW

    def known(self, names: Iterable[str]) -> Ints:
        """The rows of those that there are."""
        rows = self.of(list(names))
        found: Ints = rows[rows != UNKNOWN_ROW]
        return found


@dataclass(frozen=True)
class Ids:
    """Reads like a tuple from rows to ids."""

    stored: NDArray[np.bytes_]

    def __len__(self) -> int:
        return len(self.stored)

    def __getitem__(self, row: int) -> str:
        return bytes(self.stored[row]).decode()
