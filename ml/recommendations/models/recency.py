"""The warm model: a ridge from a reader's decayed history to the next item, in closed form.

A history is read several times, each time with older items weighing less by another factor a step; one linear map goes
from all readings to the next item. Training examples are all prefixes of all histories, none of which is ever built.
Let an item's age count the person's items after it. Summed over prefixes, items of ages a and b, read with decays g and
h, meet with g^max(a-b,0) h^max(b-a,0) (1 + gh + … + (gh)^(min(a,b)-1)): that depends on no person, so one table a pair
of decays, added where a person's items are, gives the exact normal equations (tests hold them against brute force).
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories, Ints, ages
from ml.recommendations.models.linear import solve_in_place

DECAYS = (0.6, 0.9, 1.0)
PENALTIES = (300.0, 1000.0, 3000.0)  # in interactions of an item; chosen on the last but one item of MovieLens 100K


def powers(decay: float, exponents: Ints) -> Floats:
    found: Floats = np.power(np.float64(decay), exponents).astype(np.float32)
    return found


def pair_table(one: float, other: float, longest: int) -> Floats:
    """[age, age]: how much two items of one history meet over all its prefixes."""
    place = np.arange(longest)
    gap = place[:, None] - place[None, :]
    series = np.concatenate([[0.0], np.cumsum((one * other) ** np.arange(longest))])[:longest]
    shared = series[np.minimum(place[:, None], place[None, :])]
    table = powers(one, np.maximum(gap, 0)) * powers(other, np.maximum(-gap, 0)) * shared
    found: Floats = table.astype(np.float32)
    return found


def next_table(decay: float, longest: int) -> Floats:
    """[age of an item, age of a later one]: the weight of the first when the second comes next."""
    gap = np.arange(longest)[:, None] - np.arange(longest)[None, :]
    return np.where(gap > 0, powers(decay, np.maximum(gap - 1, 0)), 0).astype(np.float32)


def grams(training: Histories, decays: tuple[float, ...]) -> tuple[Floats, Floats]:
    """(X'X, X'Y) over all prefixes: X [prefixes, decays * items] the readings of a prefix, Y the item that came next.

    Of X'X only the blocks on and below the diagonal are filled: Cholesky reads no others.
    """
    count, many = training.item_count, len(decays)
    first = np.zeros((many * count, many * count), np.float32)
    second = np.zeros((many * count, count), np.float32)
    longest = int(training.lengths.max(initial=0))
    nexts = [next_table(decay, longest) for decay in decays]
    pairs = {
        (one, other): pair_table(decays[one], decays[other], longest) for one in range(many) for other in range(one + 1)
    }
    for row in range(len(training)):
        items = training.of(row)[::-1]
        length = len(items)
        for one in range(many):
            second[(one * count + items)[:, None], items] += nexts[one][:length, :length]
        for (one, other), table in pairs.items():
            first[(one * count + items)[:, None], other * count + items] += table[:length, :length]
    return first, second


def readings(people: Histories, decays: tuple[float, ...]) -> Floats:
    """[people, decays * items]: X of whole histories, for the item that comes next."""
    found = np.zeros((len(people), len(decays) * people.item_count), np.float32)
    for one, decay in enumerate(decays):
        found[people.rows, one * people.item_count + people.items] = powers(decay, ages(people))
    return found


@dataclass
class RecencyRidge:
    """`weights`: [decays * items, items]."""

    decays: tuple[float, ...] = DECAYS
    penalties: tuple[float, ...] = PENALTIES
    name: str = "recency ridge"
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        first, second = grams(training, self.decays)
        first[np.diag_indices_from(first)] += np.repeat(np.array(self.penalties, np.float32), training.item_count)
        self.weights = solve_in_place(first, second)
        return self

    def scores(self, people: Histories) -> Floats:
        return readings(people, self.decays) @ self.weights
