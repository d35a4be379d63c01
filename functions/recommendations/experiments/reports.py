"""What an experiment says: each arm beside the first one, the control. Pure."""

from typing import Any

from functions.recommendations.experiments.sequential import Comparison, Sums, compared
from functions.recommendations.experiments.store import Experiment

ALPHA = 0.05


def compare(experiment: Experiment, sums: dict[str, Sums]) -> dict[str, Comparison]:
    """By arm; several treatments share the risk of error (Bonferroni)."""
    control, *others = [arm.name for arm in experiment.arms]
    alpha = ALPHA / max(1, len(others))
    none = Sums()
    return {name: compared(sums.get(control, none), sums.get(name, none), experiment.spread, alpha) for name in others}


def report(experiment: Experiment, sums: dict[str, Sums]) -> dict[str, Any]:
    """`verdict` of an arm: better, worse, or undecided, at the smallest p of all looks; no number is infinite."""
    told, none = compare(experiment, sums), Sums()
    level = ALPHA / max(1, len(told))
    arms: list[dict[str, Any]] = []
    for arm in experiment.arms:
        one = sums.get(arm.name, none)
        facts: dict[str, Any] = {"name": arm.name, "share": arm.share / 10_000, "settings": arm.settings,
                                 "people": one.n, "mean": one.mean}  # fmt: skip
        if arm.name in told:
            facts["beside_control"] = _told(told[arm.name], _surest(experiment, arm.name, told[arm.name]), level)
        arms.append(facts)
    return {
        "name": experiment.name, "kind": experiment.kind, "outcome": experiment.outcome, "state": experiment.state,
        "window_hours": experiment.window_hours, "alpha": ALPHA, "started_at": experiment.started_at.isoformat(),
        "stopped_at": experiment.stopped_at.isoformat() if experiment.stopped_at else None, "arms": arms,
    }  # fmt: skip


def _surest(experiment: Experiment, arm: str, now: Comparison) -> tuple[float, float]:
    """The smallest p of all looks, and the difference that was seen then: a later one may have another sign."""
    smallest = (experiment.smallest_p or {}).get(arm, 1.0)
    if now.p <= smallest:
        return now.p, now.difference
    return smallest, (experiment.differences or {}).get(arm, now.difference)


def _told(one: Comparison, surest: tuple[float, float], level: float) -> dict[str, Any]:
    p, difference = surest
    verdict = "undecided" if p > level else ("better" if difference > 0 else "worse")
    return {
        "difference": one.difference,
        "low": one.low if one.enough else None,
        "high": one.high if one.enough else None,
        "lift": one.lift,
        "p": p,
        "variance_kept": one.variance_kept,
        "enough": one.enough,
        "verdict": verdict,
    }
