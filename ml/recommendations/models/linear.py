"""Systems of normal equations by a Cholesky factorisation in place, and EASE, in numpy alone."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories

_BLOCK = 512


def solve_in_place(gram: Floats, right: Floats) -> Floats:
    """gram^-1 right; both are overwritten, `right` with the answer, so that a model of 4 GB needs 4 GB and not 12.

    `gram` must be symmetric and positive definite (numpy.linalg.LinAlgError); only its lower blocks are read.
    """
    spans = [slice(start, min(start + _BLOCK, len(gram))) for start in range(0, len(gram), _BLOCK)]
    for place, span in enumerate(spans):
        gram[span, span] = np.linalg.cholesky(gram[span, span])
        inverse = np.linalg.inv(gram[span, span])
        for later in spans[place + 1 :]:
            gram[later, span] = gram[later, span] @ inverse.T
        for column, later in enumerate(spans[place + 1 :], place + 1):
            below = slice(later.start, len(gram))
            gram[below, later] -= gram[below, span] @ gram[spans[column], span].T
        right[span] = inverse @ right[span]
        right[span.stop :] -= gram[span.stop :, span] @ right[span]
    for span in reversed(spans):
        right[span] = np.linalg.inv(gram[span, span]).T @ right[span]
        right[: span.start] -= gram[span, : span.start].T @ right[span]
    return right


@dataclass
class Ease:
    """Steck 2019: the ridge from everything else to each item, its diagonal held at zero by Lagrange multipliers."""

    penalty: float = 300.0
    name: str = "EASE"
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def fit(self, training: Histories) -> Self:
        matrix = training.matrix()
        gram = matrix.T @ matrix
        gram[np.diag_indices_from(gram)] += self.penalty
        inverse = np.linalg.inv(gram)
        self.weights = (-inverse / np.diag(inverse)).astype(np.float32)
        self.weights[np.diag_indices_from(gram)] = 0
        return self

    def scores(self, people: Histories) -> Floats:
        return people.matrix() @ self.weights
