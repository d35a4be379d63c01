"""Day by day what was paid in advance becomes revenue: exact to the minor unit, once, whatever ran before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby

from contracts.billing import RecognisedPart, RevenueRecognised
from functions.billing.ledger.journal import period_of
from functions.billing.revenue import store
from functions.billing.revenue.store import ObligationRow
from kernel.clock import Clock
from kernel.outbox import announce
from kernel.transactions import transaction, until_settled

TOGETHER = 90  # obligations a transaction, which has room for 100 rows


@dataclass(frozen=True)
class Recognising:
    now: Clock

    def run(self, through: date) -> int:
        """Everything earned by the end of that day; how many obligations moved. Every day has an entry of its own.

        A run that died is taken up by the next one: what was recognised says so in its own row.
        """
        moved = 0
        for (_, _), rows in groupby(_sorted(store.open_on(through)), key=lambda row: (row.product, row.currency)):
            for some in _chunks(rows):
                moved += self._together(some, through)
        return moved

    def _together(self, rows: list[ObligationRow], through: date) -> int:
        """Days one after the other, so that each is booked on its own; in one transaction a day."""
        keys = [(row.ends_in, row.line_id) for row in rows]
        day, moved = min(row.obligation().next_day for row in rows), 0
        while day <= through:
            moved += until_settled(partial(self._day, keys, day))
            day += timedelta(days=1)
        return moved

    def _day(self, keys: list[tuple[str, str]], day: date) -> int:
        read = ((row, row.obligation()) for row in store.found(keys))
        due = [(row, before) for row, before in read if not before.done and day >= before.next_day]
        if not due:
            return 0
        parts: list[RecognisedPart] = []
        with transaction() as write:
            for row, before in due:
                amount, after = before.recognise(day)
                parts.append(RecognisedPart(line_id=row.line_id, amount=amount))
                store.change(write, row, after, period_of(day))
            event = _event(due[0][0], day, parts)
            if event.amount:  # of a small amount a day may earn nothing
                announce(write, event, self.now())
        return len(parts)


def _event(row: ObligationRow, day: date, parts: list[RecognisedPart]) -> RevenueRecognised:
    return RevenueRecognised(
        day=day,
        product=row.product,
        currency=row.currency,
        amount=sum(part.amount for part in parts),
        obligations=len(parts),
        parts=tuple(parts),
    )


def _sorted(rows: Iterable[ObligationRow]) -> list[ObligationRow]:
    return sorted(rows, key=lambda row: (row.product, row.currency, row.line_id))


def _chunks(rows: Iterable[ObligationRow]) -> Iterator[list[ObligationRow]]:
    some: list[ObligationRow] = []
    for row in rows:
        some.append(row)
        if len(some) == TOGETHER:
            yield some
            some = []
    if some:
        yield some
