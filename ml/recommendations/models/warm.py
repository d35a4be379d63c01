"""The warm model's one matrix: the recency ridge, and beside it the likeness of items to what was watched last.

The ridge learns what comes next, and knows little of titles that few chose; likeness of readers needs no order. Both
are linear in a history decayed alike, so their sum is one matrix and costs a request nothing.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories
from ml.recommendations.models.neighbours import ItemNeighbours
from ml.recommendations.models.recency import DECAYS, FEWEST, PENALTIES, READ, RecencyRidge, readings

_ASKED = 128  # people whose scores tell how far those of either part spread


@dataclass
class Warm:
    """`weights`: [decays * items, items]. Likeness spreads a person's scores `share` times as far as the ridge."""

    decays: tuple[float, ...] = DECAYS
    penalties: tuple[float, ...] = PENALTIES
    share: float = 0.5
    fewest: int = FEWEST
    name: str = "ridge and likeness"
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        count = training.item_count
        self.weights = RecencyRidge(self.decays, self.penalties, self.fewest).fit(training).weights
        alike = ItemNeighbours().fit(training).weights.T
        every = max(1, -(-len(training) // _ASKED))
        read = readings(training.people(np.arange(0, len(training), every), known=True), self.decays)
        near = (read[:, :count] @ alike).std(axis=1).mean()
        far = (read @ self.weights).std(axis=1).mean()
        self.weights[:count] += np.float32(self.share * far / max(near, 1e-12)) * alike
        return self

    def scores(self, people: Histories) -> Floats:
        return readings(people.newest(READ), self.decays) @ self.weights
