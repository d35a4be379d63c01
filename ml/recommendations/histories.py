"""What people did, as columns: the one shape that every source yields, every split cuts and every model reads."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
UNKNOWN = -1
LIKED = 4.0  # stars from which a rating says that somebody liked it


@dataclass(frozen=True)
class Histories:
    """People by row; a person's interactions lie together, oldest first, each item at most once.

    offsets: [people + 1]; items, stars, times: [interactions]; demographics: [people, features], zeros where unknown;
    known: [people], the row that a person had in training, or UNKNOWN for somebody new.
    """

    offsets: Ints
    items: Ints
    stars: Floats
    times: Ints
    demographics: Floats
    known: Ints
    item_count: int

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> Ints:
        return np.diff(self.offsets)

    @property
    def rows(self) -> Ints:
        """[interactions]: whose each one is."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def of(self, row: int) -> Ints:
        """One person's items, oldest first."""
        return self.items[self.offsets[row] : self.offsets[row + 1]]

    def matrix(self) -> Floats:
        """[people, items]: 1 where there was an interaction."""
        found = np.zeros((len(self), self.item_count), np.float32)
        found[self.rows, self.items] = 1
        return found

    def kept(self, wanted: Bools) -> "Histories":
        """Only these interactions ([interactions]); every person keeps a row."""
        counts = np.bincount(self.rows[wanted], minlength=len(self))
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return replace(
            self, offsets=offsets, items=self.items[wanted], stars=self.stars[wanted], times=self.times[wanted]
        )

    def newest(self, count: int) -> "Histories":
        """Of each person the last so many."""
        return self if self.lengths.max(initial=0) <= count else self.kept(ages(self) < count)

    def common(self, fewest: int) -> Ints:
        """The items with so many interactions, or with the most that any has."""
        counts = np.bincount(self.items, minlength=self.item_count)
        return np.flatnonzero(counts >= min(fewest, counts.max(initial=0))).astype(np.int64)

    def of_items(self, able: Ints) -> "Histories":
        """These items alone, numbered anew in this order."""
        number = np.full(self.item_count, UNKNOWN, np.int64)
        number[able] = np.arange(len(able))
        kept = self.kept(number[self.items] != UNKNOWN)
        return replace(kept, items=number[kept.items], item_count=len(able))

    def liked(self) -> "Histories":
        return self.kept(self.stars >= LIKED)

    def people(self, chosen: Ints, *, known: bool) -> "Histories":
        """These rows, in this order; with `known` they keep their row of training, else they are new to it."""
        lengths = self.lengths[chosen]
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        places = np.repeat(self.offsets[chosen] - offsets[:-1], lengths) + np.arange(offsets[-1])
        rows = self.known[chosen] if known else np.full(len(chosen), UNKNOWN, np.int64)
        return replace(
            self,
            offsets=offsets,
            items=self.items[places],
            stars=self.stars[places],
            times=self.times[places],
            demographics=self.demographics[chosen],
            known=rows,
        )

    def as_training(self) -> "Histories":
        """The same people, each known by the row that it has here."""
        return replace(self, known=np.arange(len(self), dtype=np.int64))


def ages(histories: Histories) -> Ints:
    """[interactions]: how many of the same person's came later; 0 is the newest."""
    return np.repeat(histories.offsets[1:], histories.lengths) - 1 - np.arange(len(histories.items))


def of_lists(lists: list[list[int]], item_count: int, demographics: Floats | None = None) -> Histories:
    """Histories of people who are new to the model, from lists of items, oldest first; every star is a five."""
    counts = [len(one) for one in lists]
    items = np.array([item for one in lists for item in one], np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Histories(
        offsets=starts,
        items=items,
        stars=np.full(len(items), 5, np.float32),
        times=np.arange(len(items)) - np.repeat(starts[:-1], counts),
        demographics=np.zeros((len(lists), 0), np.float32) if demographics is None else demographics,
        known=np.full(len(lists), UNKNOWN, np.int64),
        item_count=item_count,
    )
