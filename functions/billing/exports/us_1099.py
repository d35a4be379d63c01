"""us_1099.csv: who of the United States was paid in the month, and what the year's form would say of them so far."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from contracts.billing import PayoutPaid
from functions.billing import policies
from functions.billing.exports.tables import Table
from functions.billing.ledger.journal import first_day
from functions.billing.ledger.parties import owed_to

Row = tuple[Any, ...]
YearToDate = Callable[[str, str, str], int]  # payee's type, id, currency → what was paid in the year by the month's end

US_1099 = Table(
    "us_1099.csv",
    (
        "payee_type",
        "payee_id",
        "payee_tin_token",
        "payee_kind",
        "form",
        "box",
        "currency",
        "paid_in_month",
        "payouts",
        "year_to_date",
        "threshold",
        "reportable",
    ),
    ("paid_in_month", "year_to_date"),
)


@dataclass
class UnitedStates:
    """Sums up the month's payouts to those whose tax profile is of the United States; before what was withheld."""

    period: str
    paid: dict[tuple[str, str, str, str, str], list[int]] = field(default_factory=dict)

    def add(self, fact: PayoutPaid) -> None:
        if fact.tax_country != "US":
            return
        key = (fact.payee_type, fact.payee_id, fact.tax_reference, fact.tax_kind, fact.currency)
        self.paid.setdefault(key, []).append(fact.gross - fact.adjustments)

    def rows(self, year_to_date: YearToDate) -> Iterator[Row]:
        for (payee, payee_id, token, kind, currency), amounts in sorted(self.paid.items()):
            rule = policies.us_reporting(first_day(self.period), payee)
            so_far, threshold = year_to_date(payee, payee_id, currency), rule.threshold.get(currency)
            due = int(kind == "individual" and threshold is not None and so_far >= threshold)
            about = (payee, payee_id, token, kind, rule.form, rule.box, currency)
            yield (*about, sum(amounts), len(amounts), so_far, threshold, due)


def year_to_date(entity_id: str, period: str) -> YearToDate:
    """From the books' own turnovers of each payee."""

    def paid(payee: str, payee_id: str, currency: str) -> int:
        return -sum(
            owed.amount
            for owed in owed_to(entity_id, payee, payee_id)
            if owed.source == "payout" and owed.currency == currency and f"{period[:4]}-01" <= owed.period <= period
        )

    return paid
