"""Neighbours: items alike by cosine, people alike by Jaccard."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories, Ints, of_lists


def jaccard(ones: Floats, others: Floats) -> Floats:
    """[ones, others]: |A ∩ B| / |A ∪ B| of rows of 0 and 1; identical rows give 1, disjoint or empty ones 0."""
    both = ones @ others.T
    either = ones.sum(axis=1)[:, None] + others.sum(axis=1)[None, :] - both
    found: Floats = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return found


def alike_with_traits(ones: Histories, others: Histories, demographic_weight: float) -> Floats:
    """[ones, others]: (1 - w) Jaccard of what they took + w cosine of what they told of themselves; 0 is Jaccard."""
    found = jaccard(ones.matrix(), others.matrix())
    if demographic_weight == 0:
        return found
    told = [one / np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-12)
            for one in (ones.demographics, others.demographics)]  # fmt: skip
    mixed: Floats = (1 - demographic_weight) * found + demographic_weight * (told[0] @ told[1].T)
    return mixed.astype(np.float32)


def nearest(alike: Floats, count: int) -> Ints:
    """[rows, count]: the columns most alike, best first; ties go to the lower number."""
    return np.argsort(-alike, axis=1, kind="stable")[:, :count].astype(np.int64)


@dataclass
class ItemNeighbours:
    """Cosine between items' readers, drawn to zero for rare pairs; each item keeps its `count` nearest."""

    count: int = 100
    shrinkage: float = 20.0
    name: str = "item-kNN"
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        matrix = training.matrix()
        both = matrix.T @ matrix
        sizes = np.sqrt(np.diag(both))
        alike = (both / (sizes[:, None] * sizes[None, :] + self.shrinkage)).astype(np.float32)
        np.fill_diagonal(alike, 0)
        place = len(alike) - min(self.count, len(alike))
        least = np.partition(alike, place, axis=1)[:, place : place + 1]
        self.weights = np.where(alike >= least, alike, 0).astype(np.float32)
        return self

    def scores(self, people: Histories) -> Floats:
        return people.matrix() @ self.weights.T


@dataclass
class PeopleNeighbours:
    """The `count` people nearest by Jaccard, and by traits as `demographic_weight` says, vote for what they took, each
    with its likeness.
    """

    count: int = 200
    demographic_weight: float = 0.0
    name: str = "Jaccard user-kNN"
    training: Histories = field(default_factory=lambda: of_lists([], 0))

    def fit(self, training: Histories) -> Self:
        self.training = training
        return self

    def alike(self, people: Histories) -> Floats:
        """[people, people of training]; nobody is their own neighbour."""
        found = alike_with_traits(people, self.training, self.demographic_weight)
        known = np.flatnonzero(people.known >= 0)
        found[known, people.known[known]] = 0
        return found

    def scores(self, people: Histories) -> Floats:
        alike = self.alike(people)
        chosen = nearest(alike, min(self.count, alike.shape[1]))
        weights = np.zeros_like(alike)
        rows = np.arange(len(alike))[:, None]
        weights[rows, chosen] = alike[rows, chosen]
        return weights @ self.training.matrix()
