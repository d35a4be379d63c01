"""The warm model: a ridge from a reader's decayed history to the next item, in closed form.

A history is read several times, each time with older items weighing less by another factor a step; one linear map goes
from all readings to the next item. Training examples are all prefixes of all histories, none of which is ever built.
An item read with decay g and another that came d items later, read with decay h, meet over all prefixes with
g^d (1 + gh + … + (gh)^(k-1)), k the number of items after the later one. So each item's row of the normal equations is
a weighted count of what its readers took before it, as far back as float32 can tell g^d from nothing: one item's row
lies in the processor's cache, a person's square of rows and columns does not. Tests hold the sums against brute force.
"""

import math
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ml.recommendations.histories import Floats, Histories, Ints, ages
from ml.recommendations.models.linear import solve_in_place

DECAYS = (0.7, 1.0)
PENALTIES = (500.0, 3000.0)  # in interactions of an item; chosen before the last items of MovieLens 100K
READ = 300  # items of a history, the newest: what is older tells less than it costs
FEWEST = 10  # interactions of an item that is learnt of, and is told; of rarer ones the penalty leaves nothing
_NOTHING = 2.0**-24  # half of float32's step at one


def powers(decay: float, exponents: Ints) -> Floats:
    found: Floats = np.power(np.float64(decay), exponents).astype(np.float32)
    return found


def reach(decay: float, longest: int) -> int:
    """How many items back a reading with this decay still sees anything."""
    return longest if decay >= 1 else min(longest, math.ceil(math.log(_NOTHING) / math.log(decay)) + 1)


def series(ratio: float, longest: int) -> NDArray[np.float64]:
    """[k]: 1 + ratio + … + ratio^(k-1), for k from 0 to below `longest`."""
    return np.concatenate([[0.0], np.cumsum(np.power(ratio, np.arange(longest)))])[:longest]


def grams(training: Histories, decays: tuple[float, ...]) -> tuple[Floats, Floats]:
    """(X'X, X'Y) over all prefixes: X [prefixes, decays * items] the readings of a prefix, Y the item that came next.

    Of X'X only the blocks on and below the diagonal are right: Cholesky reads no others.
    """
    count, many = training.item_count, len(decays)
    first = np.zeros((many * count, many * count), np.float32)
    second = np.zeros((count, many * count), np.float32)  # turned at the end: rows are written at once, columns are not
    longest = int(training.lengths.max(initial=0))
    meets = {(g, h): series(g * h, longest + 1) for g in decays for h in decays}
    places = np.argsort(training.items, kind="stable")
    spans = np.searchsorted(training.items[places], np.arange(count + 1))
    starts, left = np.repeat(training.offsets[:-1], training.lengths), ages(training)
    for place, decay in enumerate(decays):
        far = reach(decay, longest)
        weights = np.power(decay, np.arange(far, dtype=np.float64))[::-1]
        alike = decay == 1  # then all weights are one, and sums are counts
        begins = np.maximum(starts, np.arange(len(starts)) - far)
        for item in range(count):
            own = places[spans[item] : spans[item + 1]]
            if not len(own):
                continue
            cuts = list(zip(begins[own].tolist(), own.tolist(), strict=True))
            before = np.concatenate([training.items[start:end] for start, end in cuts])
            given = 1.0 if alike else np.concatenate([weights[far - (end - start) :] for start, end in cuts])
            lengths = own - begins[own]
            second[item, place * count : (place + 1) * count] = np.bincount(before, None if alike else given, count)
            for other, later in enumerate(decays):
                each = np.repeat(decay * meets[decay, later][left[own]], lengths)
                row = first[other * count + item, place * count : (place + 1) * count]
                row[:] = np.bincount(before, given * each, count)
    _both_ways(first, count, many)
    for one, decay in enumerate(decays):
        for other in range(one + 1):
            own = np.bincount(training.items, meets[decay, decays[other]][left], count)
            first[one * count + np.arange(count), other * count + np.arange(count)] += own.astype(np.float32)
    return first, np.ascontiguousarray(second.T)


def _both_ways(first: Floats, count: int, many: int) -> None:
    """Rows of the later item hold what came before it: the blocks below the diagonal take those above, turned."""
    for one in range(many):
        rows = slice(one * count, (one + 1) * count)
        for other in range(one + 1):
            columns = slice(other * count, (other + 1) * count)
            first[rows, columns] = first[rows, columns] + first[columns, rows].T


def readings(people: Histories, decays: tuple[float, ...]) -> Floats:
    """[people, decays * items]: X of whole histories, for the item that comes next."""
    found = np.zeros((len(people), len(decays) * people.item_count), np.float32)
    for one, decay in enumerate(decays):
        found[people.rows, one * people.item_count + people.items] = powers(decay, ages(people))
    return found


def placed(weights: Floats, rows: Ints, columns: Ints, shape: tuple[int, int]) -> Floats:
    """Zeros of this shape with `weights` at these rows and columns: row by row, as the processor's cache likes it."""
    found = np.zeros(shape, np.float32)
    for row, values in zip(rows.tolist(), weights, strict=True):
        found[row, columns] = values
    return found


@dataclass
class RecencyRidge:
    """`weights`: [decays * items, items]."""

    decays: tuple[float, ...] = DECAYS
    penalties: tuple[float, ...] = PENALTIES
    fewest: int = FEWEST
    name: str = "recency ridge"
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        read, all_items = training.newest(READ), training.item_count
        able = read.common(self.fewest)
        first, second = grams(read.of_items(able), self.decays)
        first[np.diag_indices_from(first)] += np.repeat(np.array(self.penalties, np.float32), len(able))
        solved = solve_in_place(first, second)
        rows = (np.arange(len(self.decays))[:, None] * all_items + able).reshape(-1)
        self.weights = placed(solved, rows, able, (len(self.decays) * all_items, all_items))
        return self

    def scores(self, people: Histories) -> Floats:
        return readings(people.newest(READ), self.decays) @ self.weights
