"""The books in DynamoDB: facts stored once, entries in their order, the head of the chain, running balances.

One transaction books a fact: the fact under its event id (a second delivery finds it), the entry under its number, the
head on condition that nobody was there first, and what each account turned over in the month.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import (
    Balances,
    Entity,
    Head,
    Rate,
    Turnover,
    accounting_day,
    book,
    period_of,
)
from functions.billing.ledger.parties import write_owed
from functions.billing.ledger.payables import write_payables
from functions.billing.ledger.reading import entry_of
from functions.billing.ledger.rules import BY_NAME, draft_of
from kernel import clock, environment
from kernel.clock import iso
from kernel.errors import NotFound
from kernel.events import Event
from kernel.transactions import transaction, until_settled


class RateMissing(NotFound):
    """No rate of this currency on that day or before; the fact waits in its queue until there is one."""

    code = "rate_missing"


class FactRow(Model):
    """What happened, whole, as it was heard: the books can be made from these again."""

    class Meta:
        table_name = environment.table_name("ledgerfacts")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    event_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    fact = UnicodeAttribute()  # JSON
    book = UnicodeAttribute()
    sequence = NumberAttribute()
    heard_at = UnicodeAttribute()


class EntryRow(Model):
    """`book` is an entity's month, `madang-us#2026-10`."""

    class Meta:
        table_name = environment.table_name("ledgerentries")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    book = UnicodeAttribute(hash_key=True)
    sequence = NumberAttribute(range_key=True)
    entry = UnicodeAttribute()  # the body that is hashed, JSON
    hash = UnicodeAttribute()
    kind = UnicodeAttribute()
    fact = UnicodeAttribute()  # an export is one reading of a month, not two


class HeadRow(Model):
    """Of an entity: its last closed month and its first one. Of a book, `madang-us#2026-10`: where its chain stands."""

    class Meta:
        table_name = environment.table_name("ledgerheads")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    entity = UnicodeAttribute(hash_key=True)
    sequence = NumberAttribute(null=True)
    hash = UnicodeAttribute(null=True)
    closed = UnicodeAttribute(default="")
    first = UnicodeAttribute(null=True)


class BalanceRow(Model):
    """What an account turned over in a month and a currency; `account` is `2200#USD`."""

    class Meta:
        table_name = environment.table_name("ledgerbalances")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    book = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute(range_key=True)
    debits = NumberAttribute(default=0)
    credits = NumberAttribute(default=0)
    functional_debits = NumberAttribute(default=0)
    functional_credits = NumberAttribute(default=0)


class RateRow(Model):
    """Major units of the second currency of the pair for one of the first; never changed once it is there."""

    class Meta:
        table_name = environment.table_name("fxrates")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    pair = UnicodeAttribute(hash_key=True)  # KRW/USD
    day = UnicodeAttribute(range_key=True)
    rate = UnicodeAttribute()  # an exact fraction or decimal
    source = UnicodeAttribute()


def book_of(entity_id: str, period: str) -> str:
    return f"{entity_id}#{period}"


