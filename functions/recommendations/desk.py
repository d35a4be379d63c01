"""What operators do with recommendations: films of other services, seasons, experiments, key figures."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from functions.recommendations.experiments.assignment import BUCKETS, Arm
from functions.recommendations.experiments.reports import report
from functions.recommendations.experiments.store import DynamoExperiments, Experiment
from functions.recommendations.exposures import DynamoExposures
from functions.recommendations.figures import figures as figures_of
from functions.recommendations.items import DynamoItems, genres_of
from functions.recommendations.partners import DynamoPartners
from functions.recommendations.seasons import DynamoSeasons, Season
from functions.recommendations.training import store, workflow
from functions.recommendations.training.rules import is_stale
from functions.recommendations.trends import DynamoTrends
from functions.recommendations.zones import zone
from kernel import clock
from kernel.clock import iso
from kernel.desks import desk_handler
from kernel.errors import Conflict, Unprocessable

Given = dict[str, Any]
WELL_KNOWN = 1.0  # what a film counts for of which nothing is known but that it is there
MODEL_FACTS = (
    "version", "state", "trained_at", "changed_at", "reason", "metrics", "invocations", "failures",
)  # fmt: skip
LONGEST_FIGURES = timedelta(days=92)


def import_films(given: Given) -> Given:
    """Films of other services, whole; sent again they replace what was told before."""
    at, items, trends = clock.now(), DynamoItems(), DynamoTrends()
    new = 0
    for film in given["films"]:
        known = items.find("title", [film["id"]])
        items.remember(
            "title", film["id"], iso(at), film["name"], film["genres"],
            year=film["year"], offers=film["offers"], adults_only=film["adults_only"],
        )  # fmt: skip
        if not known:
            trends.add("title", film["id"], WELL_KNOWN + film["popularity"], at)
            new += 1
    return {"kept": len(given["films"]), "new": new}


def seasons(_: Given) -> Given:
    now = clock.now()
    return {"items": [_season(one) | {"on": one.on(now)} for one in DynamoSeasons().all()]}


def save_season(given: Given) -> Given:
    season = Season(
        given["name"], given["kind"], date.fromisoformat(given["first_day"]), date.fromisoformat(given["last_day"]),
        zone(given["time_zone"]).key, tuple(given["genres"]), tuple(given["item_ids"]), given["push"],
    )  # fmt: skip
    DynamoSeasons().save(season)
    return _season(season) | {"on": season.on(clock.now())}


def drop_season(given: Given) -> Given:
    DynamoSeasons().drop(given["name"])
    return {"name": given["name"]}


def _season(one: Season) -> Given:
    days = {"first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat()}
    return {**vars(one), **days, "genres": list(one.genres), "item_ids": list(one.item_ids)}


def experiments(_: Given) -> Given:
    store = DynamoExperiments()
    found = sorted(store.all(), key=lambda one: one.started_at, reverse=True)
    return {"items": [report(one, store.sums(one.name)) for one in found]}


def experiment(given: Given) -> Given:
    store = DynamoExperiments()
    return report(store.find(given["name"]), store.sums(given["name"]))


def begin_experiment(given: Given) -> Given:
    arms = tuple(Arm(arm["name"], round(arm["share"] * BUCKETS), arm["settings"]) for arm in given["arms"])
    if sum(arm.share for arm in arms) > BUCKETS or len({arm.name for arm in arms}) < len(arms):
        raise Unprocessable("Shares add up to one at most, and every arm has a name of its own.", code="wrong_arms")
    store = DynamoExperiments()
    made = Experiment(
        given["name"], given["kind"], arms, given["outcome"], given["window_hours"], given["spread"], "running",
        clock.now(),
    )  # fmt: skip
    store.begin(made)
    return report(made, {})


def stop_experiment(given: Given) -> Given:
    DynamoExperiments().stop(given["name"], clock.now())
    return experiment(given)


def figures(given: Given) -> Given:
    first, last = _days(given)
    return {"first": given["first"], "last": given["last"], **figures_of(DynamoExposures().days(first, last))}


def partners(given: Given) -> Given:
    first, last = _days(given)
    return {"first": given["first"], "last": given["last"], "providers": DynamoPartners().report(first, last)}


def _days(given: Given) -> tuple[date, date]:
    first, last = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
    if not timedelta() <= last - first <= LONGEST_FIGURES:
        raise Unprocessable("From a day to a later one, three months at most.", code="wrong_days")
    return first, last


def models(given: Given) -> Given:
    serving, name = store.serving(given["kind"]), given.get("execution")
    run = workflow.execution(name) if name else workflow.latest(given["kind"])
    return {
        "kind": given["kind"],
        "champion": serving.champion.version if serving.champion else None,
        "challenger": serving.challenger.version if serving.challenger else None,
        "mode": serving.mode,
        "share": serving.share,
        "stale": bool(serving.champion and is_stale(serving.champion.trained_at, clock.now())),
        "training": vars(run) if run else None,
        "items": [{name: _plain(getattr(row, name)) for name in MODEL_FACTS} for row in store.models(given["kind"])],
    }


def _plain(value: Any) -> Any:
    """As JSON has it: rows keep numbers and maps of their own kinds."""
    return json.loads(json.dumps(value, default=float))


def train(given: Given) -> Given:
    return {"execution": workflow.start(given["kind"], given["by"])}


def roll_back(given: Given) -> Given:
    try:
        workflow.roll_back(given["kind"], given["by"], given["reason"])
    except store.NothingToGoBackTo as error:
        raise Conflict("There is no earlier model that still stands.", code="nothing_to_go_back_to") from error
    return models(given)


def tags(given: Given) -> Given:
    row = DynamoItems().tagged(given["kind"], given["item_id"])
    told = dict(row.facts or {}).get("tags") or [
        {"name": name, "confidence": 1.0, "source": "as told"} for name in row.genres or ()
    ]
    by = row.corrected or {}
    return {
        "kind": row.kind, "item_id": row.item_id, "name": row.name, "tags": told, "genres": list(genres_of(row)),
        "corrected_by": by.get("by"), "corrected_at": by.get("at"),
    }  # fmt: skip


def correct_tags(given: Given) -> Given:
    tags(given)
    by = {"genres": given["genres"], "by": given["by"], "at": iso(clock.now())}
    DynamoItems().correct(given["kind"], given["item_id"], by)
    return tags(given)


def drop_correction(given: Given) -> Given:
    tags(given)
    DynamoItems().correct(given["kind"], given["item_id"], None)
    return tags(given)


ACTS: dict[str, Callable[[Given], Given]] = {
    "import_films": import_films,
    "seasons": seasons,
    "save_season": save_season,
    "drop_season": drop_season,
    "experiments": experiments,
    "experiment": experiment,
    "begin_experiment": begin_experiment,
    "stop_experiment": stop_experiment,
    "figures": figures,
    "tags": tags,
    "correct_tags": correct_tags,
    "drop_correction": drop_correction,
    "partners": partners,
    "models": models,
    "train": train,
    "roll_back": roll_back,
}
handler = desk_handler(ACTS)
