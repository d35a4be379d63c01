"""How the deferred revenue came from one month's end to the next, and the rates that the month was booked at."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from functions.billing.exports.tables import Table
from functions.billing.ledger import chart
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import Balances, Turnover

Row = tuple[Any, ...]

MOVES = {"invoice": "additions", "recognition": "recognised", "refund": "refunded", "dispute": "disputed"}
COLUMNS = (*MOVES.values(), "adjusted")
ROLLFORWARD = Table(
    "deferred_rollforward.csv", ("currency", "opening", *COLUMNS, "closing"), ("opening", *COLUMNS, "closing")
)
FX_RATES = Table("fx_rates.csv", ("date", "currency", "functional_currency", "rate", "source"))


class Deferred:
    """What moved the account of deferred revenue, by currency and by what it was; a credit is positive."""

    def __init__(self) -> None:
        self.moved: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))

    def add(self, entry: Entry) -> None:
        column = MOVES.get(entry.draft.source.type, "adjusted")
        for line in entry.draft.lines:
            if line.account == chart.DEFERRED:
                self.moved[line.amount.currency][column] -= line.amount.minor


def rollforward_rows(opening: Balances, month: Balances, deferred: Deferred) -> Iterator[Row]:
    """Opening + additions - recognised - refunds ... = closing, which is the account's own."""
    together = opening.with_added(month)
    for account, currency in sorted(together.of):
        if account == chart.DEFERRED:
            moved = deferred.moved[currency]
            first = opening.of.get((account, currency), Turnover()).balance  # looking it up would put it there
            last = together.of[account, currency].balance
            yield (currency, -first, *(moved[name] for name in COLUMNS), -last)
