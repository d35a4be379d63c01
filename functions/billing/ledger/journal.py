"""The journal: entries in their order, chained, in periods that close. Pure.

Every month is a chain of its own, as around its end two are written at once: its entries are numbered in the order in
which they are booked, without a gap, and each carries the hash of the one before. Months are chained by their
manifests, which name the last hash of the month and the manifest of the month before.
A month that is closed takes no more: what belongs to it and comes late goes to the first day of the first open month,
and says so. Somebody who posts into a closed month by hand is refused instead.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from functions.billing.ledger.entries import GENESIS, Draft, Entry, Line, valued
from kernel.errors import Conflict
from kernel.identifiers import id_from

Rates = Callable[[str, date], "Rate"]


class PeriodClosed(Conflict):
    code = "period_closed"


class PeriodNotEnded(Conflict):
    code = "period_not_ended"


class OutOfOrder(Conflict):
    """Months close one after the other."""

    code = "period_out_of_order"


class ChainBroken(Exception):
    """An entry is not what was booked: changed, taken out, put in, or in another place."""

    def __init__(self, sequence: int, why: str) -> None:
        super().__init__(f"entry {sequence}: {why}")
        self.sequence = sequence


@dataclass(frozen=True)
class Rate:
    """Major units of the functional currency for one of the other, and who says so."""

    value: Fraction
    source: str


@dataclass(frozen=True)
class Entity:
    """Who keeps these books. A legal person has one, in one currency and one time zone."""

    id: str
    functional: str = "USD"
    zone: str = "UTC"

    def day_of(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class Head:
    """Where a month's chain stands. `closed` is the entity's last closed month, such as 2026-10; none, where empty."""

    sequence: int = 0
    hash: str = GENESIS
    closed: str = ""


def period_of(day: date) -> str:
    return f"{day:%Y-%m}"


def first_day(period: str) -> date:
    return date.fromisoformat(f"{period}-01")


def next_period(period: str) -> str:
    first = first_day(period)
    return f"{first.year + first.month // 12:04}-{first.month % 12 + 1:02}"


def previous_period(period: str) -> str:
    return period_of(first_day(period) - timedelta(days=1))


def accounting_day(entity: Entity, closed: str, draft: Draft) -> tuple[date, bool]:
    """The day it is booked on, and whether its own month was closed before it came."""
    own_day = entity.day_of(draft.occurred_at)
    late = bool(closed) and period_of(own_day) <= closed
    return (first_day(next_period(closed)), True) if late else (own_day, False)


def book(entity: Entity, head: Head, draft: Draft, posted_at: datetime, rates: Rates) -> tuple[Entry, Head]:
    """The entry in its place, and where its month stands after it. A missing rate raises what `rates` raises.

    `head` is that of the month of `accounting_day`.
    """
    day, late = accounting_day(entity, head.closed, draft)
    foreign = sorted({line.amount.currency for line in draft.lines} - {entity.functional})
    found = {currency: rates(currency, day) for currency in foreign}
    lines = valued(draft.lines, {currency: rate.value for currency, rate in found.items()}, entity.functional)
    entry = Entry(
        sequence=head.sequence + 1,
        entry_id=id_from("ent", entity.id, draft.event_id),
        posted_at=posted_at,
        accounting_date=day,
        period=period_of(day),
        draft=replace(draft, lines=lines),
        rates={currency: (str(rate.value), rate.source) for currency, rate in found.items()},
        late=late,
        prev_hash=head.hash,
    ).sealed()
    return entry, replace(head, sequence=entry.sequence, hash=entry.hash)


def require_open(head: Head, period: str) -> None:
    """Before somebody posts into a month by hand."""
    if head.closed and period <= head.closed:
        raise PeriodClosed(f"{period} is closed; post into {next_period(head.closed)} or later.")


def close(head: Head, period: str, today: date, first: str) -> Head:
    """The month takes no more. `first` is the month of the first entry; a 409 where it is not the month's turn."""
    if head.closed and period <= head.closed:
        raise PeriodClosed(f"{period} is closed already.")
    due = next_period(head.closed) if head.closed else first
    if period != due:
        raise OutOfOrder(f"{due} closes next.")
    if today < first_day(next_period(period)):
        raise PeriodNotEnded(f"{period} is not over.")
    return replace(head, closed=period)


def verify(entries: Iterable[Entry], after: Head | None = None) -> Head:
    """Where the journal stands after these entries. Raises `ChainBroken` at the first that is not what was booked."""
    head = after or Head()
    for entry in entries:
        if entry.sealed().hash != entry.hash:
            raise ChainBroken(entry.sequence, "its hash is another")
        head = follow(head, entry)
    return head


def follow(head: Head, entry: Entry) -> Head:
    """The head after an entry whose own hash was proved: it must be the next one. Raises `ChainBroken`."""
    if entry.sequence != head.sequence + 1:
        raise ChainBroken(entry.sequence, f"follows {head.sequence}")
    if entry.prev_hash != head.hash:
        raise ChainBroken(entry.sequence, "is chained to another entry")
    return Head(entry.sequence, entry.hash, head.closed)


@dataclass
class Turnover:
    """Of an account in a currency, in minor units; the functional sums are in the functional currency."""

    debits: int = 0
    credits: int = 0
    functional_debits: int = 0
    functional_credits: int = 0

    def add(self, line: Line) -> None:
        minor, functional = line.amount.minor, line.functional_minor
        if minor > 0 or (not minor and functional > 0):
            self.debits += minor
            self.functional_debits += functional
        else:
            self.credits -= minor
            self.functional_credits -= functional

    @property
    def balance(self) -> int:
        """What was debited beyond what was credited."""
        return self.debits - self.credits

    @property
    def functional_balance(self) -> int:
        return self.functional_debits - self.functional_credits


@dataclass
class Balances:
    """Turnovers by account and currency."""

    of: defaultdict[tuple[str, str], Turnover] = field(default_factory=lambda: defaultdict(Turnover))

    def add(self, entry: Entry) -> None:
        for line in entry.draft.lines:
            self.of[line.account, line.amount.currency].add(line)

    def with_added(self, other: "Balances") -> "Balances":
        """Both together, as new balances."""
        both = Balances()
        for balances in (self, other):
            for key, turnover in balances.of.items():
                total = both.of[key]
                total.debits += turnover.debits
                total.credits += turnover.credits
                total.functional_debits += turnover.functional_debits
                total.functional_credits += turnover.functional_credits
        return both

    def sums(self) -> dict[str, int]:
        """By currency; all zero, or the books are wrong."""
        sums: dict[str, int] = defaultdict(int)
        for (_, currency), turnover in self.of.items():
            sums[currency] += turnover.balance
        return dict(sums)

    def functional_sum(self) -> int:
        return sum(turnover.functional_balance for turnover in self.of.values())
