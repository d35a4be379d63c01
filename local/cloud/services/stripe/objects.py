"""What all of Stripe's objects share: identifiers, their time, absent members, events; https://docs.stripe.com/api."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from kernel import clock

Object = dict[str, Any]
_moment: ContextVar[int | None] = ContextVar("moment", default=None)


def stripe_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def stamp() -> int:
    """Seconds since 1970, as Stripe tells time: real time, or that of the test clock under which this happens."""
    moment = _moment.get()
    return int(clock.now().timestamp()) if moment is None else moment


@contextmanager
def at_moment(moment: int | None) -> Iterator[None]:
    """What happens inside happens at `moment`; None leaves the time as it is."""
    token = _moment.set(moment if moment is not None else _moment.get())
    try:
        yield
    finally:
        _moment.reset(token)


def empty(*names: str) -> Object:
    return dict.fromkeys(names)


def truth(value: Any) -> bool:
    """Of a form's text."""
    return str(value).lower() == "true"


def listed(data: list[Object], url: str, *, has_more: bool = False) -> Object:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def merged_metadata(before: Object, given: Any) -> Object:
    """An empty text unsets a key, and in the place of all of them every key."""
    if given == "":
        return {}
    return {name: value for name, value in {**before, **(given or {})}.items() if value != ""}


def difference(before: Object, after: Object) -> Object:
    """The earlier values of what changed, as `data.previous_attributes` has them: lists whole, objects by member."""
    changed: Object = {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        changed[name] = difference(old, new) if isinstance(old, dict) and isinstance(new, dict) else old
    return changed


def event(kind: str, about: Object, key: str | None, previous: Object | None = None) -> Object:
    return {
        "id": stripe_id("evt"),
        "object": "event",
        "api_version": "2026-10-28.basil",
        "created": stamp(),
        "data": {"object": about, **({"previous_attributes": previous} if previous is not None else {})},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": stripe_id("req"), "idempotency_key": key},
        "type": kind,
    }


def webhook_endpoint(url: str, kinds: list[str]) -> Object:
    return {
        "id": stripe_id("we"),
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": stamp(),
        "description": None,
        "enabled_events": kinds,
        "livemode": False,
        "metadata": {},
        "secret": f"whsec_{secrets.token_hex(16)}",
        "status": "enabled",
        "url": url,
    }
