"""What every model answers to; tests/recommendations runs one suite against all of them."""

from typing import Protocol, Self

from ml.recommendations.histories import Floats, Histories


class Recommender(Protocol):
    """`fit` learns from people whose rows are their own (Histories.as_training) and gives back itself, fitted.

    `scores`: [people, items], higher is better, finite; for people of training (`known`) and new ones alike, also for
    those without any history. It does not leave out what was shown: that is measures.hidden's business, and serving's.
    """

    @property
    def name(self) -> str: ...

    def fit(self, training: Histories) -> Self: ...

    def scores(self, people: Histories) -> Floats: ...
