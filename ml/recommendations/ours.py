"""Our recommender: order and likeness for people with a history, linear maps of a survey for the others.

One iALS of everything watched stands beside both: folded in from a history that weighs less by a factor a step back,
and from a long survey as it is. What titles are about moves all of it a little.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Self

import numpy as np

from ml.recommendations.histories import Floats, Histories, Ints
from ml.recommendations.models.content import likeness
from ml.recommendations.models.factors import Ials
from ml.recommendations.models.linear import Ease
from ml.recommendations.models.popularity import Popularity
from ml.recommendations.models.recency import placed
from ml.recommendations.models.survey import Pairs, SurveyAutoencoder
from ml.recommendations.models.warm import Warm

WARM_VECTORS = 1.0  # how far iALS moves what the warm matrix says; chosen before the last item of MovieLens 100K
VECTORS_DECAY = 0.85  # what an item of a history weighs less a step back
SET_VECTORS = 1.4  # and what EASE says of a long survey
CONTENT = 0.15  # how far likeness of genres moves either
BANDS = (1, 3)  # likes that a map of a survey is fitted on: that of three reads ten as well as one of ten
FEWEST_LIKES = 10  # of an item that maps of likes are fitted on
LONGEST_SURVEY = 10  # likes; beyond, a set of likes says enough without traits


def shares(*, content: bool) -> dict[str, float]:
    """As the served file has them; its program is none of the training's."""
    return {
        "warm_vectors": WARM_VECTORS,
        "vectors_decay": VECTORS_DECAY,
        "set_vectors": SET_VECTORS,
        "content": CONTENT if content else 0.0,
    }


def band_of(likes: int) -> int:
    """The survey length whose model somebody with so many likes is asked of: the longest that is not longer."""
    return max(length for length in BANDS if length <= max(likes, BANDS[0]))


def standardised(scores: Floats) -> Floats:
    """Each row with mean 0 and spread 1, so that models of different units can be added."""
    spread = scores.std(axis=1, keepdims=True)
    found: Floats = (scores - scores.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)
    return found


def widened(weights: Floats, able: Ints, items: int) -> Floats:
    """A map between some items, and of further rows, as one between all: the others give and are given nothing."""
    further = len(weights) - len(able)
    rows = np.concatenate([able, items + np.arange(further)])
    return placed(weights, rows, able, (items + further, items))


def vectors() -> Ials:
    """IALS as ours has it: within the blend, and alone where a catalogue is too large for normal equations."""
    return Ials(alpha=5.0, penalty=3.0, rounds=3)


@dataclass
class Ours:
    """Who is known to training has watched in an order: `warm` and `vectors`. Who is new has named titles in no order:
    a band of `surveys` by how many, or past a survey's length EASE and iALS; without any, popularity.

    `content` [items, genres] is what content.directions tells, where genres are known.
    """

    name: str = "ours"
    warm: Warm = field(default_factory=Warm)
    vectors: Ials = field(default_factory=vectors)
    surveys: dict[int, SurveyAutoencoder] = field(
        default_factory=lambda: {length: SurveyAutoencoder(length) for length in BANDS}
    )
    sets: Ease = field(default_factory=Ease)
    popular: Popularity = field(default_factory=Popularity)
    content: Floats | None = None

    def fit(self, training: Histories) -> Self:
        """What reads a history learns from everything watched, what reads a survey from likes."""
        self.warm.fit(training)
        self.vectors.fit(training)
        self.popular.fit(training)
        liked = training.liked().as_training()
        able = liked.common(FEWEST_LIKES)
        common = liked.of_items(able)
        self.sets.weights = widened(self.sets.fit(common).weights, able, training.item_count)
        pairs = Pairs.of(common)
        for model in self.surveys.values():
            model.weights = widened(model.fit_to(pairs).weights, able, training.item_count)
        return self

    def scores(self, people: Histories) -> Floats:
        found = self.popular.scores(people)
        lengths = people.lengths
        bands = np.array([band_of(int(length)) for length in lengths], np.int64)
        warm, some = people.known >= 0, lengths > 0
        parts = [(self._of_history, warm & some)]
        parts += [
            (partial(self._of_survey, model), ~warm & some & (lengths <= LONGEST_SURVEY) & (bands == length))
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
        blend = standardised(self.warm.scores(people)) + np.float32(WARM_VECTORS) * standardised(folded)
        return self._with_content(blend, people, VECTORS_DECAY)

    def _of_survey(self, model: SurveyAutoencoder, people: Histories) -> Floats:
        return self._with_content(model.scores(people), people)

    def _of_set(self, people: Histories) -> Floats:
        vectors = np.float32(SET_VECTORS) * standardised(self.vectors.scores(people))
        return self._with_content(standardised(self.sets.scores(people)) + vectors, people)

    def _with_content(self, scores: Floats, people: Histories, decay: float = 1.0) -> Floats:
        if self.content is None:
            return standardised(scores)
        return standardised(scores) + np.float32(CONTENT) * standardised(likeness(people, self.content, decay))
