"""Every night: what was paid in advance becomes revenue, by the day, up to the day that is over.

By hand: {"through": "2027-01-31"} does it up to that day. Again it finds nothing to do.
"""

from datetime import date, timedelta
from typing import Any

from functions.billing.ledger.store import entity
from functions.billing.revenue.recognising import Recognising
from kernel import clock
from kernel.observability import logger

Event = dict[str, Any]


def run(through: str | None = None) -> int:
    """How many obligations moved, each counted once a day."""
    today = entity().day_of(clock.now())
    day = date.fromisoformat(through) if through else today - timedelta(days=1)
    return Recognising(clock.now).run(day)


@logger.inject_lambda_context
def handler(event: Event, _context: Any) -> dict[str, Any]:
    moved = run(event.get("through"))
    logger.info("recognised", extra={"moved": moved})
    return {"moved": moved}
