"""Stripe's request bodies: forms with brackets, `line_items[0][price_data][currency]=usd`, as nested values."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"\[([^\]]*)\]")


def parse(body: str) -> dict[str, Any]:
    """Objects and, where the keys are whole numbers from 0, lists; leaves are texts."""
    nested: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head, *rest = [name.partition("[")[0], *_PART.findall(name)]
        place = nested
        path = [head, *rest]
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1] or str(len(place))] = value
    listed = _listed(nested)
    return listed if isinstance(listed, dict) else {}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(inner) for key, inner in value.items()}
