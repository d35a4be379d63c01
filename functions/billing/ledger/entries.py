"""Double entry: what an entry of the journal is. Pure.

A positive amount debits, a negative one credits. An entry is balanced in every currency and in the functional one,
in which the books are kept; it is never changed, only reversed by another.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from functions.billing.ledger.chart import BY_CODE, CLEARING, DIFFERENCES
from kernel.clock import iso
from kernel.money import Money, digits_of, rounded, split

GENESIS = "0" * 64


class Unbalanced(ValueError):
    """The lines of an entry do not sum to zero in each currency: a defect of a posting rule, not of its event."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a line concerns, as a token: names and addresses are never in the books."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Line:
    """`functional_minor` is filled in when the entry is booked, but for a line of nothing: that one moves it alone."""

    account: str
    amount: Money
    party: Party | None = None
    tax_code: str | None = None
    functional_minor: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """What the entry is about; the others are what an accountant looks it up by."""

    type: str
    id: str
    stream_id: str | None = None
    order_id: str | None = None
    invoice_id: str | None = None

    def plain(self) -> dict[str, str | None]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a posting rule makes of an event, before it has its place in the journal."""

    event_id: str
    occurred_at: datetime
    source: Source
    memo: str
    lines: tuple[Line, ...]
    reversal_of: str | None = None

    def __post_init__(self) -> None:
        require_balance(self.lines)


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft in its place: numbered without a gap, chained to the one before."""

    sequence: int
    entry_id: str
    posted_at: datetime
    accounting_date: date
    period: str
    draft: Draft
    rates: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # currency → rate as a fraction, its source
    late: bool = False  # the period it belongs to was closed
    prev_hash: str = GENESIS
    hash: str = ""

    def body(self) -> bytes:
        """What is hashed: every member but the hash itself, in one form only."""
        return json.dumps(self._plain(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def _plain(self) -> dict[str, Any]:
        draft = self.draft
        return {
            "sequence": self.sequence,
            "entry_id": self.entry_id,
            "posted_at": iso(self.posted_at),
            "accounting_date": self.accounting_date.isoformat(),
            "period": self.period,
            "event_id": draft.event_id,
            "occurred_at": iso(draft.occurred_at),
            "source": draft.source.plain(),
            "memo": draft.memo,
            "reversal_of": draft.reversal_of,
            "late": self.late,
            "rates": {currency: list(rate) for currency, rate in self.rates.items()},
            "prev_hash": self.prev_hash,
            "lines": [
                [
                    line.account,
                    line.amount.minor,
                    line.amount.currency,
                    line.functional_minor,
                    f"{line.party.type}/{line.party.id}" if line.party else None,
                    line.tax_code,
                ]
                for line in draft.lines
            ],
        }

    def sealed(self) -> "Entry":
        return replace(self, hash=hashlib.sha256(self.body()).hexdigest())


def require_balance(lines: Sequence[Line]) -> None:
    """Raises `Unbalanced`, also for an account that takes no postings."""
    sums: dict[str, int] = defaultdict(int)
    worth = 0
    for line in lines:
        account = BY_CODE.get(line.account)
        if account is None or account.heading:
            raise Unbalanced(f"no account {line.account} that takes postings")
        sums[line.amount.currency] += line.amount.minor
        worth += 0 if line.amount else line.functional_minor
    if not lines or any(sums.values()) or worth:
        raise Unbalanced(f"lines sum to {dict(sums)}, those of nothing are worth {worth}")


def lines_of(*given: Line | None) -> tuple[Line, ...]:
    """Those that say something: a tax of zero is no line."""
    return tuple(line for line in given if line is not None and line.amount)


def in_functional(lines: Iterable[Line], rates: Mapping[str, Fraction], functional: str) -> tuple[Line, ...]:
    """The lines with their amounts in the functional currency, balanced there too.

    `rates` are major units of the functional currency for one of the other. Debits and credits of a currency are each
    worth the same total, split over their lines; so a line is within one and a half minor units of its own product.
    """
    lines = list(lines)
    worth = [0 if line.amount else line.functional_minor for line in lines]
    for currency in {line.amount.currency for line in lines}:
        rate = minor_rate(rates[currency], currency, functional) if currency != functional else Fraction(1)
        for sign in (1, -1):
            places = [
                place
                for place, line in enumerate(lines)
                if line.amount.currency == currency and line.amount.minor * sign > 0
            ]
            sizes = [abs(lines[place].amount.minor) for place in places]
            if places:
                parts = split(rounded(sum(sizes) * rate), sizes)
                for place, part in zip(places, parts, strict=True):
                    worth[place] = sign * part
    return tuple(replace(line, functional_minor=value) for line, value in zip(lines, worth, strict=True))


def valued(lines: Iterable[Line], rates: Mapping[str, Fraction], functional: str) -> tuple[Line, ...]:
    """The lines in the functional currency, and the exchange difference they realise as two lines more.

    What is left on currency clearing is the difference between the processor's rate and that of the books: it goes to
    currency differences, so that clearing stands at nothing in the functional currency after every entry.
    """
    done = in_functional(lines, rates, functional)
    left = sum(line.functional_minor for line in done if line.account == CLEARING)
    if not left:
        return done
    out, back = Money(-left, functional), Money(left, functional)
    return *done, Line(CLEARING, out, functional_minor=-left), Line(DIFFERENCES, back, functional_minor=left)


def minor_rate(rate: Fraction, currency: str, functional: str) -> Fraction:
    """Minor units of the functional currency for a minor unit of the other."""
    return rate * Fraction(10) ** (digits_of(functional) - digits_of(currency))
