"""Every morning: the processor's balance of yesterday beside the books. By hand: {"first": "2026-11-01", "last": …}."""

from datetime import date, timedelta
from typing import Any

from functions.billing.ledger.store import ledger
from functions.billing.reconciliation.reconciling import with_processor
from kernel import clock
from kernel.observability import logger

Event = dict[str, Any]


@logger.inject_lambda_context
def handler(event: Event, _context: Any) -> dict[str, Any]:
    """An unmatched movement is logged as an error, which the function's alarm hears."""
    books = ledger()
    yesterday = books.entity.day_of(clock.now()) - timedelta(days=1)
    first = date.fromisoformat(event["first"]) if event.get("first") else yesterday
    last = date.fromisoformat(event["last"]) if event.get("last") else yesterday
    row = with_processor(books, first, last, event.get("by") or "schedule")
    if row.unmatched:
        logger.error("unmatched movements", extra={"reconciliation": row.id, "unmatched": int(row.unmatched)})
    return row.plain()
