"""Stripe's itemised balance report as a file: https://docs.stripe.com/reports/report-types/balance.

Amounts stand in major units there, with the currency's digits; times are UTC.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from functions.billing.reconciliation.domain import Kind, Movement
from kernel.clock import from_iso
from kernel.errors import FieldError, Unprocessable
from kernel.money import digits_of

NEEDED = ("created", "currency", "gross", "fee", "reporting_category", "source_id")
CATEGORIES: dict[str, Kind] = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "dispute": "dispute",
    "adjustment": "dispute",
    "dispute_reversal": "dispute_reversal",
    "transfer": "transfer",
    "payout": "payout",
}
MOST = 20_000
SHOWN = 20


def movements_in(text: str, day_of: Callable[[datetime], date]) -> list[Movement]:
    """Raises a 422 that names the line and the column of what cannot be read; nothing is taken of such a file."""
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise Unprocessable(f"The file lacks the columns {', '.join(missing)}.", code="not_a_balance_report")
    found: list[Movement] = []
    errors: list[FieldError] = []
    for number, row in enumerate(reader, start=2):
        try:
            found.append(_movement(row, day_of))
        except (ValueError, InvalidOperation, Unprocessable) as error:
            errors.append(FieldError(f"/lines/{number}", str(error) or "cannot be read"))
        if len(found) > MOST:
            raise Unprocessable(f"A file has {MOST} lines at the most; send it in parts.", code="file_too_large")
    if errors:
        raise Unprocessable("Some lines cannot be read.", code="invalid_lines", errors=tuple(errors[:SHOWN]))
    return found


def _movement(row: dict[str, str], day_of: Callable[[datetime], date]) -> Movement:
    currency = row["currency"].strip().upper()
    gross, fee = minor(row["gross"], currency), minor(row["fee"] or "0", currency)
    kind = kind_of(row["reporting_category"].strip(), gross)
    source = row.get("payment_intent_id") if kind == "charge" else None
    return Movement(kind, (source or row["source_id"]).strip(), currency, gross, fee, day_of(_moment(row["created"])))


def kind_of(category: str, gross: int) -> Kind:
    """Stripe books a dispute and its reversal under one category."""
    found = CATEGORIES.get(category, "other")
    return "dispute_reversal" if found == "dispute" and gross > 0 else found


def _moment(text: str) -> datetime:
    return from_iso(text.strip().replace(" ", "T") + ("" if text.strip().endswith("Z") else "Z"))


def minor(text: str, currency: str) -> int:
    """Raises ValueError for more digits than the currency has."""
    exact = Decimal(text.strip()).scaleb(digits_of(currency))
    if exact != exact.to_integral_value():
        raise ValueError(f"{text} has more digits than {currency}")
    return int(exact)


def within(movements: Iterable[Movement], first: date, last: date) -> list[Movement]:
    return [one for one in movements if first <= one.day <= last]
