"""Out of the lake: the items of a kind, and what people did on the days wanted, without what may not be learnt from."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.recommendations.items import ItemRow
from functions.recommendations.training import names, objects, store
from functions.recommendations.training.jobs import training_job
from functions.recommendations.training.rules import NoData
from kernel import clock
from kernel.clock import from_iso
from kernel.observability import logger

AT_ONCE = 16
DAYS = 365  # back from today, where no days are asked for
SHADOW_SECONDS = CANARY_SECONDS = 900
CANARY_SHARE = 0.1


def items(kind: str) -> Iterator[dict[str, Any]]:
    """Withdrawn ones too: they are told from, and left out when a list is made."""
    for row in ItemRow.query(kind):
        yield {"item_id": str(row.item_id), "name": str(row.name), "genres": list(row.genres)}


def days_wanted(event: dict[str, Any]) -> list[str]:
    if event.get("days"):
        return [str(day) for day in event["days"]]
    today = clock.now().date()
    return [(today - timedelta(days=back)).isoformat() for back in range(int(event.get("days_back", DAYS)), -1, -1)]


@dataclass(frozen=True)
class Marks:
    """People who asked to be left out, or to be read without their traits, and until when each: what they did later
    counts again.
    """

    forgotten: Mapping[str, datetime]
    bare: Mapping[str, datetime]

    @classmethod
    def read(cls) -> "Marks":
        return cls(_moments(names.FORGOTTEN), _moments(names.WITHOUT_TRAITS))

    def applied(self, line: bytes) -> bytes:
        """The line as training may see it: as it is, without traits, or empty."""
        try:
            row = json.loads(line)
            user, at = row["user_id"], datetime.fromisoformat(row["at"])
            if at <= self.forgotten.get(user, NEVER):
                return b""
            if at > self.bare.get(user, NEVER) or "traits" not in row:
                return line
        except (ValueError, KeyError, TypeError):
            return line  # validation counts it
        return json.dumps({name: value for name, value in row.items() if name != "traits"}).encode()

    def __bool__(self) -> bool:
        return bool(self.forgotten or self.bare)


NEVER, ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _moments(prefix: str) -> dict[str, datetime]:
    """By person; a mark without a moment holds for ever."""
    keys = list(objects.keys(prefix))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        texts = pool.map(objects.text, keys)
        return {
            key.removeprefix(prefix): from_iso(text) if text else ALWAYS for key, text in zip(keys, texts, strict=True)
        }


def copy_for(marks: Marks, source: str, target: str) -> None:
    """Line numbers stay: what is left out becomes an empty line."""
    if not marks:
        objects.copy(source, target)
        return
    objects.put(target, b"".join(marks.applied(line) + b"\n" for line in objects.lines(source)))


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{kind, execution, days?, days_back?, hyperparameters?, shadow_seconds?, canary_seconds?, canary_share?}
    → the same with their defaults, `folder`, `champion` (version and model, or nothing) and `job`. NoData.
    """
    kind, execution = event["kind"], event["execution"]
    folder = names.folder(kind, execution)
    listed = "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items(kind))
    objects.put(f"{folder}items/items.jsonl", listed.encode())
    marks, files = Marks.read(), 0
    for day in days_wanted(event):
        for key in objects.keys(names.behaviours(kind, day)):
            copy_for(marks, key, f"{folder}behaviours/{day}-{key.rsplit('/', 1)[-1]}")
            files += 1
    if not files:
        raise NoData(f"no behaviours of kind {kind} on these days")
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
