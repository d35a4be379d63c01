"""Trains the model of chat moderation and packs it: python -m ml.moderation.train DATA.

Plain Python: stochastic gradient descent on the logistic loss, one model of shared slots, a learning rate that falls to
zero, L2 on the slots a message touches, classes and languages weighted alike. Minutes on one core; the same data gives
the same file, byte for byte, with one version of Python.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from functions.chat.moderation.features import SLOTS, slots
from functions.chat.moderation.language import language_of
from functions.chat.moderation.normalize import read
from functions.chat.moderation.scorer import LANGUAGES, MODEL, Calibration, Model, logistic, quantised
from functions.chat.moderation.verdict import Language
from ml.moderation.data import Example, examples

_INTERCEPT_RATE = 0.02


@dataclass(frozen=True)
class Settings:
    epochs: int = 8
    rate: float = 1.0
    decay: float = 0.0003
    seed: int = 20260722


@dataclass(frozen=True)
class Row:
    slots: list[int]
    abusive: bool
    language: Language
    weight: float


def rows(chosen: Iterable[Example]) -> list[Row]:
    """Messages as slots; each class of each language weighs as much as the other."""
    read_rows = []
    for example in chosen:
        plain = read(example.text).plain
        if plain:
            language = language_of(plain)
            read_rows.append((slots(plain, language), example.abusive, language))
    count: dict[tuple[Language, bool], int] = {}
    for _, abusive, language in read_rows:
        count[language, abusive] = count.get((language, abusive), 0) + 1
    of_language = {name: count.get((name, True), 0) + count.get((name, False), 0) for name in (*LANGUAGES, "other")}
    return [
        Row(found, abusive, language, math.sqrt(of_language[language] / 2 / count[language, abusive]))
        for found, abusive, language in read_rows
    ]


def fit(training: list[Row], settings: Settings) -> list[float]:
    """A weight a slot."""
    weights = [0.0] * SLOTS
    intercepts = dict.fromkeys(
        (*LANGUAGES, "other"), 0.0
    )  # the calibration finds its own; these free the weights of it
    order = list(training)
    chance = random.Random(settings.seed)  # noqa: S311 - the order of training, no secret
    for epoch in range(settings.epochs):
        chance.shuffle(order)
        rate = settings.rate * (1 - epoch / settings.epochs)
        kept = 1 - rate * settings.decay
        loss = 0.0
        for row in order:
            scale = 1 / math.sqrt(len(row.slots))
            told = logistic(intercepts[row.language] + scale * sum([weights[slot] for slot in row.slots]))
            loss -= math.log(max(told if row.abusive else 1 - told, 1e-12))
            step = rate * scale * (told - row.abusive) * row.weight
            intercepts[row.language] -= _INTERCEPT_RATE * rate * (told - row.abusive) * row.weight
            for slot in row.slots:
                weights[slot] = weights[slot] * kept - step
        sys.stdout.write(f"epoch {epoch + 1}: loss {loss / len(order):.4f}\n")
    return weights


def calibrated(model: Model, kept: Iterable[Example]) -> Model:
    """Slope and intercept of each language by Newton's method on the kept part, its classes weighted alike (Platt)."""
    found: dict[Language, list[tuple[float, bool]]] = {name: [] for name in LANGUAGES}
    for example in kept:
        plain = read(example.text).plain
        language = language_of(plain)
        if plain and language == example.language:
            found[language].append((model.margin(plain, language), example.abusive))
    return Model(model.weights, {name: platt(pairs) for name, pairs in found.items()})


def platt(pairs: list[tuple[float, bool]]) -> Calibration:
    """Of (margin, abusive) pairs of both classes; margins are scaled by their spread, so that Newton converges."""
    spread = math.sqrt(sum(margin * margin for margin, _ in pairs) / len(pairs)) or 1.0
    share = sum(abusive for _, abusive in pairs) / len(pairs)
    slope = intercept = 0.0
    for _ in range(50):
        gradient_s = gradient_i = 0.0
        curve_ss = curve_si = curve_ii = 1e-6
        for margin, abusive in pairs:
            value = margin / spread
            told = logistic(slope * value + intercept)
            weight = 0.5 / (share if abusive else 1 - share)
            error, curve = (told - abusive) * weight, told * (1 - told) * weight
            gradient_s, gradient_i = gradient_s + error * value, gradient_i + error
            curve_ss, curve_si, curve_ii = curve_ss + curve * value * value, curve_si + curve * value, curve_ii + curve
        determinant = curve_ss * curve_ii - curve_si * curve_si
        slope -= (curve_ii * gradient_s - curve_si * gradient_i) / determinant
        intercept -= (curve_ss * gradient_i - curve_si * gradient_s) / determinant
    return Calibration(slope / spread, intercept)


def trained(data: list[Example], settings: Settings) -> Model:
    """Fitted on the part `fit` and calibrated on the part `calibrate`; then fitted once more on both, for a tenth more
    text, with the calibration kept: margins in weights, not steps, are what it is carried over by.
    """
    weights, step = quantised(fit(rows(row for row in data if row.part == "fit"), settings))
    told = calibrated(Model(weights, {}), (row for row in data if row.part == "calibrate")).calibrations
    weights, new_step = quantised(fit(rows(row for row in data if row.part != "test"), settings))
    scale = new_step / step
    return Model(weights, {name: Calibration(one.slope * scale, one.intercept) for name, one in told.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    arguments = parser.parse_args()
    began = time.process_time()
    content = trained(examples(arguments.data), Settings()).packed()
    arguments.model.write_bytes(content)
    sys.stdout.write(f"{arguments.model}: {len(content):,} bytes in {time.process_time() - began:.0f} CPU-seconds\n")


if __name__ == "__main__":
    main()
