"""The movements of the processor's balance, asked of the processor itself."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from functions.billing.processor import ask, instant
from functions.billing.reconciliation.domain import Movement
from functions.billing.reconciliation.files import kind_of

EXPANDED = ["data.source"]


def movements_between(first: datetime, until: datetime, day_of: Callable[[datetime], date]) -> Iterator[Movement]:
    """From `first` up to, without, `until`."""
    given: Any = {
        "created": {"gte": int(first.timestamp()), "lt": int(until.timestamp())},
        "limit": 100,
        "expand": EXPANDED,
    }
    listed = ask(lambda stripe: list(stripe.v1.balance_transactions.list(given).auto_paging_iter()))
    for found in listed:
        yield _movement(found.to_dict(), day_of)


def _movement(found: dict[str, Any], day_of: Callable[[datetime], date]) -> Movement:
    source = found["source"]
    kind = kind_of(found["reporting_category"], found["amount"])
    named = source if isinstance(source, str) else source.get("id", "")
    if kind == "charge" and isinstance(source, dict):
        named = source.get("payment_intent") or named
    day = day_of(instant(found["created"]))
    return Movement(kind, named, found["currency"].upper(), found["amount"], found["fee"], day)
