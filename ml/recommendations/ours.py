"""Our recommender: the recency ridge for people whose history has an order, linear maps of a survey for the others."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories
from ml.recommendations.models.contract import Recommender
from ml.recommendations.models.factors import Ials
from ml.recommendations.models.linear import Ease
from ml.recommendations.models.popularity import Popularity
from ml.recommendations.models.recency import RecencyRidge
from ml.recommendations.models.survey import SurveyAutoencoder
from ml.recommendations.splits import SURVEY_LENGTHS

_LONGEST_SURVEY = 15  # likes; beyond, a set of likes says enough without traits


def band_of(likes: int) -> int:
    """The survey length whose model somebody with so many likes is asked of: the longest that is not longer."""
    return max(length for length in SURVEY_LENGTHS if length <= max(likes, SURVEY_LENGTHS[0]))


def standardised(scores: Floats) -> Floats:
    """Each row with mean 0 and spread 1, so that models of different units can be added."""
    spread = scores.std(axis=1, keepdims=True)
    found: Floats = (scores - scores.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)
    return found


@dataclass
class Ours:
    """Who is known to training has watched in an order: `warm`. Who is new has named titles in no order: a band of
    `surveys` by how many, or past a survey's length the mean of EASE and iALS; without any, popularity.
    """

    name: str = "ours"
    warm: RecencyRidge = field(default_factory=RecencyRidge)
    surveys: dict[int, SurveyAutoencoder] = field(
        default_factory=lambda: {length: SurveyAutoencoder(length) for length in SURVEY_LENGTHS}
    )
    sets: tuple[Ease, Ials] = field(default_factory=lambda: (Ease(), Ials(alpha=5.0, penalty=3.0, rounds=6)))
    popular: Popularity = field(default_factory=Popularity)

    def fit(self, training: Histories) -> Self:
        """The warm model learns from everything watched, the others from likes."""
        self.warm.fit(training)
        self.popular.fit(training)
        liked = training.liked().as_training()
        learners: list[Recommender] = [*self.surveys.values(), *self.sets]
        for model in learners:
            model.fit(liked)
        return self

    def scores(self, people: Histories) -> Floats:
        found = self.popular.scores(people)
        lengths = people.lengths
        bands = np.array([band_of(int(length)) for length in lengths], np.int64)
        warm, some = people.known >= 0, lengths > 0
        parts = [(self.warm.scores, warm & some)]
        parts += [
            (model.scores, ~warm & some & (lengths <= _LONGEST_SURVEY) & (bands == length))
            for length, model in self.surveys.items()
        ]
        parts.append((self._of_set, ~warm & (lengths > _LONGEST_SURVEY)))
        for scores, whose in parts:
            chosen = np.flatnonzero(whose)
            if len(chosen):
                found[chosen] = scores(people.people(chosen, known=True))
        return found

    def _of_set(self, people: Histories) -> Floats:
        one, other = self.sets
        return standardised(one.scores(people)) + standardised(other.scores(people))
