"""Our recommender: order and likeness for people with a history, linear maps of a survey for the others.

One iALS of everything watched stands beside both, as much as they: folded in from a history that weighs less by a
factor a step back, and from a long survey as it is.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories
from ml.recommendations.models.factors import Ials
from ml.recommendations.models.linear import Ease
from ml.recommendations.models.popularity import Popularity
from ml.recommendations.models.survey import Pairs, SurveyAutoencoder
from ml.recommendations.models.warm import Warm
from ml.recommendations.splits import SURVEY_LENGTHS

WARM_VECTORS = 1.0  # how far iALS moves what the warm matrix says; chosen before the last item of MovieLens 100K
VECTORS_DECAY = 0.85  # what an item of a history weighs less a step back
LONGEST_SURVEY = 15  # likes; beyond, a set of likes says enough without traits


def band_of(likes: int) -> int:
    """The survey length whose model somebody with so many likes is asked of: the longest that is not longer."""
    return max(length for length in SURVEY_LENGTHS if length <= max(likes, SURVEY_LENGTHS[0]))


def standardised(scores: Floats) -> Floats:
    """Each row with mean 0 and spread 1, so that models of different units can be added."""
    spread = scores.std(axis=1, keepdims=True)
    found: Floats = (scores - scores.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)
    return found


def vectors() -> Ials:
    """IALS as ours has it: within the blend, and alone where a catalogue is too large for normal equations."""
    return Ials(alpha=5.0, penalty=3.0, rounds=6)


@dataclass
class Ours:
    """Who is known to training has watched in an order: `warm` and `vectors`. Who is new has named titles
    in no order: a band of `surveys` by how many, or past a survey's length EASE and iALS; without any, popularity.
    """

    name: str = "ours"
    warm: Warm = field(default_factory=Warm)
    vectors: Ials = field(default_factory=vectors)
    surveys: dict[int, SurveyAutoencoder] = field(
        default_factory=lambda: {length: SurveyAutoencoder(length) for length in SURVEY_LENGTHS}
    )
    sets: Ease = field(default_factory=Ease)
    popular: Popularity = field(default_factory=Popularity)

    def fit(self, training: Histories) -> Self:
        """What reads a history learns from everything watched, what reads a survey from likes."""
        self.warm.fit(training)
        self.vectors.fit(training)
        self.popular.fit(training)
        liked = training.liked().as_training()
        self.sets.fit(liked)
        pairs = Pairs.of(liked)
        for model in self.surveys.values():
            model.fit_to(pairs)
        return self

    def scores(self, people: Histories) -> Floats:
        found = self.popular.scores(people)
        lengths = people.lengths
        bands = np.array([band_of(int(length)) for length in lengths], np.int64)
        warm, some = people.known >= 0, lengths > 0
        parts = [(self._of_history, warm & some)]
        parts += [
            (model.scores, ~warm & some & (lengths <= LONGEST_SURVEY) & (bands == length))
            for length, model in self.surveys.items()
        ]
        parts.append((self._of_set, ~warm & (lengths > LONGEST_SURVEY)))
        for scores, whose in parts:
            chosen = np.flatnonzero(whose)
            if len(chosen):
                found[chosen] = scores(people.people(chosen, known=True))
        return found

    def _of_history(self, people: Histories) -> Floats:
        folded = self.vectors.vectors(people, VECTORS_DECAY) @ self.vectors.items.T
        return standardised(self.warm.scores(people)) + np.float32(WARM_VECTORS) * standardised(folded)

    def _of_set(self, people: Histories) -> Floats:
        return standardised(self.sets.scores(people)) + standardised(self.vectors.scores(people))
