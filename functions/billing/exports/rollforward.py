"""How liabilities came from one month's end to the next, and the rates that the month was booked at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from functions.billing.exports.tables import Table
from functions.billing.ledger import chart
from functions.billing.ledger.entries import Line
from functions.billing.ledger.journal import Balances, Turnover

Row = tuple[Any, ...]
ADJUSTED = "adjusted"


class RollForward:
    """What moved one account in a month, by currency and by what it was; a credit is positive.

    `moves` are columns by the kind of an entry's source; what is of no such kind is `adjusted`.
    """

    def __init__(self, name: str, account: str, moves: dict[str, str]) -> None:
        self.account, self.moves = account, moves
        self.columns = (*dict.fromkeys(moves.values()), ADJUSTED)
        sums = ("opening", *self.columns, "closing")
        self.table = Table(name, ("currency", *sums), sums)
        self.moved: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(self.columns, 0))

    def add(self, kind: str, line: Line) -> None:
        """A line on the account, of an entry whose source is of that kind."""
        self.moved[line.amount.currency][self.moves.get(kind, ADJUSTED)] -= line.amount.minor

    def rows(self, opening: Balances, month: Balances) -> Iterator[Row]:
        """Opening + what moved = closing, which is the account's own."""
        together = opening.with_added(month)
        for account, currency in sorted(together.of):
            if account == self.account:
                moved = self.moved[currency]
                first = opening.of.get((account, currency), Turnover()).balance  # looking it up would put it there
                last = together.of[account, currency].balance
                yield (currency, -first, *(moved[name] for name in self.columns), -last)


def roll_forwards() -> tuple[RollForward, ...]:
    """Of the liabilities that customers can look into: what they paid ahead, points, their balance."""
    deferred = {"invoice": "additions", "recognition": "recognised", "refund": "refunded", "dispute": "disputed"}
    points = {f"points_{what}": what for what in ("granted", "redeemed", "expired", "reversed")}
    return (
        RollForward("deferred_rollforward.csv", chart.DEFERRED, deferred),
        RollForward("points_liability.csv", chart.POINTS, points),
        RollForward("prepaid_balance.csv", chart.PREPAID, {"invoice": "invoices", "refund": "refunds"}),
    )


FX_RATES = Table("fx_rates.csv", ("date", "currency", "functional_currency", "rate", "source"))


def rate_rows(rates: Iterable[tuple[str, ...]]) -> Iterator[Row]:
    yield from sorted(rates)
