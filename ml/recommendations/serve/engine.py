"""From one person's items to a list with reasons: linear models for thousands of items, vectors for millions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from ml.recommendations.artefact import Artefact
from ml.recommendations.histories import Floats, Ints
from ml.recommendations.models.recency import powers
from ml.recommendations.ours import LONGEST_SURVEY, band_of, standardised
from ml.recommendations.reranking import marginal, ranked
from ml.recommendations.serve.catalogue import UNKNOWN_ROW, Ids, Rows
from ml.recommendations.serve.request import Instance

SURVEY_WANTED = 10  # titles; with fewer an answer says that it is not sure
_FLAT = 1e-12  # a spread of scores below this is none
_REASONS, _POOL, _MOST_FOUND = 2, 200, 20_000


@dataclass(frozen=True)
class Reading:
    """Of one person: candidates, their scores, and `gave`: items -> [items, own], what each own item gave each."""

    items: Ints
    scores: Floats
    gave: Callable[[Ints], Floats]


class Scorer(Protocol):
    """`score` is the first two of what `read` tells; `spare` items will be hidden from the candidates."""

    def read(self, own: Ints, instance: Instance, spare: int) -> Reading: ...

    def score(self, own: Ints, instance: Instance, spare: int) -> tuple[Ints, Floats]: ...


@dataclass(frozen=True)
class Folding:
    """iALS's half of a person: their vector from their own items, as training found it for its people."""

    items: Floats
    gram: Floats
    alpha: float
    penalty: float

    @classmethod
    def of(cls, artefact: Artefact) -> Self:
        about, arrays = artefact.about, artefact.arrays
        return cls(arrays["items"], arrays["gram"], about["alpha"], about["penalty"])

    def read(self, own: Ints, decay: float = 1.0) -> tuple[Floats, Callable[[Ints], Floats]]:
        """(the person's vector, items -> [items, own] what each own item gave each item's product with it). An item
        weighs less by `decay` a step back.

        Hu, Koren and Volinsky 2008, section 5: the same solution, read as a sum over a person's items.
        """
        chosen = self.items[own]
        weighed = chosen * powers(decay, np.arange(len(own))[::-1])[:, None]
        left = self.gram + np.float32(self.alpha) * (weighed.T @ chosen)
        left[np.diag_indices_from(left)] += np.float32(self.penalty * len(own) ** 0.5)
        each: Floats = (np.float32(1 + self.alpha) * (weighed @ np.linalg.inv(left))).astype(np.float32)
        return each.sum(axis=0), lambda items: self.items[items] @ each.T


@dataclass(frozen=True)
class Linear:
    """What ours.Ours does for one person: `warm` and `vectors` for a history, `surveys`, or `sets` and `vectors`."""

    warm: Floats
    surveys: dict[int, Floats]
    sets: Floats
    vectors: Folding
    warm_vectors: float
    vectors_decay: float
    decays: tuple[float, ...]
    traits: dict[str, int]

    @classmethod
    def of(cls, artefact: Artefact) -> Self:
        about, arrays = artefact.about, artefact.arrays
        bands = {length: arrays[f"survey_{length}"] for length in about["surveys"]}
        traits = {name: place for place, name in enumerate(about["traits"])}
        vectors, decays = Folding.of(artefact), tuple(about["decays"])
        shares = about["warm_vectors"], about.get("vectors_decay", 1.0)  # files of before knew no decay of the vectors
        return cls(arrays["warm"], bands, arrays["sets"], vectors, *shares, decays, traits)

    def read(self, own: Ints, instance: Instance, spare: int) -> Reading:  # noqa: ARG002 - all are scored
        if instance.history:
            places = (np.arange(len(self.decays))[:, None] * self.warm.shape[1] + own).reshape(-1)
            each, person = self._decayed(len(own)).reshape(-1), self.vectors.read(own, self.vectors_decay)
            return self._blended(self.warm, places, each, own, person, self.warm_vectors)
        if len(own) > LONGEST_SURVEY:
            return self._blended(self.sets, own, np.ones(len(own), np.float32), own, self.vectors.read(own), 1.0)
        weights, count = self.surveys[band_of(len(own))], self.warm.shape[1]
        told = [count + self.traits[name] for name in instance.traits if name in self.traits]
        rows = np.concatenate([own, told, [len(weights) - 1]]).astype(np.int64)
        return Reading(np.arange(count), weights[rows].sum(axis=0), lambda items: weights[own[:, None], items].T)

    def score(self, own: Ints, instance: Instance, spare: int) -> tuple[Ints, Floats]:
        found = self.read(own, instance, spare)
        return found.items, found.scores

    def _blended(self, weights: Floats, rows: Ints, each: Floats, own: Ints,
                 folded: tuple[Floats, Callable[[Ints], Floats]], share: float) -> Reading:  # fmt: skip
        """`rows` of `weights`, each so many times, and `share` of the vectors, both standardised; each own item has the
        rows len(own) apart.
        """
        person, moved = folded
        linear, vectors = each @ weights[rows], self.vectors.items @ person
        scores = standardised(linear[None])[0] + np.float32(share) * standardised(vectors[None])[0]

        def gave(items: Ints) -> Floats:
            parts = (each[:, None] * weights[rows[:, None], items]).reshape(-1, len(own), len(items)).sum(axis=0).T
            further = np.float32(share) * moved(items)
            told: Floats = parts / max(linear.std(), _FLAT) + further / max(vectors.std(), _FLAT)
            return told

        return Reading(np.arange(len(scores)), scores, gave)

    def _decayed(self, length: int) -> Floats:
        age = np.arange(length)[::-1]
        return np.array([powers(decay, age) for decay in self.decays], np.float32)