class DynamoLedger:
    def __init__(self, entity: Entity) -> None:
        self.entity = entity

    def head(self) -> Head:
        """The last closed month, before any entry."""
        row = self._head_row(self.entity.id)
        return Head(closed=row.closed if row else "")

    def head_of(self, period: str) -> Head:
        """Where the month's chain stands."""
        row = self._head_row(book_of(self.entity.id, period))
        return Head(int(row.sequence), row.hash, self.head().closed) if row else self.head()

    def first_period(self) -> str | None:
        """The first month that has an entry."""
        row = self._head_row(self.entity.id)
        return row.first if row else None

    @staticmethod
    def _head_row(name: str) -> HeadRow | None:
        try:
            return HeadRow.get(name, consistent_read=True)
        except HeadRow.DoesNotExist:
            return None

    def record(self, event_id: str, kind: str, data: dict[str, Any]) -> Entry | None:
        """Books the fact; None where it was booked before. Raises `RateMissing` and what reading the fact raises."""
        return self.book(event_id, BY_NAME[kind].model_validate(data))

    def book(self, event_id: str, fact: Event) -> Entry | None:
        """As `record`, of a fact that the books themselves made."""
        return until_settled(lambda: self._record(event_id, fact))

    def _record(self, event_id: str, fact: Event) -> Entry | None:
        if next(FactRow.query(event_id, consistent_read=True, limit=1), None):
            return None
        at, draft = clock.now(), draft_of(fact, event_id)
        day, _ = accounting_day(self.entity, self.head().closed, draft)
        before = self.head_of(period_of(day))
        entry, after = book(self.entity, before, draft, at, self.rate)
        text, kind, books = fact.model_dump_json(), fact.detail_type(), book_of(self.entity.id, entry.period)
        with transaction() as write:
            write.save(
                FactRow(event_id, kind=kind, fact=text, book=books, sequence=entry.sequence, heard_at=iso(at)),
                condition=FactRow.event_id.does_not_exist(),
            )
            write.save(
                EntryRow(books, entry.sequence, entry=entry.body().decode(), hash=entry.hash, kind=kind, fact=text),
                condition=EntryRow.book.does_not_exist(),
            )
            self._move_head(write, books, before, after)
            self._require_open(write, before.closed, entry.period)
            _turn_over(write, books, entry)
            write_owed(write, self.entity.id, entry)
            write_payables(write, self.entity.id, entry, fact)
        return entry

    @staticmethod
    def _move_head(write: TransactWrite, books: str, before: Head, after: Head) -> None:
        """On condition that nobody booked into the month meanwhile."""
        if not before.sequence:
            row = HeadRow(books, sequence=after.sequence, hash=after.hash)
            write.save(row, condition=HeadRow.entity.does_not_exist())
            return
        write.update(
            HeadRow(books),
            actions=[HeadRow.sequence.set(after.sequence), HeadRow.hash.set(after.hash)],
            condition=(HeadRow.sequence == before.sequence) & (HeadRow.hash == before.hash),
        )

    def _require_open(self, write: TransactWrite, closed: str, period: str) -> None:
        """On condition that no month was closed meanwhile; keeps which month is the first."""
        first = self.first_period()
        if first is None:
            row = HeadRow(self.entity.id, closed="", first=period)
            write.save(row, condition=HeadRow.entity.does_not_exist())
        elif period < first:
            write.update(
                HeadRow(self.entity.id),
                actions=[HeadRow.first.set(period)],
                condition=(HeadRow.closed == closed) & (HeadRow.first == first),
            )
        else:
            write.condition_check(HeadRow, self.entity.id, condition=HeadRow.closed == closed)

    def close(self, before: Head, after: Head, stands: Head | None = None) -> None:
        """The month is closed where no other was meanwhile; Contention else. What is being booked then is late.

        With `stands`, on condition that nothing was booked into the month since it stood there.
        """
        with transaction() as write:
            if stands and stands.sequence:
                books, still = book_of(self.entity.id, after.closed), HeadRow.sequence == stands.sequence
                write.condition_check(HeadRow, books, condition=still)
            if self.first_period() is None:
                row = HeadRow(self.entity.id, closed=after.closed, first=after.closed)
                write.save(row, condition=HeadRow.entity.does_not_exist())
                return
            write.update(
                HeadRow(self.entity.id),
                actions=[HeadRow.closed.set(after.closed)],
                condition=HeadRow.closed == before.closed,
            )

    def rate(self, currency: str, day: date) -> Rate:
        pair = f"{currency}/{self.entity.functional}"
        rows = RateRow.query(pair, RateRow.day <= day.isoformat(), scan_index_forward=False, limit=1)
        row = next(iter(rows), None)
        if row is None:
            raise RateMissing(f"There is no rate of {pair} on {day} or before.")
        return Rate(Fraction(row.rate), row.source)

    def entries(self, period: str) -> Iterator[tuple[Entry, Event]]:
        """Those of a month, in their order, each with its fact; read page by page."""
        for row in EntryRow.query(book_of(self.entity.id, period), consistent_read=True):
            yield entry_of(row.entry, row.hash), BY_NAME[row.kind].model_validate_json(row.fact)

    def balances(self, period: str) -> Balances:
        """What was turned over in the month."""
        found = Balances()
        for row in BalanceRow.query(book_of(self.entity.id, period), consistent_read=True):
            account, currency = row.account.split("#")
            found.of[account, currency] = Turnover(
                int(row.debits), int(row.credits), int(row.functional_debits), int(row.functional_credits)
            )
        return found


def entity() -> Entity:
    """Whose books this stage keeps."""
    name, functional = environment.required("LEDGER_ENTITY"), environment.required("LEDGER_CURRENCY")
    return Entity(name, functional, environment.required("LEDGER_ZONE"))


@cache
def ledger() -> DynamoLedger:
    return DynamoLedger(entity())


def _turn_over(write: TransactWrite, books: str, entry: Entry) -> None:
    turned: dict[tuple[str, str], Turnover] = defaultdict(Turnover)
    for line in entry.draft.lines:
        turned[line.account, line.amount.currency].add(line)
    for (account, currency), turnover in turned.items():
        write.update(
            BalanceRow(books, f"{account}#{currency}"),
            actions=[
                BalanceRow.debits.add(turnover.debits),
                BalanceRow.credits.add(turnover.credits),
                BalanceRow.functional_debits.add(turnover.functional_debits),
                BalanceRow.functional_credits.add(turnover.functional_credits),
            ],
        )
