"""What a new model is worth beside simpler ones and beside the one that serves now, on splits that leak nothing.

The champion is asked only about people whose newest interaction it cannot have seen: its artefact says until when its
data went (`data_until`). What follows from the figures is decided elsewhere (functions/recommendations/training).
"""

from dataclasses import asdict, dataclass

import numpy as np

from ml.recommendations import measures
from ml.recommendations.artefact import Artefact
from ml.recommendations.dataset import Dataset
from ml.recommendations.histories import Floats, Histories, Ints
from ml.recommendations.models.content import directions
from ml.recommendations.models.contract import Recommender
from ml.recommendations.models.neighbours import ItemNeighbours
from ml.recommendations.models.popularity import Popularity
from ml.recommendations.ours import Ours
from ml.recommendations.serve.engine import Engine
from ml.recommendations.serve.request import Instance
from ml.recommendations.splits import Split, leave_one_out, strong_generalisation

TOP, DEEP = 10, 100
MOST_ASKED = 5000  # people; a seeded sample of more
FEWEST_HELD_OUT, FEWEST_FRESH = 20, 30  # people, below which a figure says nothing


@dataclass(frozen=True)
class Worth:
    """Means over people: NDCG@10 and HR@10 with the newest item held out, the share of the catalogue that is listed,
    and NDCG@100 for people whom training never saw (None where there are too few).
    """

    ndcg_10: float
    hr_10: float
    coverage: float
    strong_ndcg_100: float | None


def worths(data: Dataset, seed: int, champion: Artefact | None) -> dict[str, object]:
    """{"models": {name: Worth}, "people", "interval" of ours, "champion": its figures and ours for the same people}."""
    split = _asked(leave_one_out(data.histories), seed)
    new_people = strong_generalisation(data.histories, seed)
    strong = new_people if len(new_people.shown) >= FEWEST_HELD_OUT else None
    told: dict[str, object] = {}
    content = directions(data.genres)
    fitted: dict[str, Recommender] = {
        "ours": Ours(content=content).fit(split.training),
        "popularity": Popularity().fit(split.training),
        "item_knn": ItemNeighbours().fit(split.training),
    }
    new: dict[str, Recommender] = {
        "ours": Ours(content=content),
        "popularity": Popularity(),
        "item_knn": ItemNeighbours(),
    }
    for name, model in fitted.items():
        lists = _lists(model.scores(split.shown), split.shown, TOP)
        worth = Worth(
            float(measures.ndcg(lists, split.wanted).mean()),
            float(measures.hit_rate(lists, split.wanted).mean()),
            measures.coverage(lists, data.histories.item_count),
            _strong(new[name], strong) if strong else None,
        )
        told[name] = asdict(worth)
    ours = measures.ndcg(_lists(fitted["ours"].scores(split.shown), split.shown, TOP), split.wanted)
    return {
        "models": told,
        "people": len(split.shown),
        "interval": measures.interval(ours, seed),
        "champion": _beside(champion, data, split, fitted["ours"]) if champion else None,
    }


def _strong(model: Recommender, split: Split) -> float:
    fitted = model.fit(split.training)
    lists = _lists(fitted.scores(split.shown), split.shown, DEEP)
    return float(measures.ndcg(lists, split.wanted).mean())


def _asked(split: Split, seed: int) -> Split:
    if len(split.shown) <= MOST_ASKED:
        return split
    chosen = np.sort(np.random.default_rng(seed).permutation(len(split.shown))[:MOST_ASKED]).astype(np.int64)
    return _of(split, chosen)


def _of(split: Split, chosen: Ints) -> Split:
    return Split(split.training, split.shown.people(chosen, known=True), split.wanted.people(chosen, known=True))


def _lists(scores: Floats, shown: Histories, count: int) -> Ints:
    return measures.top(measures.hidden(scores, shown), count)


def _beside(champion: Artefact, data: Dataset, split: Split, ours: Recommender) -> dict[str, object]:
    """Both models' NDCG@10 for the people whose wanted item came after the champion's data; None for too few."""
    version, until = champion.about["version"], int(champion.about.get("data_until", 0))
    fresh = np.flatnonzero(split.wanted.times > until).astype(np.int64)  # one wanted item a person
    if len(fresh) < FEWEST_FRESH:
        return {"version": version, "people": len(fresh), "ndcg_10": None, "ours_ndcg_10": None}
    part = _of(split, fresh)
    old = measures.ndcg(_lists(scores_of(champion, data, part.shown), part.shown, TOP), part.wanted)
    new = measures.ndcg(_lists(ours.scores(part.shown), part.shown, TOP), part.wanted)
    return {"version": version, "people": len(fresh), "ndcg_10": float(old.mean()), "ours_ndcg_10": float(new.mean())}


def scores_of(artefact: Artefact, data: Dataset, people: Histories) -> Floats:
    """[people, items of `data`] by a stored model, as it would serve; minus infinity for items that it lacks."""
    engine = Engine.of(artefact)
    rows = np.array([engine.rows.get(name, -1) for name in data.item_ids], np.int64)
    here = np.flatnonzero(rows >= 0)
    found = np.full((len(people), len(rows)), -np.inf, np.float32)
    known = Instance(history=["somebody with a history"])
    for person in range(len(people)):
        own = rows[people.of(person)]
        own = own[own >= 0]
        scores = np.full(len(engine.ids), -np.inf, np.float32)
        if len(own):
            candidates, values = engine.scorer.score(own, known, len(own))
            scores[candidates] = values
        else:
            scores = engine.popularity.astype(np.float32)
        found[person, here] = scores[rows[here]]
    return found
