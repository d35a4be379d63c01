"""From one person's items to a list with reasons: linear models for thousands of items, vectors for millions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ml.recommendations.artefact import Artefact
from ml.recommendations.histories import Floats, Ints
from ml.recommendations.models.factors import folded
from ml.recommendations.models.recency import powers
from ml.recommendations.ours import band_of
from ml.recommendations.reranking import marginal, ranked
from ml.recommendations.serve.request import Instance

SURVEY_WANTED = 10  # titles; with fewer an answer says that it is not sure
_REASONS, _POOL, _MOST_FOUND = 2, 200, 20_000


class Scorer(Protocol):
    """`score`: (candidates, their scores) for a person's own items; `why`: [own items], what each gave a candidate."""

    def score(self, own: Ints, instance: Instance, spare: int) -> tuple[Ints, Floats]: ...

    def why(self, own: Ints, item: int, instance: Instance) -> Floats: ...


@dataclass(frozen=True)
class Linear:
    warm: Floats
    surveys: dict[int, Floats]
    decays: tuple[float, ...]
    traits: dict[str, int]

    def score(self, own: Ints, instance: Instance, spare: int) -> tuple[Ints, Floats]:  # noqa: ARG002 - all are scored
        count = self.warm.shape[1]
        if instance.history:
            places = np.concatenate([one * count + own for one in range(len(self.decays))])
            return np.arange(count), self._decayed(len(own)).reshape(-1) @ self.warm[places]
        weights = self.surveys[band_of(len(own))]
        told = [count + self.traits[name] for name in instance.traits if name in self.traits]
        return np.arange(count), weights[np.concatenate([own, told, [len(weights) - 1]]).astype(np.int64)].sum(axis=0)

    def why(self, own: Ints, item: int, instance: Instance) -> Floats:
        count = self.warm.shape[1]
        if not instance.history:
            told: Floats = self.surveys[band_of(len(own))][own, item]
            return told
        each = np.array([self.warm[one * count + own, item] for one in range(len(self.decays))])
        summed: Floats = (self._decayed(len(own)) * each).sum(axis=0)
        return summed

    def _decayed(self, length: int) -> Floats:
        age = np.arange(length)[::-1]
        return np.array([powers(decay, age) for decay in self.decays], np.float32)


@dataclass(frozen=True)
class Vectors:
    """`nearest` finds candidates by direction, the exact product ranks them: norms would mislead the index."""

    items: Floats
    gram: Floats
    alpha: float
    penalty: float
    nearest: Callable[[Floats, int], Ints]

    def score(self, own: Ints, instance: Instance, spare: int) -> tuple[Ints, Floats]:  # noqa: ARG002 - no traits here
        person = folded(self.items, self.gram, own, self.alpha, self._penalty(own))
        found = self.nearest(person, min(_POOL + spare, _MOST_FOUND, len(self.items)))
        return found, self.items[found] @ person

    def why(self, own: Ints, item: int, instance: Instance) -> Floats:  # noqa: ARG002 - as above
        """Hu, Koren and Volinsky 2008, section 5: the same solution, read as a sum over a person's items."""
        chosen = self.items[own]
        left = self.gram + self.alpha * (chosen.T @ chosen)
        left[np.diag_indices_from(left)] += self._penalty(own)
        told: Floats = (1 + self.alpha) * (chosen @ np.linalg.solve(left, self.items[item]))
        return told

    def _penalty(self, own: Ints) -> float:
        return float(self.penalty * len(own) ** 0.5)


@dataclass(frozen=True)
class Engine:
    scorer: Scorer
    popularity: Floats
    genres: Any
    ids: tuple[str, ...]
    rows: dict[str, int]
    version: str

    @classmethod
    def of(cls, artefact: Artefact) -> "Engine":
        about, arrays = artefact.about, artefact.arrays
        ids = tuple(about["item_ids"])
        scorer: Scorer
        if about["kind"] == "linear":
            bands = {length: arrays[f"survey_{length}"] for length in about["surveys"]}
            traits = {name: place for place, name in enumerate(about["traits"])}
            scorer = Linear(arrays["warm"], bands, tuple(about["decays"]), traits)
        else:
            from ml.recommendations.serve.index import nearest_in

            items = arrays["items"]
            near = nearest_in(arrays["index"])
            scorer = Vectors(items, items.T @ items, about["alpha"], about["penalty"], near)
        rows = {name: row for row, name in enumerate(ids)}
        return cls(scorer, arrays["popularity"], arrays["genres"], ids, rows, about["version"])

    def answer(self, instance: Instance) -> dict[str, Any]:
        """{"items": [{"id", "score", "because": ids}], "basis", "low_confidence", "unknown_items"}.

        `basis` says what the list stands on: "history", "survey", or "popularity" for somebody without items that the
        model knows. What was excluded, watched or named is never in it.
        """
        named = list(dict.fromkeys(reversed(instance.history or instance.survey)))[::-1]  # the last time counts
        own = np.array([self.rows[name] for name in named if name in self.rows], np.int64)
        hidden = {self.rows[name] for name in (*instance.exclude, *instance.survey, *instance.history)
                  if name in self.rows}  # fmt: skip
        if len(own):
            found, scores = self.scorer.score(own, instance, len(hidden))
            basis = "history" if instance.history else "survey"
        else:
            found, scores, basis = self._popular(instance.count + len(hidden))
        kept = ~np.isin(found, np.fromiter(hidden, np.int64, len(hidden))) if hidden else np.ones(len(found), np.bool_)
        found, scores = found[kept], scores[kept]
        best = ranked(scores, max(100, instance.count))
        order = marginal(scores[best], self.genres[found[best]], instance.count, pool=len(best))
        chosen = best[np.array(order, np.int64)]
        listed = [(int(found[place]), float(scores[place])) for place in chosen]
        return {
            "items": [
                {"id": self.ids[item], "score": round(score, 5), "because": self._because(own, item, instance)}
                for item, score in listed
            ],
            "basis": basis,
            "low_confidence": len(own) < SURVEY_WANTED,
            "unknown_items": [name for name in named if name not in self.rows],
        }

    def _popular(self, count: int) -> tuple[Ints, Floats, str]:
        found = ranked(self.popularity, max(count, _POOL))
        return found, self.popularity[found], "popularity"

    def _because(self, own: Ints, item: int, instance: Instance) -> list[str]:
        """The person's items that moved this one up most, at most two."""
        if not len(own):
            return []
        gave = self.scorer.why(own, item, instance)
        order = np.argsort(-gave, kind="stable")[:_REASONS]
        return [self.ids[int(own[place])] for place in order if gave[place] > 0]
