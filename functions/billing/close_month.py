"""The third of every month: the last one is closed and exported.

By hand: {"period": "2026-10", "close": false} makes a draft of a month, {"period": "2026-10", "rebuild": true} makes it
again from its facts and lists what comes out otherwise. The export is made of what is stored, proves
the chain on the way, and stands in the exports' bucket, which keeps it.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from functions.billing.exports.keeping import Kept
from functions.billing.exports.month import Booked, Opening, Register, export
from functions.billing.exports.registers import AGING, DUNNING, SCHEDULE, TIE_OUTS, Schedule, aging_rows, dunning_rows
from functions.billing.exports.statements import STATEMENTS, Statements
from functions.billing.ledger.journal import (
    Balances,
    Head,
    close,
    first_day,
    next_period,
    period_of,
    previous_period,
)
from functions.billing.ledger.payables import lines_in
from functions.billing.ledger.rebuild import restatements
from functions.billing.ledger.revaluing import BooksRevalued, revalued
from functions.billing.ledger.store import DynamoLedger, ledger
from functions.billing.revenue.store import touching
from kernel import clock
from kernel.errors import Conflict
from kernel.identifiers import id_from
from kernel.observability import logger
from kernel.transactions import until_settled

Event = dict[str, Any]
SHOWN = 1_000  # restatements in one answer


def run(period: str | None, *, closing: bool) -> dict[str, Any]:
    """The manifest of the month, the last one if none is named. Raises a 409 for a month whose turn it is not."""
    books, today = ledger(), ledger().entity.day_of(clock.now())
    period = period or previous_period(period_of(today))
    if closing:
        _close(books, period)
    with tempfile.TemporaryDirectory() as folder:
        opening = _opening(books, period)
        entries = (Booked(entry, fact) for entry, fact in books.entries(period))
        closed = bool(books.head().closed) and period <= books.head().closed
        made = export(
            books.entity,
            period,
            opening,
            entries,
            Path(folder),
            closed=closed,
            lines_of=lines_in,
            registers=partial(_registers, books.entity.id, period),
        )
        return Kept(books.entity.id, period).keep(made)


def _registers(entity_id: str, period: str, closing: Balances) -> Iterator[Register]:
    """One after the other: a tie-out needs the rows of its file to be written."""
    schedule, statements = Schedule(touching(period), period), Statements(entity_id, period)
    yield SCHEDULE, schedule.rows()
    yield STATEMENTS, statements.rows()
    yield TIE_OUTS, (*schedule.tie_outs(closing), *statements.tie_outs(closing))
    yield AGING, aging_rows(period)
    yield DUNNING, dunning_rows(period)


def _close(books: DynamoLedger, period: str) -> None:
    before = books.head()
    if before.closed and period <= before.closed:
        return  # the export of a closed month is made again, and is the same
    after = close(before, period, books.entity.day_of(clock.now()), books.first_period() or period)
    until_settled(lambda: books.close(books.head(), after, _revalued(books, period)))


def _revalued(books: DynamoLedger, period: str) -> Head:
    """Balances in other currencies are worth what they are on the last day: where the month stands when they are.

    The entry is named by the one it follows, so that two who close at once make one.
    """
    last, after = first_day(next_period(period)) - timedelta(days=1), books.head_of(period)
    closing = _turned_over(books, next_period(period))
    deferrals = Schedule(touching(period), period).deferrals()
    found = tuple(revalued(closing, deferrals, books.entity.functional, last, books.rate))
    if found:
        fact = BooksRevalued(period=period, day=last, accounts=found)
        books.book(id_from("evt", books.entity.id, period, "revalued", str(after.sequence)), fact)
        return _revalued(books, period)  # others may have booked beside it
    return after


def _opening(books: DynamoLedger, period: str) -> Opening:
    """What every month before it turned over, and the manifest of the one before."""
    digest = _manifest_digest(books, previous_period(period))
    return Opening(_turned_over(books, period), Head(), digest)


def _turned_over(books: DynamoLedger, until: str) -> Balances:
    """In all months before."""
    total, month = Balances(), books.first_period() or until
    while month < until:
        total = total.with_added(books.balances(month))
        month = next_period(month)
    return total


def _manifest_digest(books: DynamoLedger, period: str) -> str | None:
    """Of a closed month's; absent before the first."""
    if (books.first_period() or period) > period or books.head().closed < period:
        return None
    digest = Kept(books.entity.id, period).digest()
    if digest is None:
        raise Conflict(f"Export {period} first: the next month's manifest names it.", code="previous_export_missing")
    return digest


def rebuild(period: str) -> dict[str, Any]:
    """The month made again from its facts: how many entries, and those that today's rules post otherwise."""
    books, count = ledger(), 0
    found: list[dict[str, Any]] = []
    for booked in books.entries(period):
        count += 1
        found += [asdict(restated) for restated in restatements((booked,), books.entity.functional)]
    return {"period": period, "entries": count, "restatements": found[:SHOWN], "restated": len(found)}


@logger.inject_lambda_context
def handler(event: Event, _context: Any) -> dict[str, Any]:
    if event.get("rebuild"):
        return rebuild(event["period"])
    return run(event.get("period"), closing=bool(event.get("close", True)))
