"""`python -m tests.contracts.snapshot`: accepts what was added to the published events. Nothing may ever go away."""

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

import contracts
from kernel.events import Event

FILE = Path(__file__).with_name("snapshot.json")
Schemas = dict[str, Any]


def published() -> Schemas:
    """`catalog.TitlePublished` → its JSON schema, of every event in contracts/."""
    found: Schemas = {}
    for module in pkgutil.iter_modules(contracts.__path__):
        for value in vars(importlib.import_module(f"contracts.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Event) and value is not Event:
                found[f"{value.capability}.{value.detail_type()}"] = value.model_json_schema()
    return found


def broken(before: Schemas, after: Schemas) -> list[str]:
    """What a subscriber that was written against `before` would miss or misread in `after`."""
    problems = []
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            problems.append(f"{name} is gone")
            continue
        for field, shape in old["properties"].items():
            if field not in new["properties"]:
                problems.append(f"{name}.{field} is gone")
            elif new["properties"][field] != shape:
                problems.append(f"{name}.{field} changed")
        optional = set(old.get("required", [])) - set(new.get("required", []))
        problems += [f"{name}.{field} is no longer always there" for field in optional]
    return problems


def main() -> None:
    if FILE.exists() and (found := broken(json.loads(FILE.read_text()), published())):
        sys.exit("\n".join(["published events are only ever added to:", *found]))
    FILE.write_text(json.dumps(published(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
