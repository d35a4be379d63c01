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
            facts["beside_control"] = _told(told[arm.name], (experiment.smallest_p or {}).get(arm.name, 1.0), level)
        arms.append(facts)
    return {
        "name": experiment.name, "kind": experiment.kind, "outcome": experiment.outcome, "state": experiment.state,
        "window_hours": experiment.window_hours, "alpha": ALPHA, "started_at": experiment.started_at.isoformat(),
        "stopped_at": experiment.stopped_at.isoformat() if experiment.stopped_at else None, "arms": arms,
    }  # fmt: skip


def _told(one: Comparison, smallest: float, level: float) -> dict[str, Any]:
    p = min(one.p, smallest)
    verdict = "undecided" if p > level else ("better" if one.difference > 0 else "worse")
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
