"""From one person's items to a list with reasons: linear models for thousands of items, vectors for millions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from ml.recommendations.artefact import Artefact
from ml.recommendations.histories import Floats, Ints
from ml.recommendations.models.content import directions
from ml.recommendations.models.recency import READ, powers, reach
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
class Part:
    """What one model says of all items, up to a constant, and `gave` as of Reading."""

    scores: Floats
    gave: Callable[[Ints], Floats]

    def and_of(self, other: "Part", share: float) -> "Part":
        """Both standardised, the other by `share`: models of different units can be added."""
        one, moved = standardised(self.scores[None])[0], standardised(other.scores[None])[0]
        apart, further = (max(float(part.scores.std()), _FLAT) for part in (self, other))

        def gave(items: Ints) -> Floats:
            return self.gave(items) / np.float32(apart) + np.float32(share / further) * other.gave(items)

        return Part(one + np.float32(share) * moved, gave)


@dataclass(frozen=True)
class Shares:
    """How far each model moves what it is added to, and how an item of a history weighs less a step back."""

    warm_vectors: float
    vectors_decay: float
    set_vectors: float
    content: float


@dataclass(frozen=True)
class Linear:
    """What ours.Ours does for one person: `warm` and `vectors` for a history, `surveys`, or `sets` and `vectors`; and
    with each a little of `content` [items, genres].
    """

    warm: Floats
    surveys: dict[int, Floats]
    sets: Floats
    vectors: Folding
    content: Floats
    shares: Shares
    decays: tuple[float, ...]
    traits: dict[str, int]

    @classmethod
    def of(cls, artefact: Artefact) -> Self:
        about, arrays = artefact.about, artefact.arrays
        bands = {length: arrays[f"survey_{length}"] for length in about["surveys"]}
        traits = {name: place for place, name in enumerate(about["traits"])}
        content, shares = directions(arrays["genres"]), Shares(**about["shares"])
        vectors, decays = Folding.of(artefact), tuple(about["decays"])
        return cls(arrays["warm"], bands, arrays["sets"], vectors, content, shares, decays, traits)

    def read(self, own: Ints, instance: Instance, spare: int) -> Reading:  # noqa: ARG002 - all are scored
        decay = 1.0
        if instance.history:
            own = own[-READ:]
            decay, age = self.shares.vectors_decay, np.arange(len(own))[::-1]
            blocks = []
            for place, one in enumerate(self.decays):
                seen = reach(one, len(own))
                blocks.append((own[-seen:] + place * self.warm.shape[1], powers(one, age[-seen:])))
            found = _of_rows(self.warm, blocks, len(own))
            found = found.and_of(self._folded(own, decay), self.shares.warm_vectors)
        elif len(own) > LONGEST_SURVEY:
            found = _of_rows(self.sets, [(own, np.ones(len(own), np.float32))], len(own))
            found = found.and_of(self._folded(own, decay), self.shares.set_vectors)
        else:
            found = self._of_survey(own, instance)
        if self.shares.content:
            found = found.and_of(self._alike(own, decay), self.shares.content)
        return Reading(np.arange(len(found.scores)), found.scores, found.gave)

    def score(self, own: Ints, instance: Instance, spare: int) -> tuple[Ints, Floats]:
        found = self.read(own, instance, spare)
        return found.items, found.scores

    def _of_survey(self, own: Ints, instance: Instance) -> Part:
        weights, count = self.surveys[band_of(len(own))], self.warm.shape[1]
        told = [count + self.traits[name] for name in instance.traits if name in self.traits]
        rows = np.concatenate([own, told, [len(weights) - 1]]).astype(np.int64)
        return Part(weights[rows].sum(axis=0), lambda items: weights[own[:, None], items].T)

    def _folded(self, own: Ints, decay: float) -> Part:
        person, gave = self.vectors.read(own, decay)
        return Part(self.vectors.items @ person, gave)

    def _alike(self, own: Ints, decay: float) -> Part:
        each = self.content[own] * powers(decay, np.arange(len(own))[::-1])[:, None]
        return Part(self.content @ each.sum(axis=0), lambda items: self.content[items] @ each.T)


def _of_rows(weights: Floats, blocks: list[tuple[Ints, Floats]], own: int) -> Part:
    """Each block's rows of `weights`, so many times; a block's rows are those of the newest own items."""

    def gave(items: Ints) -> Floats:
        parts = np.zeros((own, len(items)), np.float32)
        for rows, each in blocks:
            parts[own - len(rows) :] += each[:, None] * weights[rows[:, None], items]
        return parts.T

    scores: Floats = sum((each @ weights[rows] for rows, each in blocks), np.zeros(weights.shape[1], np.float32))
    return Part(scores, gave)


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
        found: list[list[str]] = [[] for _ in items]
        for _ in range(min(_REASONS, gave.shape[1])):  # by hand: two of hundreds need no sorting
            places = gave.argmax(axis=1)
            for row, place in enumerate(places.tolist()):
                if gave[row, place] > 0:
                    found[row].append(self.ids[int(own[place])])
            gave[np.arange(len(gave)), places] = -np.inf
        return found
