"""seller_statements.csv: how what is owed to each seller came from one month's end to the next."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from functions.billing.exports.tables import Table
from functions.billing.ledger import chart
from functions.billing.ledger.journal import Balances
from functions.billing.ledger.parties import owed_to
from functions.billing.ledger.payables import parties

Row = tuple[Any, ...]

MOVES = {"order": "orders", "refund": "refunds", "dispute": "disputes", "payout": "payouts"}
COLUMNS = (*MOVES.values(), "adjusted")
STATEMENTS = Table(
    "seller_statements.csv",
    ("seller_id", "currency", "opening", *COLUMNS, "closing"),
    ("opening", *COLUMNS, "closing"),
)


class Statements:
    """Of everybody to whom something was ever owed as a seller; what the books owe is positive."""

    def __init__(self, entity_id: str, period: str) -> None:
        self.entity_id, self.period = entity_id, period
        self.closing: dict[str, int] = defaultdict(int)

    def rows(self) -> Iterator[Row]:
        """By seller and currency, those that have something to tell."""
        for party in parties(self.entity_id):
            kind, _, seller_id = party.partition("/")
            if kind == "seller":
                yield from self._of(seller_id)

    def _of(self, seller_id: str) -> Iterator[Row]:
        sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("opening", *COLUMNS), 0))
        for owed in owed_to(self.entity_id, "seller", seller_id):
            if owed.period <= self.period:
                column = MOVES.get(owed.source, "adjusted") if owed.period == self.period else "opening"
                sums[owed.currency][column] += owed.amount
        for currency, of in sorted(sums.items()):
            closing = sum(of.values())
            self.closing[currency] += closing
            if any(of.values()):
                yield seller_id, currency, *of.values(), closing

    def tie_outs(self, closing: Balances) -> Iterator[Row]:
        """After the rows: what they leave owed beside the account in the ledger, by currency."""
        booked = {key[1]: -turned.balance for key, turned in closing.of.items() if key[0] == chart.SELLERS}
        for currency in sorted(set(self.closing) | set(booked)):
            left, account = self.closing[currency], booked.get(currency, 0)
            yield "sellers payable", STATEMENTS.name, chart.SELLERS, currency, left, account, left - account
