"""What each source of ours is worth: the same model without it, and item-kNN alone, which is where it began."""

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

SEEDS = (1, 2)
COLD, RECALLED = 3, 20
Figures = dict[str, float]
Make = Callable[[], Recommender]


def ablations(data: Dataset) -> dict[str, Figures]:
    """By variant: "full" NDCG@10 with the newest held out, "recall" of it among 20, "cold" NDCG@10 of a survey of 3,
    which has no order to begin with. Item-kNN learns from likes where likes are asked for, which it is better for.
    """
    content = directions(data.genres)

    def whole() -> Ours:
        return Ours(content=content)

    return {
        "ours": _warm(whole, data) | _cold(whole, data),
        "without order": _warm(whole, data, shuffled=True),
        "without traits": _warm(whole, without := _without_traits(data)) | _cold(whole, without),
        "without genres": _warm(Ours, data) | _cold(Ours, data),
        "item-kNN alone": _warm(ItemNeighbours, data) | _cold(ItemNeighbours, data, likes=True),
    }


def _shuffled(people: Histories, seed: int) -> Histories:
    """The same items of the same people, each person's in a random order."""
    order = np.lexsort((np.random.default_rng(seed).random(len(people.items)), people.rows))
    return replace(people, items=people.items[order], stars=people.stars[order], times=people.times[order])


def _without_traits(data: Dataset) -> Dataset:
    histories = replace(data.histories, demographics=np.zeros((len(data.histories), 0), np.float32))
    return replace(data, histories=histories)


def _warm(make: Make, data: Dataset, *, shuffled: bool = False) -> Figures:
    split = splits.leave_one_out(data.histories)
    training, shown = split.training, split.shown
    if shuffled:
        training, shown = _shuffled(training, 13), _shuffled(shown, 14)
    lists = _lists(make().fit(training), shown, RECALLED)
    full, recall = measures.ndcg(lists[:, :10], split.wanted), measures.hit_rate(lists, split.wanted)
    return {"full": float(full.mean()), "recall": float(recall.mean())}


def _cold(make: Make, data: Dataset, *, likes: bool = False) -> Figures:
    found = []
    for seed in SEEDS:
        asked, training = splits.cold_start(data.histories, COLD, seed), splits.held_out_training(data.histories, seed)
        model = make().fit(training.liked().as_training() if likes else training)
        found.append(measures.ndcg(_lists(model, asked.shown, 10), asked.wanted).mean())
    return {"cold": float(np.mean(found))}


def _lists(model: Recommender, shown: Histories, count: int) -> Ints:
    return measures.top(measures.hidden(model.scores(shown), shown), count)
