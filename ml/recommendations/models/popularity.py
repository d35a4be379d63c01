"""What everybody takes, and what people of the same age, gender and occupation take."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories


@dataclass
class Popularity:
    """Counts of interactions."""

    name: str = "popularity"
    counts: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def fit(self, training: Histories) -> Self:
        self.counts = np.bincount(training.items, minlength=training.item_count).astype(np.float32)
        return self

    def scores(self, people: Histories) -> Floats:
        return np.tile(self.counts, (len(people), 1))


@dataclass
class DemographicPopularity:
    """Shares within each trait, averaged over a person's traits, drawn to the overall share by `prior` people."""

    prior: float = 50.0
    name: str = "demographic popularity"
    shares: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    overall: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def fit(self, training: Histories) -> Self:
        matrix, traits = training.matrix(), training.demographics
        self.overall = matrix.mean(axis=0)
        heads = traits.sum(axis=0)[:, None]
        self.shares = (traits.T @ matrix + self.prior * self.overall) / (heads + self.prior)
        return self

    def scores(self, people: Histories) -> Floats:
        counts = people.demographics.sum(axis=1, keepdims=True)
        told = people.demographics @ self.shares
        return np.where(counts > 0, told / np.maximum(counts, 1), self.overall).astype(np.float32)
