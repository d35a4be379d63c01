"""The processor's balance beside the books, for some days: by the processor's own records or by a file of them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.billing.ledger.journal import first_day, next_period, period_of
from functions.billing.ledger.store import DynamoLedger
from functions.billing.reconciliation import store
from functions.billing.reconciliation.domain import Movement, match, movements_of
from functions.billing.reconciliation.files import movements_in
from functions.billing.reconciliation.store import ReconciliationRow
from functions.billing.reconciliation.stripe_records import movements_between
from kernel.errors import Unprocessable

MOST_DAYS = 31


def booked(books: DynamoLedger, first: date, last: date) -> Iterator[Movement]:
    """What the books say moved the balance on those days; an entry that came late stands where it was booked."""
    period = period_of(first)
    while first_day(period) <= last:
        for entry, fact in books.entries(period):
            if first <= entry.accounting_date <= last:
                yield from movements_of(entry, fact)
        period = next_period(period)


def with_processor(books: DynamoLedger, first: date, last: date, by: str) -> ReconciliationRow:
    require_days(first, last)
    zone = ZoneInfo(books.entity.zone)
    begin = datetime.combine(first, time(), zone)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    result = match(movements_between(begin, until, books.entity.day_of), booked(books, first, last))
    return store.keep(books.entity.id, first, last, "processor", by, result)


def with_file(books: DynamoLedger, text: str, by: str) -> ReconciliationRow:
    """The days are those of the file."""
    movements = movements_in(text, books.entity.day_of)
    if not movements:
        raise Unprocessable("The file has no lines.", code="empty_file")
    first, last = min(one.day for one in movements), max(one.day for one in movements)
    require_days(first, last)
    result = match(movements, booked(books, first, last))
    return store.keep(books.entity.id, first, last, "file", by, result)


def require_days(first: date, last: date) -> None:
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise Unprocessable(f"Compare {MOST_DAYS} days at the most.", code="too_many_days")
