"""Splits that leak nothing: what is asked for is never in what a model was trained on or is shown."""

from dataclasses import dataclass

import numpy as np

from ml.recommendations.histories import Bools, Histories, Ints, ages

SURVEY_LENGTHS = (1, 3, 5, 10)
_HELD_OUT_SHARE, _SHOWN_SHARE, _FEWEST_LIKES = 0.15, 0.8, 5


@dataclass(frozen=True)
class Split:
    """`training` is fitted on; `shown` is what a model sees of those it is asked about, `wanted` what they took."""

    training: Histories
    shown: Histories
    wanted: Histories


def leave_one_out(histories: Histories, *, back: int = 0) -> Split:
    """Everybody's newest interaction is wanted, all before it is training and shown.

    `back` = 1 drops the newest and wants the one before: for choosing settings without looking at the test.
    """
    place = ages(histories)
    enough = np.repeat(histories.lengths >= back + 2, histories.lengths)
    training = histories.kept((place > back) | (~enough & (place >= back))).as_training()
    people = np.flatnonzero(histories.lengths >= back + 2)
    return Split(
        training,
        training.people(people, known=True),
        histories.kept((place == back) & enough).as_training().people(people, known=True),
    )


def held_out_people(histories: Histories, seed: int) -> tuple[Histories, Histories]:
    """(training, others): a seeded share of the people with enough likes is in `others` alone, with its likes."""
    liked = histories.liked()
    able = np.flatnonzero(liked.lengths >= _FEWEST_LIKES)
    chosen = np.random.default_rng(seed).permutation(able)[: round(len(able) * _HELD_OUT_SHARE)]
    out = np.zeros(len(liked), np.bool_)
    out[chosen] = True
    kept = np.flatnonzero(~out)
    return histories.people(kept, known=False).as_training(), liked.people(np.sort(chosen), known=False)


def held_out_training(histories: Histories, seed: int) -> Histories:
    """Everything, not only likes, of the people who are not held out."""
    return held_out_people(histories, seed)[0]


def strong_generalisation(histories: Histories, seed: int) -> Split:
    """People that training never saw: a random four fifths of their likes are shown, the rest is wanted.

    Training keeps all stars; a model of likes takes `training.liked()` itself.
    """
    training, others = held_out_people(histories, seed)
    return _shown(training, others, np.ceil(others.lengths * _SHOWN_SHARE).astype(np.int64), seed)


def cold_start(histories: Histories, survey: int, seed: int) -> Split:
    """The same people as in strong_generalisation, of whom only `survey` random likes are shown."""
    training, others = held_out_people(histories, seed)
    able = np.flatnonzero(others.lengths > survey)
    others = others.people(able, known=False)
    return _shown(training, others, np.full(len(others), survey, np.int64), seed)


def _shown(training: Histories, others: Histories, counts: Ints, seed: int) -> Split:
    chance = np.random.default_rng(seed + 1).random(len(others.items))
    order = np.lexsort((chance, others.rows))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(others.offsets[:-1], others.lengths)
    shown: Bools = rank < np.repeat(counts, others.lengths)
    return Split(training, others.kept(shown), others.kept(~shown))
