"""The sources' pipeline: survey, Jaccard neighbours, NCF's rating of what they know, top-K over genres, platform.

NCF's forward pass is plain numpy over weights that deep/rating.py trains, so that serving it needs no framework.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ml.recommendations.histories import Bools, Floats, Histories, Ints
from ml.recommendations.models.neighbours import jaccard, nearest
from ml.recommendations.reranking import with_genres

STARS = (1.0, 5.0)
SURVEY_LENGTH, NEIGHBOURS = 10, 50
_NOBODY = -1e6


@dataclass(frozen=True)
class NcfWeights:
    """users [people, d], items [items, d]; layers: (weights [in, out], bias [out]), ReLU between, one output."""

    users: Floats
    items: Floats
    layers: tuple[tuple[Floats, Floats], ...]

    def ratings(self, users: Ints, items: Ints) -> Floats:
        """[pairs]: predicted stars, clipped to 1-5."""
        values = np.concatenate([self.users[users], self.items[items]], axis=1)
        for place, (weights, bias) in enumerate(self.layers):
            values = values @ weights + bias
            values = np.maximum(values, 0) if place < len(self.layers) - 1 else values
        stars: Floats = np.clip(values[:, 0], *STARS).astype(np.float32)
        return stars

    def table(self) -> Floats:
        """[people, items]: everybody's predicted stars."""
        count = len(self.items)
        rows = [self.ratings(np.full(count, user), np.arange(count)) for user in range(len(self.users))]
        return np.array(rows, np.float32)


@dataclass(frozen=True)
class Placed:
    """`low_confidence`: fewer titles than the survey asks for."""

    items: list[int]
    platform: str | None
    low_confidence: bool


@dataclass(frozen=True)
class Pipeline:
    """`matrix` [people, items]: who took what; `table`: their predicted stars."""

    matrix: Floats
    table: Floats
    genres: Bools

    def scores(self, people: Histories, count: int = NEIGHBOURS) -> Floats:
        """[people, items]: the neighbours' mean predicted stars of what at least one of them took; others come last,
        by how many people took them. Somebody with a row of training is rated by that row.
        """
        alike = jaccard(people.matrix(), self.matrix)
        known = np.flatnonzero(people.known >= 0)
        alike[known, people.known[known]] = 0
        chosen = nearest(alike, min(count, alike.shape[1]))
        found = np.empty((len(people), people.item_count), np.float32)
        popular = self.matrix.sum(axis=0) / max(len(self.matrix), 1)
        for row, neighbours in enumerate(chosen):
            rater = people.known[row]
            stars = self.table[rater] if rater >= 0 else self.table[neighbours].mean(axis=0)
            found[row] = np.where(self.matrix[neighbours].any(axis=0), stars, _NOBODY + popular)
        return found

    def recommend(
        self,
        people: Histories,
        platforms: Mapping[str, Sequence[int]],
        owned: frozenset[str] = frozenset(),
        count: int = 10,
    ) -> list[Placed]:
        """Of each person: the list, at least three genres in it where there are so many, and the platform that has
        most of it. `platforms`: items by platform; one already paid for is named before another that has as many.
        """
        scores = self.scores(people)
        scores[people.rows, people.items] = -np.inf
        answers = []
        for row in range(len(people)):
            order = np.argsort(-scores[row], kind="stable")
            order = order[np.isfinite(scores[row, order])]
            items = with_genres(order, self.genres, count)
            has = {name: len(set(items) & set(offered)) for name, offered in platforms.items()}
            best = sorted((name for name in has if has[name]), key=lambda name: (-has[name], name not in owned, name))
            answers.append(Placed(items, best[0] if best else None, len(people.of(row)) < SURVEY_LENGTH))
        return answers
