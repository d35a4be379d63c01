"""The cold model: a linear autoencoder on [likes | demographics | 1], fitted on histories cut to a survey's length.

Fitted on whole histories it would expect whole histories. So every history counts as all its cuts to `length` items:
what is in the cut is the input, the rest is wanted. No cut is ever drawn: of L likes an item is in a cut with
probability k/L, a pair with k(k-1)/(L(L-1)), one in and another out with k(L-k)/(L(L-1)), and the normal equations of
the expectation are sums of those (tests hold them against all cuts, counted out).
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories
from ml.recommendations.models.linear import solve_in_place


def expected(training: Histories, length: float) -> tuple[Floats, Floats]:
    """(E X'X, E X'Y) summed over people; X [people, items + traits + 1], Y [people, items] what was cut off.

    `length` below 1 is a share of each history; a history that is not longer counts with all but one of its items.
    """
    matrix = training.matrix()
    sizes = training.lengths.astype(np.float32)
    cut = np.where(length < 1, np.ceil(length * sizes), length)
    cut = np.minimum(cut, np.maximum(sizes - 1, 0))
    pairs = np.maximum(sizes * (sizes - 1), 1)
    one_in, both_in = cut / np.maximum(sizes, 1), cut * (cut - 1) / pairs
    split = cut * (sizes - cut) / pairs
    count = training.item_count
    traits = np.column_stack([training.demographics, np.ones(len(training), np.float32)]).astype(np.float32)
    first = np.zeros((count + traits.shape[1],) * 2, np.float32)
    first[:count, :count] = (matrix * both_in[:, None].astype(np.float32)).T @ matrix
    first[np.arange(count), np.arange(count)] = one_in.astype(np.float32) @ matrix
    first[:count, count:] = (matrix * one_in[:, None].astype(np.float32)).T @ traits
    first[count:, :count] = first[:count, count:].T
    first[count:, count:] = traits.T @ traits
    second = np.zeros((len(first), count), np.float32)
    second[:count] = (matrix * split[:, None].astype(np.float32)).T @ matrix
    second[np.arange(count), np.arange(count)] = 0  # what is shown is not wanted
    second[count:] = traits.T @ (matrix * (1 - one_in)[:, None].astype(np.float32))
    return first, second


@dataclass
class SurveyAutoencoder:
    """One band: people with about `length` likes. `weights` [items + traits + 1, items]."""

    length: float = 3
    penalty: float = 2.0
    trait_penalty: float = 50.0
    name: str = "survey autoencoder"
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        first, second = expected(training, self.length)
        penalty = np.full(len(first), self.penalty, np.float32)
        penalty[training.item_count :] = self.trait_penalty
        first[np.diag_indices_from(first)] += penalty
        self.weights = solve_in_place(first, second)
        return self

    def scores(self, people: Histories) -> Floats:
        count = people.item_count
        traits = np.column_stack([people.demographics, np.ones(len(people), np.float32)]).astype(np.float32)
        return people.matrix() @ self.weights[:count] + traits @ self.weights[count:]
