"""The business plan's revenue by year beside what the ledger says: targets are data (targets.json), minor units."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from functions.billing.ledger.journal import next_period
from functions.billing.ledger.store import DynamoLedger

FILE = Path(__file__).with_name("targets.json")
MONTHS = 12
Plain = dict[str, Any]


@cache
def plan() -> Plain:
    read: Plain = json.loads(FILE.read_text(encoding="utf-8"))
    return read


def report(books: DynamoLedger, today: str) -> Plain:
    """By year of business, each of twelve months from the books' first on: target, what was earned, by line.

    What was earned is in the functional currency, refunds of earned revenue not taken off; months to come are nothing.
    """
    lines = plan()["lines"]
    month, years = books.first_period() or today, []
    for year in range(plan()["years"]):
        first, earned = month, dict.fromkeys((line["name"] for line in lines), 0)
        for _ in range(MONTHS):
            if month <= today:
                _add(earned, lines, books, month)
            last, month = month, next_period(month)
        rows = [
            {"name": line["name"], "target": line["targets"][year], "earned": earned[line["name"]]} for line in lines
        ]
        totals = {name: sum(row[name] for row in rows) for name in ("target", "earned")}
        years.append({"year": year + 1, "first": first, "last": last, "lines": rows, **totals})
    return {"currency": plan()["currency"], "functional_currency": books.entity.functional, "years": years}


def _add(earned: dict[str, int], lines: list[Plain], books: DynamoLedger, month: str) -> None:
    for (account, _), turnover in books.balances(month).of.items():
        for line in lines:
            if account in line["accounts"]:
                earned[line["name"]] -= turnover.functional_balance
