"""iALS: implicit feedback by alternating least squares (Hu, Koren and Volinsky 2008)."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories, Ints


def folded(items: Floats, gram: Floats, taken: Ints, alpha: float, penalty: float) -> Floats:
    """The vector of somebody who took these: (V'V + alpha T'T + penalty)^-1 (1 + alpha) T'1, T the taken rows of V."""
    chosen = items[taken]
    left = gram + alpha * (chosen.T @ chosen)
    left[np.diag_indices_from(left)] += penalty
    found: Floats = np.linalg.solve(left, (1 + alpha) * chosen.sum(axis=0))
    return found


@dataclass
class Ials:
    """`penalty` grows with the number of a row's interactions to the power of a half, as Rendle et al. 2022 advise."""

    dimensions: int = 64
    alpha: float = 10.0
    penalty: float = 10.0
    rounds: int = 10
    seed: int = 5
    name: str = "iALS"
    items: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        chance = np.random.default_rng(self.seed)
        shape = training.item_count, self.dimensions
        self.items = (chance.standard_normal(shape) / np.sqrt(self.dimensions)).astype(np.float32) * 0.1
        order = np.argsort(training.items, kind="stable")
        readers = training.rows[order]
        starts = np.searchsorted(training.items[order], np.arange(training.item_count + 1))
        for _ in range(self.rounds):
            people = self.vectors(training)
            gram = people.T @ people
            for item in range(training.item_count):
                self.items[item] = self._one(people, gram, readers[starts[item] : starts[item + 1]])
        return self

    def vectors(self, people: Histories) -> Floats:
        """[people, dimensions]: each folded in from what it took."""
        gram = self.items.T @ self.items
        rows = [self._one(self.items, gram, people.of(row)) for row in range(len(people))]
        return np.array(rows, np.float32).reshape(len(people), self.dimensions)

    def scores(self, people: Histories) -> Floats:
        return self.vectors(people) @ self.items.T

    def _one(self, others: Floats, gram: Floats, taken: Ints) -> Floats:
        return folded(others, gram, taken, self.alpha, self.penalty * max(len(taken), 1) ** 0.5)
