"""Systems of normal equations by a Cholesky factorisation in place, and EASE, in numpy alone."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories

_BLOCK = 256


def solve_in_place(gram: Floats, right: Floats) -> Floats:
    """gram^-1 right; both are overwritten, `right` with the answer, so that a model of 4 GB needs 4 GB and not 12.

    `gram` must be symmetric and positive definite (numpy.linalg.LinAlgError); only its lower blocks are read.
    """
    spans = _factorise(gram)
    for span in spans:
        right[span] -= gram[span, : span.start] @ right[: span.start]
        right[span] = gram[span, span] @ right[span]
    for span in reversed(spans):
        right[span] -= gram[span.stop :, span].T @ right[span.stop :]
        right[span] = gram[span, span].T @ right[span]
    return right


def inverse(gram: Floats) -> Floats:
    """gram^-1 of a symmetric, positive definite matrix, which is overwritten, at a third of a general inverse's work.

    L^-1 has nothing above its diagonal, and of L^-T L^-1 one half tells the other.
    """
    spans = _factorise(gram)
    found = np.eye(len(gram), dtype=np.float32)
    for span in spans:
        own = found[span, : span.stop]
        own[:, : span.start] -= gram[span, : span.start] @ found[: span.start, : span.start]
        own[:] = gram[span, span] @ own
    for span in reversed(spans):
        own = found[span, : span.stop]
        own -= gram[span.stop :, span].T @ found[span.stop :, : span.stop]
        own[:] = gram[span, span].T @ own
        found[: span.start, span] = own[:, : span.start].T
    return found


def _factorise(gram: Floats) -> list[slice]:
    """The lower blocks of `gram` become its Cholesky factor, those on the diagonal inverted, as they are used; returns
    their rows. Each block is taken up once, with all
    before it: products are large, what they are taken from is small.
    """
    spans = [slice(start, min(start + _BLOCK, len(gram))) for start in range(0, len(gram), _BLOCK)]
    for span in spans:
        gram[span.start :, span] -= gram[span.start :, : span.start] @ gram[span, : span.start].T
        gram[span, span] = np.linalg.inv(np.linalg.cholesky(gram[span, span]))
        gram[span.stop :, span] = gram[span.stop :, span] @ gram[span, span].T
    return spans


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
        turned = inverse(gram)
        self.weights = (-turned / np.diag(turned)).astype(np.float32)
        self.weights[np.diag_indices_from(gram)] = 0
        return self

    def scores(self, people: Histories) -> Floats:
        return people.matrix() @ self.weights
