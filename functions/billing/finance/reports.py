"""What finance reads of the books: months, balances, entries, and the figures that follow from them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from functions.billing.ledger import chart
from functions.billing.ledger.chart import BY_CODE
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import Balances, next_period, period_of
from functions.billing.ledger.store import DynamoLedger
from kernel.clock import iso

Plain = dict[str, Any]


def months(books: DynamoLedger, today: date) -> list[Plain]:
    """From the first entry to now, the newest first: closed, due (over, and next to close), ended or open."""
    head, found = books.head(), []
    month = books.first_period() or period_of(today)
    due = next_period(head.closed) if head.closed else month
    while month <= period_of(today):
        state = "closed" if head.closed and month <= head.closed else "open"
        if state == "open" and month < period_of(today):
            state = "due" if month == due else "ended"
        found.append({"period": month, "state": state})
        month = next_period(month)
    return found[::-1]


def until(books: DynamoLedger, period: str) -> Balances:
    """What every month before turned over."""
    total, month = Balances(), books.first_period() or period
    while month < period:
        total = total.with_added(books.balances(month))
        month = next_period(month)
    return total


def trial_balance(books: DynamoLedger, period: str) -> Plain:
    """Rows by account and currency, and whether they sum to zero."""
    opening, month = until(books, period), books.balances(period)
    together = opening.with_added(month)
    rows = []
    for (code, currency), turned in sorted(together.of.items()):
        before, moved = opening.of[code, currency], month.of[code, currency]
        account = BY_CODE[code]
        rows.append(
            {
                "account": code,
                "name": account.name,
                "type": account.type,
                "currency": currency,
                "opening": before.balance,
                "debits": moved.debits,
                "credits": moved.credits,
                "closing": turned.balance,
                "functional_closing": turned.functional_balance,
            }
        )
    sums = together.sums()
    balanced = not any(sums.values()) and together.functional_sum() == 0
    return {"period": period, "functional_currency": books.entity.functional, "rows": rows, "balanced": balanced}


def entries(books: DynamoLedger, period: str, after: int, limit: int, account: str | None = None) -> Plain:
    """A page of the journal; `after` is a number of an entry."""
    found: list[Plain] = []
    for entry, _ in books.entries(period):
        if entry.sequence <= after or (account and all(line.account != account for line in entry.draft.lines)):
            continue
        found.append(plain_entry(entry))
        if len(found) == limit:
            break
    more = found[-1]["sequence"] if len(found) == limit else None
    return {"items": found, "next_after": more}


def plain_entry(entry: Entry) -> Plain:
    return {
        "sequence": entry.sequence,
        "entry_id": entry.entry_id,
        "accounting_date": entry.accounting_date.isoformat(),
        "posted_at": iso(entry.posted_at),
        "memo": entry.draft.memo,
        "source_type": entry.draft.source.type,
        "source_id": entry.draft.source.id,
        "late": entry.late,
        "lines": [
            {
                "account": line.account,
                "name": BY_CODE[line.account].name,
                "amount": line.amount.minor,
                "currency": line.amount.currency,
                "functional": line.functional_minor,
                "party": f"{line.party.type}/{line.party.id}" if line.party else None,
            }
            for line in entry.draft.lines
        ],
    }


def figures(books: DynamoLedger, first: str, last: str) -> Plain:
    """In the functional currency: revenue, its margins, and what it is made of. Each is a sum of ledger accounts."""
    turned, month = Balances(), first
    while month <= last:
        turned = turned.with_added(books.balances(month))
        month = next_period(month)
    by_account: dict[str, int] = {}
    for (code, _), turnover in turned.of.items():
        by_account[code] = by_account.get(code, 0) + turnover.functional_balance
    revenue = -sum(_of_type(by_account, "revenue"))
    content = by_account.get(chart.CONTENT, 0) + by_account.get(chart.AD_SHARES, 0)
    expenses = sum(_of_type(by_account, "expense"))
    return {
        "first": first,
        "last": last,
        "currency": books.entity.functional,
        "total_revenue": revenue,
        "content_cost": content,
        "operating_cost": expenses - content,
        "net_income": revenue - expenses,
        "gross_margin": _ratio(revenue - content, revenue),
        "net_margin": _ratio(revenue - expenses, revenue),
        "revenue_by_account": {
            f"{code} {BY_CODE[code].name}": -amount
            for code, amount in sorted(by_account.items())
            if BY_CODE[code].type == "revenue" and amount
        },
    }


def _of_type(by_account: dict[str, int], kind: str) -> Iterator[int]:
    return (amount for code, amount in by_account.items() if BY_CODE[code].type == kind)


def _ratio(part: int, whole: int) -> str | None:
    """With four digits; None where there is no revenue."""
    return f"{part / whole:.4f}" if whole else None
