"""The cold model: a linear autoencoder on [likes | demographics | 1], fitted on histories cut to a survey's length.

Fitted on whole histories it would expect whole histories. So every history counts as all its cuts to `length` items:
what is in the cut is the input, the rest is wanted. No cut is ever drawn: of L likes an item is in a cut with
probability k/L, a pair with k(k-1)/(L(L-1)), one in and another out with k(L-k)/(L(L-1)), and the normal equations of
the expectation are sums of those (tests hold them against all cuts, counted out). Both are combinations, by k, of two
sums over people that all lengths share (Pairs); only people with no more likes than k are added by themselves.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories
from ml.recommendations.models.linear import solve_in_place


@dataclass(frozen=True)
class Pairs:
    """Who likes what with what, [items, items]: `even` each person with weight 1/(L(L-1)), `long` with 1/(L-1)."""

    training: Histories
    matrix: Floats
    even: Floats
    long: Floats

    @classmethod
    def of(cls, training: Histories) -> Self:
        matrix = training.matrix()
        root = (1 / np.sqrt(_pairs(training))).astype(np.float32)
        scaled = matrix * root[:, None]
        even = scaled.T @ scaled  # of a matrix with itself: BLAS computes one half
        scaled = matrix * (root * np.sqrt(training.lengths).astype(np.float32))[:, None]
        long: Floats = scaled.T @ scaled
        return cls(training, matrix, even, long)

    def expected(self, length: int) -> tuple[Floats, Floats]:
        """(E X'X, E X'Y) summed over people; X [people, items + traits + 1], Y [people, items] what was cut off.

        A history that is not longer than `length` counts with all but one of its items.
        """
        training, matrix = self.training, self.matrix
        sizes, pairs = training.lengths.astype(np.float32), _pairs(training)
        cut = np.minimum(np.float32(length), np.maximum(sizes - 1, 0))
        one_in = cut / np.maximum(sizes, 1)
        short = np.flatnonzero(sizes <= length)
        few, size, less = matrix[short], sizes[short], cut[short]
        count = training.item_count
        traits = np.column_stack([training.demographics, np.ones(len(training), np.float32)]).astype(np.float32)
        first = np.zeros((count + traits.shape[1],) * 2, np.float32)
        over = (less * (less - 1) - length * (length - 1)) / pairs[short]
        first[:count, :count] = length * (length - 1) * self.even + (few * over[:, None]).T @ few
        first[np.arange(count), np.arange(count)] = one_in @ matrix
        first[:count, count:] = (matrix.T @ (traits * one_in[:, None])).astype(np.float32)
        first[count:, :count] = first[:count, count:].T
        first[count:, count:] = traits.T @ traits
        second = np.zeros((len(first), count), np.float32)
        over = (less * (size - less) - length * (size - length)) / pairs[short]
        second[:count] = length * self.long - length * length * self.even + (few * over[:, None]).T @ few
        second[np.arange(count), np.arange(count)] = 0  # what is shown is not wanted
        second[count:] = (traits * (1 - one_in)[:, None]).T @ matrix
        return first, second


def _pairs(training: Histories) -> Floats:
    """[people]: L(L-1), or 1 where that is nothing: alone, an item is on the diagonal, which has sums of its own."""
    sizes = training.lengths.astype(np.float32)
    found: Floats = np.maximum(sizes * (sizes - 1), 1).astype(np.float32)
    return found


def _solve_of_one(first: Floats, second: Floats) -> Floats:
    """As solve_in_place, where no two items are ever named together: of X'X only the traits' border is dense."""
    count = second.shape[1]
    alone, border = np.diag(first)[:count, None], first[:count, count:]
    shared = border.T / alone.T
    traits = np.linalg.solve(first[count:, count:] - shared @ border, second[count:] - shared @ second[:count])
    return np.concatenate([(second[:count] - border @ traits) / alone, traits])


@dataclass
class SurveyAutoencoder:
    """One band: people with about `length` likes. `weights` [items + traits + 1, items]."""

    length: int = 3
    penalty: float = 2.0
    trait_penalty: float = 50.0
    name: str = "survey autoencoder"
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        return self.fit_to(Pairs.of(training))

    def fit_to(self, pairs: Pairs) -> Self:
        """The same, from sums that several lengths share."""
        first, second = pairs.expected(self.length)
        penalty = np.full(len(first), self.penalty, np.float32)
        penalty[pairs.training.item_count :] = self.trait_penalty
        first[np.diag_indices_from(first)] += penalty
        self.weights = _solve_of_one(first, second) if self.length == 1 else solve_in_place(first, second)
        return self

    def scores(self, people: Histories) -> Floats:
        count = people.item_count
        traits = np.column_stack([people.demographics, np.ones(len(people), np.float32)]).astype(np.float32)
        return people.matrix() @ self.weights[:count] + traits @ self.weights[count:]
