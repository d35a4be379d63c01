"""What each source of ours is worth: the same model without order, without traits, without genres; and item-kNN."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ml.recommendations import measures, splits
from ml.recommendations.dataset import Dataset
from ml.recommendations.histories import Histories, Ints
from ml.recommendations.models.content import directions
from ml.recommendations.models.contract import Recommender
from ml.recommendations.models.neighbours import ItemNeighbours
from ml.recommendations.ours import Ours
from ml.recommendations.splits import Split

SEEDS = (1, 2)
COLD, RECALLED = 3, 20
Figures = dict[str, float]
Change = Callable[[Histories], Histories]


def ablations(data: Dataset) -> dict[str, Figures]:
    """By variant: "full" NDCG@10 with the newest held out, "recall" of it among 20, "cold" NDCG@10 of a survey of 3."""
    content = directions(data.genres)

    def whole() -> Ours:
        return Ours(content=content)

    return {
        "ours": _figures(whole, data, lambda people: people),
        "without order": _figures(whole, data, _in_no_order),
        "without traits": _figures(whole, replace(data, histories=_without_traits(data.histories)), lambda one: one),
        "without genres": _figures(Ours, data, lambda people: people),
        "item-kNN alone": _figures(ItemNeighbours, data, lambda people: people),
    }


def _in_no_order(people: Histories) -> Histories:
    """As somebody who is new and named all of it."""
    return people.people(np.arange(len(people)), known=False)


def _without_traits(people: Histories) -> Histories:
    return replace(people, demographics=np.zeros((len(people), 0), np.float32))


def _figures(make: Callable[[], Recommender], data: Dataset, told: Change) -> Figures:
    split = splits.leave_one_out(data.histories)
    lists = _lists(make().fit(split.training), split, told, RECALLED)
    cold = []
    for seed in SEEDS:
        asked = splits.cold_start(data.histories, COLD, seed)
        model = make().fit(splits.held_out_training(data.histories, seed))
        cold.append(measures.ndcg(_lists(model, asked, told, 10), asked.wanted).mean())
    return {
        "full": float(measures.ndcg(lists[:, :10], split.wanted).mean()),
        "recall": float(measures.hit_rate(lists, split.wanted).mean()),
        "cold": float(np.mean(cold)),
    }


def _lists(model: Recommender, split: Split, told: Change, count: int) -> Ints:
    return measures.top(measures.hidden(model.scores(told(split.shown)), split.shown), count)
