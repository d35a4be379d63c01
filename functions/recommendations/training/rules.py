"""What a model must be to answer anybody. Pure: figures in, a decision with its reason out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

CHAMPION_TOLERANCE = 0.05  # of the champion's NDCG@10: two trainings on almost the same data differ by less
FEWEST_PEOPLE, FEWEST_ITEMS, FEWEST_INTERACTIONS = 50, 20, 500
UNREADABLE_SHARE = 0.01  # of the rows, as in ml/recommendations/behaviours.py
MOST_FAILURES = 0.02  # of a challenger's invocations
FEW_INVOCATIONS = 20  # below, up to one failure is chance
SLOWEST_P95_SECONDS = 1.0
STALE_AFTER = timedelta(days=30)


class Refusal(Exception):
    """Why a training ends without a new champion; its class is the code, its text is for operators."""


class NoData(Refusal):
    """Nobody did anything on the days that were asked for."""


class UnreadableData(Refusal):
    """More rows than one of a hundred are none."""


class TooLittleData(Refusal):
    """Too few people, items or interactions to learn from."""


class NoFigures(Refusal):
    """The training left no figures that can be judged."""


class BelowPopularity(Refusal):
    """It ranks worse than counting does."""


class BelowChampion(Refusal):
    """It ranks worse than the model that answers now."""


class SmokeTestFailed(Refusal):
    """Its endpoint does not answer as it must."""


class TooManyFailures(Refusal):
    """It failed too often for people who were asked to try it."""


class Replaced(Refusal):
    """Another training of the kind has put its own challenger in the place."""


@dataclass(frozen=True)
class Verdict:
    """`compared`: whether enough people did something after the champion's data to tell the two apart."""

    unchanged: bool
    compared: bool
    reason: str


def judged(metrics: Mapping[str, Any], champion_version: str | None) -> Verdict:
    """NDCG@10 over the whole catalogue decides. BelowPopularity, BelowChampion, NoFigures."""
    try:
        ours = float(metrics["models"]["ours"]["ndcg_10"])
        popularity = float(metrics["models"]["popularity"]["ndcg_10"])
        version, beside = str(metrics["version"]), metrics.get("champion")
    except (KeyError, TypeError, ValueError) as error:
        raise NoFigures(f"metrics.json: {error!r}") from error
    if champion_version is not None and version == champion_version:
        return Verdict(unchanged=True, compared=False, reason="the same data gave the same model")
    if not ours >= popularity:
        raise BelowPopularity(f"NDCG@10 {ours:.4f}, popularity has {popularity:.4f}")
    if not beside or beside["ndcg_10"] is None:
        return Verdict(unchanged=False, compared=False, reason=f"NDCG@10 {ours:.4f}, popularity has {popularity:.4f}")
    theirs, mine = float(beside["ndcg_10"]), float(beside["ours_ndcg_10"])
    told = f"NDCG@10 {mine:.4f} for {beside['people']} people with news, the champion has {theirs:.4f}"
    if not mine >= theirs * (1 - CHAMPION_TOLERANCE):
        raise BelowChampion(told)
    return Verdict(unchanged=False, compared=True, reason=told)


def enough(people: int, items: int, interactions: int) -> None:
    """TooLittleData; `people` are those with at least two items."""
    if people < FEWEST_PEOPLE or items < FEWEST_ITEMS or interactions < FEWEST_INTERACTIONS:
        raise TooLittleData(
            f"{people} people with two items, {items} items, {interactions} interactions; at least "
            f"{FEWEST_PEOPLE}, {FEWEST_ITEMS} and {FEWEST_INTERACTIONS} are needed"
        )


def reliable(invocations: int, failures: int) -> None:
    """TooManyFailures. A challenger that nobody asked has not failed."""
    allowed = 1 if invocations < FEW_INVOCATIONS else MOST_FAILURES * invocations
    if failures > allowed:
        raise TooManyFailures(f"{failures} of {invocations} invocations failed")


def memory_mb(model_bytes: int) -> int:
    """A serverless endpoint's memory: the program, and the arrays twice while they load; whole gigabytes, 1 to 6."""
    megabytes = 300 + 2 * model_bytes / 2**20
    return 1024 * min(max(1, -int(-megabytes // 1024)), 6)


def is_stale(trained_at: datetime, now: datetime) -> bool:
    return now - trained_at > STALE_AFTER


def percentile_95(seconds: list[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
