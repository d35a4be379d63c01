"""Files of a month that are made of something else than its entries: schedules, open invoices, failed payments.

Each is of rows that say when they changed, so a closed month comes out the same whenever it is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from functions.billing.exports.tables import Table
from functions.billing.ledger import chart
from functions.billing.ledger.journal import Balances, first_day, next_period, previous_period
from functions.billing.ledger.revaluing import Deferral
from functions.billing.revenue.store import ObligationRow
from functions.billing.subscriptions.store import DunningRow, InvoiceRow
from kernel.clock import from_iso

Row = tuple[Any, ...]

SCHEDULE = Table(
    "revenue_schedule.csv",
    (
        "line_id", "invoice_id", "product", "currency", "start", "end", "total", "recognised_before",
        "recognised_this_period", "refunded_deferred", "refunded_earned", "remaining",
    ),
    ("total", "recognised_before", "recognised_this_period", "refunded_deferred", "remaining"),
)  # fmt: skip
AGING = Table(
    "ar_aging.csv",
    ("invoice_id", "number", "customer_id", "currency", "issue_date", "due_date", "days", "bucket", "amount"),
    ("amount",),
)
DUNNING = Table(
    "dunning_log.csv",
    ("invoice_id", "attempt", "at", "channel", "customer_id", "currency", "amount", "result", "next_at", "state"),
    ("amount",),
)
TIE_OUTS = Table(
    "tie_outs.csv",
    ("check", "file", "account", "currency", "subledger", "ledger", "difference"),
    ("difference",),
)
BUCKETS = ((7, "0-7"), (14, "8-14"), (30, "15-30"), (60, "31-60"))
OPEN_MONTHS = 3  # the card is tried for a fortnight; after it the invoice is given up


class Schedule:
    """What every paid line earned and has left, in the order in which they end; sums up as it is written."""

    def __init__(self, rows: Iterable[ObligationRow], period: str) -> None:
        self.obligations, self.period = rows, period
        self.remaining: dict[str, int] = defaultdict(int)

    def rows(self) -> Iterator[Row]:
        """Of what was paid by the end of the month and had something left to earn at its beginning."""
        for row in self.obligations:
            months = {name: dict(sums) for name, sums in row.months.items() if name <= self.period}
            if not any("added" in sums for sums in months.values()):
                continue
            this, total = months.get(self.period, {}), int(row.total)
            earned, gone = _sum(months, "recognised"), _sum(months, "refunded")
            if not this and earned + gone == total:
                continue
            self.remaining[row.currency] += total - earned - gone
            before = earned - this.get("recognised", 0)
            yield (
                row.line_id, row.invoice_id, row.product, row.currency, row.period_from, row.period_to, total, before,
                this.get("recognised", 0), gone, _sum(months, "contra"), total - earned - gone,
            )  # fmt: skip

    def deferrals(self) -> Iterator[Deferral]:
        """What each had left when the month ended."""
        for row in self.obligations:
            months = [sums for name, sums in row.months.items() if name <= self.period]
            left = sum(sums.get("added", 0) - sums.get("recognised", 0) - sums.get("refunded", 0) for sums in months)
            if left:
                yield Deferral(currency=row.currency, remaining=left, paid_on=date.fromisoformat(row.paid_on))

    def tie_outs(self, closing: Balances) -> Iterator[Row]:
        """After the rows: what they leave deferred beside the account in the ledger, by currency."""
        booked = {key[1]: -turned.balance for key, turned in closing.of.items() if key[0] == chart.DEFERRED}
        for currency in sorted(set(self.remaining) | set(booked)):
            left, account = self.remaining[currency], booked.get(currency, 0)
            yield "deferred revenue", SCHEDULE.name, chart.DEFERRED, currency, left, account, left - account


def _sum(months: dict[str, dict[str, int]], name: str) -> int:
    return sum(sums.get(name, 0) for sums in months.values())


def aging_rows(period: str) -> Iterator[Row]:
    """What was invoiced and neither paid nor given up when the month ended."""
    end, month = first_day(next_period(period)), period
    found: list[InvoiceRow] = []
    for _ in range(OPEN_MONTHS):
        found += InvoiceRow.by_month.query(month)
        month = previous_period(month)
    for row in sorted(found, key=lambda one: (one.issued_at, one.id)):
        if _after(row.paid_at, end) and _after(row.closed_at, end) and row.total:
            issued = from_iso(row.issued_at).date()
            days = (end - issued).days
            about = (row.id, row.number, row.user_id, row.currency, issued.isoformat(), issued.isoformat())
            yield (*about, days, next((name for most, name in BUCKETS if days <= most), "over 60"), int(row.total))


def _after(moment: str | None, end: date) -> bool:
    return moment is None or moment >= end.isoformat()


def dunning_rows(period: str) -> Iterator[Row]:
    for row in sorted(DunningRow.query(period), key=lambda one: (one.at, one.attempt)):
        invoice_id, _, attempt = row.attempt.partition("#")
        about = (invoice_id, attempt, row.at, "card", row.user_id, row.currency, int(row.amount))
        yield (*about, "failed", row.next_at, row.state)
