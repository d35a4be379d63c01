"""What the processor says moved its balance, beside what the books say: matched by whose movement it was. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from contracts import billing as facts
from functions.billing.ledger.entries import Entry
from kernel.events import Event

Kind = Literal["charge", "refund", "dispute", "dispute_reversal", "transfer", "payout", "other"]


@dataclass(frozen=True)
class Movement:
    """Minor units of the balance's currency; positive came in. `fee` is what was kept of it."""

    kind: Kind
    source_id: str
    currency: str
    gross: int
    fee: int
    day: date

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.source_id, self.currency


@dataclass(frozen=True)
class Difference:
    """`state`: only_processor (not in the books), only_books, or amounts (both, not the same)."""

    state: Literal["only_processor", "only_books", "amounts"]
    kind: str
    source_id: str
    currency: str
    processor_gross: int | None = None
    processor_fee: int | None = None
    books_gross: int | None = None
    books_fee: int | None = None


@dataclass
class Result:
    matched: int = 0
    differences: list[Difference] = field(default_factory=list)
    net: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # by currency, of the processor

    @property
    def clean(self) -> bool:
        return not self.differences


def match(processor: Iterable[Movement], books: Iterable[Movement]) -> Result:
    """Every movement of both sides is in the result once: matched, or in a difference."""
    result = Result()
    ours = _summed(books)
    theirs = _summed(processor)
    for key in sorted(theirs.keys() | ours.keys()):
        their, our = theirs.get(key), ours.get(key)
        if their:
            result.net[key[2]] += their[0] - their[1]
        if their == our:
            result.matched += 1
        elif our is None and their:
            result.differences.append(
                Difference("only_processor", *key, processor_gross=their[0], processor_fee=their[1])
            )
        elif their is None and our:
            result.differences.append(Difference("only_books", *key, books_gross=our[0], books_fee=our[1]))
        elif their and our:
            result.differences.append(Difference("amounts", *key, *their, *our))
    return result


def _summed(movements: Iterable[Movement]) -> dict[tuple[str, str, str], tuple[int, int]]:
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for one in movements:
        gross, fee = sums.get(one.key, (0, 0))
        sums[one.key] = (gross + one.gross, fee + one.fee)
    return sums


def movements_of(entry: Entry, fact: Event) -> list[Movement]:
    """What an entry says of the processor's balance."""
    found = _MOVES.get(type(fact))
    moved = found(fact, entry.accounting_date) if found else None
    return [moved] if moved else []


def _moved(kind: Kind, source: str, settled: facts.Settled | None, amount: int, currency: str, day: date) -> Movement:
    """A negative amount left; `settled` is what it was in the balance's own currency, without a sign."""
    if settled is None:
        return Movement(kind, source, currency, amount, 0, day)
    return Movement(kind, source, settled.currency, settled.amount if amount >= 0 else -settled.amount, 0, day)


def _donation(fact: facts.DonationReceived, day: date) -> Movement:
    return _moved("charge", fact.payment_id, fact.settled, fact.gross, fact.currency, day)


def _invoice(fact: facts.InvoicePaid, day: date) -> Movement | None:
    charged = fact.total - fact.from_balance
    return _moved("charge", fact.payment_id, fact.settled, charged, fact.currency, day) if charged else None


def _refund(fact: facts.PaymentRefunded, day: date) -> Movement:
    return _moved("refund", fact.refund_id, fact.settled, -fact.amount, fact.currency, day)


def _opened(fact: facts.DisputeOpened, day: date) -> Movement:
    return _moved("dispute", fact.dispute_id, fact.settled, -fact.amount, fact.currency, day)


def _closed(fact: facts.DisputeClosed, day: date) -> Movement | None:
    """Lost, nothing moves any more."""
    if not fact.won:
        return None
    return _moved("dispute_reversal", fact.dispute_id, fact.settled, fact.amount, fact.currency, day)


def _fee(fact: facts.ProcessorFeeCharged, day: date) -> Movement:
    kinds: dict[str, Kind] = {"payment": "charge", "refund": "refund", "dispute": "dispute"}
    return Movement(kinds[fact.of], fact.source_id, fact.currency, 0, fact.amount, day)


def _payout(fact: facts.PayoutPaid, day: date) -> Movement | None:
    if fact.paid_from != "processor":
        return None
    return _moved("transfer", fact.transfer_id or fact.payout_id, fact.settled, -fact.net, fact.currency, day)


def _settlement(fact: facts.ProcessorSettled, day: date) -> Movement:
    return Movement("payout", fact.settlement_id, fact.currency, -fact.amount, 0, day)


_MOVES: dict[type[Event], Callable[[Any, date], Movement | None]] = {
    facts.DonationReceived: _donation,
    facts.InvoicePaid: _invoice,
    facts.PaymentRefunded: _refund,
    facts.DisputeOpened: _opened,
    facts.DisputeClosed: _closed,
    facts.ProcessorFeeCharged: _fee,
    facts.PayoutPaid: _payout,
    facts.ProcessorSettled: _settlement,
}
