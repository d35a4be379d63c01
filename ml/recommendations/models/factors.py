"""iALS: implicit feedback by alternating least squares (Hu, Koren and Volinsky 2008)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories, Ints, ages
from ml.recommendations.models.recency import powers

TOGETHER = 16_384  # interactions that are folded in at once: their vectors stay in the processor's cache


@dataclass(frozen=True)
class Taken:
    """Who took what, by row: `others[offsets[row]:offsets[row + 1]]`, each as often as `weights` says, or once."""

    offsets: Ints
    others: Ints
    weights: Floats | None = None

    def batches(self, filling: int) -> Iterator[tuple[Ints, Ints, Floats | None]]:
        """(rows, others [rows, longest], weights like those): rows about as long, shorter ones end in `filling`."""
        lengths = np.diff(self.offsets)
        order = np.argsort(-lengths, kind="stable")
        start = 0
        while start < len(order):
            longest = int(lengths[order[start]])
            rows = order[start : start + max(1, TOGETHER // max(1, longest))]
            beside = np.arange(longest)
            places = np.minimum(self.offsets[rows][:, None] + beside, len(self.others) - 1)
            others = np.where(beside < lengths[rows][:, None], self.others[places], filling)
            yield rows, others, None if self.weights is None else self.weights[places]
            start += len(rows)


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
        starts = np.searchsorted(training.items[order], np.arange(training.item_count + 1)).astype(np.int64)
        of_people = Taken(training.offsets, training.items)
        of_items = Taken(starts, training.rows[order])
        for _ in range(self.rounds):
            self.items = self._folded(self._folded(self.items, of_people), of_items)
        return self

    def vectors(self, people: Histories, decay: float = 1.0) -> Floats:
        """[people, dimensions]: each folded in from what it took, an item weighing less by `decay` a step back."""
        weights = None if decay == 1 else powers(decay, ages(people))
        return self._folded(self.items, Taken(people.offsets, people.items, weights))

    def scores(self, people: Histories) -> Floats:
        return self.vectors(people) @ self.items.T

    def _folded(self, others: Floats, taken: Taken) -> Floats:
        """[rows, dimensions]: (V'V + alpha T'WT + penalty)^-1 (1 + alpha) T'w, T the taken rows of V, W = diag(w)."""
        gram = others.T @ others
        lengths = np.diff(taken.offsets)
        found = np.empty((len(lengths), self.dimensions), np.float32)
        diagonal = np.arange(self.dimensions)
        with_nothing = np.concatenate([others, np.zeros((1, self.dimensions), np.float32)])
        for rows, places, weights in taken.batches(filling=len(others)):
            chosen = with_nothing[places]
            weighed = chosen if weights is None else chosen * weights[:, :, None]
            left = gram + np.float32(self.alpha) * (weighed.transpose(0, 2, 1) @ chosen)
            left[:, diagonal, diagonal] += np.float32(self.penalty) * np.sqrt(np.maximum(lengths[rows], 1))[:, None]
            right = np.float32(1 + self.alpha) * weighed.sum(axis=1)
            found[rows] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        return found
