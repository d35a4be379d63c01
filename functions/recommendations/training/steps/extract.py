"""Out of the lake: the items of a kind, and what people did on the days wanted, without what may not be learnt from."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from functions.recommendations.items import ItemRow, genres_of
from functions.recommendations.training import names, objects, store
from functions.recommendations.training.jobs import training_job
from functions.recommendations.training.marks import Marks
from functions.recommendations.training.rules import NoData
from kernel import clock
from kernel.observability import logger

AT_ONCE = 16
DAYS = 365  # back from today, where no days are asked for
SHADOW_SECONDS = CANARY_SECONDS = 900
CANARY_SHARE = 0.1


def items(kind: str) -> Iterator[dict[str, Any]]:
    """Withdrawn ones too: they are told from, and left out when a list is made."""
    for row in ItemRow.query(kind):
        yield {"item_id": str(row.item_id), "name": str(row.name), "genres": list(genres_of(row))}


def days_wanted(event: dict[str, Any]) -> list[str]:
    if event.get("days"):
        return [str(day) for day in event["days"]]
    today = clock.now().date()
    return [(today - timedelta(days=back)).isoformat() for back in range(int(event.get("days_back", DAYS)), -1, -1)]


def copy_for(marks: Marks, source: str, target: str) -> None:
    """Line numbers stay: what is left out becomes an empty line."""
    if not marks:
        objects.copy(source, target)
        return
    objects.put(target, b"".join(marks.applied(line) + b"\n" for line in objects.lines(source)))


def _target(folder: str, key: str) -> str:
    return f"{folder}behaviours/{names.day_of(key)}-{key.rsplit('/', 1)[-1]}"


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{kind, execution, days?, days_back?, hyperparameters?, shadow_seconds?, canary_seconds?, canary_share?}
    → the same with their defaults, `folder`, `champion` (version and model, or nothing) and `job`. NoData.
    """
    kind, execution = event["kind"], event["execution"]
    folder = names.folder(kind, execution)
    listed = "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items(kind))
    objects.put(f"{folder}items/items.jsonl", listed.encode())
    marks, days = Marks.read(), set(days_wanted(event))
    lived = [key for key in objects.keys(names.behaviours(kind)) if names.day_of(key) in days]
    if not lived:
        raise NoData(f"no behaviours of kind {kind} on these days")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda key: copy_for(marks, key, _target(folder, key)), lived))
    champion = store.serving(kind).champion
    model_data = store.model(kind, champion.version).model_data if champion else None
    return {
        "shadow_seconds": SHADOW_SECONDS,
        "canary_seconds": CANARY_SECONDS,
        "canary_share": CANARY_SHARE,
        **event,
        "folder": folder,
        "champion": {"version": champion.version, "model_data": model_data} if champion else None,
        "job": training_job(kind, execution, folder, model_data, event.get("hyperparameters") or {}),
    }
