"""Key figures of recommendations: how long people look before they play something, and how content they are. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

PERSONAL = {"history", "survey", "together"}  # lists that stand on something of the person
TARGETS = {  # of the business plan: rows D48 and D49
    "satisfaction_up_by": 0.20,
    "subscription_conversion_up_by": 0.15,
}
MEASURED = {  # stars after a list; lists from which somebody went to a service
    "satisfaction_up_by": ("stars", "ratings"),
    "subscription_conversion_up_by": ("provider_clicks", "shown"),
}


def figures(days: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """By kind and basis, and by day: sums, and the means of those that anything is known of."""
    by_basis: dict[tuple[str, str], Counter[str]] = {}
    by_day: dict[str, Counter[str]] = {}
    for one in days:
        counts = Counter({name: value for name, value in one.items() if name not in {"day", "kind", "basis"}})
        by_basis.setdefault((one["kind"], one["basis"]), Counter()).update(counts)
        by_day.setdefault(one["day"], Counter()).update(counts)
    return {
        "bases": [{"kind": kind, "basis": basis, **_means(sums)} for (kind, basis), sums in sorted(by_basis.items())],
        "days": [{"day": day, **_means(sums)} for day, sums in sorted(by_day.items())],
        "targets": TARGETS,
        "progress": progress(by_basis),
    }


def progress(by_basis: Mapping[tuple[str, str], Counter[str]]) -> list[dict[str, Any]]:
    """Of each target what lists of one's own reach, beside lists that are everybody's; None where either is missing."""
    own, everybodys = Counter[str](), Counter[str]()
    for (_, basis), sums in by_basis.items():
        (own if basis in PERSONAL else everybodys).update(sums)
    told = []
    for name, (of, by) in MEASURED.items():
        actual, baseline = (sums[of] / sums[by] if sums[by] else None for sums in (own, everybodys))
        up_by = actual / baseline - 1 if actual is not None and baseline else None
        reached = None if up_by is None else up_by >= TARGETS[name]
        told.append({"name": name, "target": TARGETS[name], "baseline": _short(baseline), "actual": _short(actual),
                     "up_by": _short(up_by), "reached": reached})  # fmt: skip
    return told


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _means(sums: Counter[str]) -> dict[str, float | int | None]:
    def mean(of: str, by: str) -> float | None:
        return round(sums[of] / sums[by], 3) if sums[by] else None

    return {
        "lists": int(sums["shown"]),
        "fallback_share": mean("fallbacks", "shown"),
        "clicks_a_list": mean("clicked", "shown"),
        "play_share": mean("played", "shown"),
        "seconds_to_first_play": mean("play_seconds", "played"),
        "browsed_before_play": mean("browsed", "played"),
        "stars_after": mean("stars", "ratings"),
        "provider_click_share": mean("provider_clicks", "shown"),
    }
