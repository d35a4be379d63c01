"""Every model on the same splits of the same data, fitted anew for each."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from implicit.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix

from ml.recommendations import measures, splits
from ml.recommendations.dataset import Dataset
from ml.recommendations.deep.neumf import NeuMf
from ml.recommendations.deep.rating import RatingSettings, trained
from ml.recommendations.deep.sasrec import SasRec
from ml.recommendations.histories import Floats, Histories
from ml.recommendations.models.content import directions
from ml.recommendations.models.contract import Recommender
from ml.recommendations.models.factors import Ials
from ml.recommendations.models.linear import Ease
from ml.recommendations.models.neighbours import ItemNeighbours, PeopleNeighbours
from ml.recommendations.models.popularity import DemographicPopularity, Popularity
from ml.recommendations.ncf import Pipeline
from ml.recommendations.ours import Ours

SEEDS = (1, 2)  # of the people held out; the means over both are reported
PIPELINE, OURS, PEER = "Jaccard → NCF", "ours", "implicit ALS"
Row = dict[str, Any]


@dataclass
class Sources:
    """The sources' pipeline. NCF learns from the stars of everything that people did, neighbours from the same."""

    data: Dataset
    name: str = PIPELINE
    pipeline: Pipeline | None = None

    def fit(self, training: Histories) -> Self:
        weights, _ = trained(training, RatingSettings())
        self.pipeline = Pipeline(training.matrix(), weights.table(), self.data.genres)
        return self

    def scores(self, people: Histories) -> Floats:
        if self.pipeline is None:
            raise RuntimeError("not fitted")
        return self.pipeline.scores(people)


@dataclass
class ImplicitAls:
    """The library's, single-threaded; the likes of somebody new are folded in by its own `recalculate_user`."""

    name: str = PEER
    model: Any = field(default=None)

    def fit(self, training: Histories) -> Self:
        self.model = AlternatingLeastSquares(
            64, regularization=0.05, alpha=10.0, iterations=15, random_state=3, num_threads=1, use_gpu=False
        )
        self.model.fit(csr_matrix(training.matrix()), show_progress=False)
        return self

    def scores(self, people: Histories) -> Floats:
        rows = csr_matrix(people.matrix())
        vectors = self.model.recalculate_user(np.arange(len(people)), rows)
        return np.asarray(vectors @ self.model.item_factors.T, np.float32)


def makes(data: Dataset) -> list[tuple[Callable[[], Recommender], bool]]:
    """Each model, and whether it learns from likes where likes are asked for (or from everything, by itself)."""
    return [
        (Popularity, True),
        (DemographicPopularity, True),
        (ItemNeighbours, True),
        (PeopleNeighbours, True),
        (lambda: Sources(data), False),
        (NeuMf, True),
        (SasRec, True),
        (Ease, True),
        (lambda: Ials(alpha=5.0, penalty=3.0), True),
        (ImplicitAls, True),
        (lambda: Ours(content=directions(data.genres)), False),
    ]


def measured(make: Callable[[], Recommender], of_likes: bool, data: Dataset) -> Row:
    """One model's row. `values` are kept a person, for intervals."""
    split = splits.leave_one_out(data.histories)
    began = time.process_time()
    model = make().fit(split.training)
    seconds = time.process_time() - began
    scores = measures.hidden(model.scores(split.shown), split.shown)
    lists = measures.top(scores, 10)
    values = measures.ndcg(lists, split.wanted)
    ranks = measures.sampled_ranks(scores, split.shown, split.wanted, 9)
    low, high = measures.interval(values, 9)
    popularity = np.bincount(split.training.items, minlength=split.training.item_count).astype(np.float32)
    row: Row = {
        "name": model.name,
        "values": values,
        "full": values.mean(),
        "low": low,
        "high": high,
        "full_hr": measures.hit_rate(lists, split.wanted).mean(),
        "sampled_hr": (ranks < 10).mean(),
        "sampled": np.where(ranks < 10, 1 / np.log2(ranks + 2), 0).mean(),
        "coverage": measures.coverage(lists, split.training.item_count),
        "tail": measures.long_tail(lists, popularity),
        "diversity": measures.diversity(lists, data.genres),
        "miscalibration": measures.miscalibration(lists, split.shown, data.genres),
        "cpu": seconds,
        "rmse": _rmse(model, split),
    }
    if isinstance(model, SasRec):  # a set of likes has no order that it could read
        return row | dict.fromkeys(("strong", *(f"cold {k}" for k in splits.SURVEY_LENGTHS)), None)
    return row | _new_people(make, of_likes, data)


def _rmse(model: Recommender, split: splits.Split) -> float | None:
    """Of the newest rating, by the one model that tells stars."""
    if not isinstance(model, Sources) or model.pipeline is None:
        return None
    told = model.pipeline.table[split.wanted.known, split.wanted.items]
    return measures.rmse(told, split.wanted.stars)


def _new_people(make: Callable[[], Recommender], of_likes: bool, data: Dataset) -> Row:
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        strong = splits.strong_generalisation(data.histories, seed)
        training = splits.held_out_training(data.histories, seed)
        model = make().fit(training.liked().as_training() if of_likes else training)
        asked = [("strong", strong, 100)]
        asked += [(f"cold {k}", splits.cold_start(data.histories, k, seed), 10) for k in splits.SURVEY_LENGTHS]
        for name, split, depth in asked:
            lists = measures.top(measures.hidden(model.scores(split.shown), split.shown), depth)
            found.setdefault(name, []).append(float(measures.ndcg(lists, split.wanted).mean()))
    return {name: float(np.mean(values)) for name, values in found.items()}