@dataclass(frozen=True)
class Vectors:
    """`nearest` finds candidates by direction, the exact product ranks them: norms would mislead the index."""

    folding: Folding
    nearest: Callable[[Floats, int], Ints]

    def read(self, own: Ints, instance: Instance, spare: int) -> Reading:  # noqa: ARG002 - no traits here
        (person, gave), items = self.folding.read(own), self.folding.items
        found = self.nearest(person, min(_POOL + spare, _MOST_FOUND, len(items)))
        return Reading(found, items[found] @ person, gave)

    def score(self, own: Ints, instance: Instance, spare: int) -> tuple[Ints, Floats]:
        found = self.read(own, instance, spare)
        return found.items, found.scores


@dataclass(frozen=True)
class Engine:
    scorer: Scorer
    popularity: Floats
    genres: Any
    ids: Ids
    rows: Rows
    version: str

    @classmethod
    def of(cls, artefact: Artefact) -> "Engine":
        about, arrays = artefact.about, artefact.arrays
        scorer: Scorer
        if about["kind"] == "linear":
            scorer = Linear.of(artefact)
        else:
            from ml.recommendations.serve.index import nearest_in

            scorer = Vectors(Folding.of(artefact), nearest_in(arrays["index"], arrays["items"]))
        ids = Ids(arrays["ids"])
        rows = Rows(arrays["ids"], arrays["id_order"])
        return cls(scorer, arrays["popularity"], arrays["genres"], ids, rows, about["version"])

    def answer(self, instance: Instance) -> dict[str, Any]:
        """{"items": [{"id", "score", "because": ids}], "basis", "low_confidence", "unknown_items"}.

        `basis` says what the list stands on: "history", "survey", or "popularity" for somebody without items that the
        model knows. What was excluded, watched or named is never in it.
        """
        named = list(dict.fromkeys(reversed(instance.history or instance.survey)))[::-1]  # the last time counts
        places = self.rows.of(named)
        own = places[places != UNKNOWN_ROW]
        hidden = np.unique(self.rows.known((*instance.exclude, *instance.survey, *instance.history)))
        if len(own):
            reading = self.scorer.read(own, instance, len(hidden))
            basis = "history" if instance.history else "survey"
        else:
            reading, basis = self._popular(instance.count + len(hidden)), "popularity"
        found, scores = reading.items, reading.scores
        kept = ~np.isin(found, hidden)
        found, scores = found[kept], scores[kept]
        best = ranked(scores, max(100, instance.count))
        order = marginal(scores[best], self.genres[found[best]], instance.count, pool=len(best))
        chosen = best[np.array(order, np.int64)]
        reasons = self._because(own, found[chosen], reading)
        return {
            "items": [
                {"id": self.ids[int(found[place])], "score": round(float(scores[place]), 5), "because": because}
                for place, because in zip(chosen, reasons, strict=True)
            ],
            "basis": basis,
            "low_confidence": len(own) < SURVEY_WANTED,
            "unknown_items": [name for name, row in zip(named, places, strict=True) if row == UNKNOWN_ROW],
        }

    def _popular(self, count: int) -> Reading:
        found = ranked(self.popularity, max(count, _POOL))
        return Reading(found, self.popularity[found], lambda items: np.zeros((len(items), 0), np.float32))

    def _because(self, own: Ints, items: Ints, reading: Reading) -> list[list[str]]:
        """Of each item: the person's items that moved it up most, at most two."""
        if not len(own) or not len(items):
            return [[] for _ in items]
        gave = reading.gave(items)
        orders = np.argsort(-gave, axis=1, kind="stable")[:, :_REASONS]
        return [
            [self.ids[int(own[place])] for place in order if each[place] > 0]
            for each, order in zip(gave, orders, strict=True)
        ]
