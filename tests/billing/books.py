"""Books in memory: what the store does with rows, done with lists, so that rules can be tested by the thousand."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from functions.billing.exports.month import Booked
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import Balances, Entity, Head, Rate, book
from functions.billing.ledger.rules import draft_of
from kernel.events import Event

ENTITY = Entity("madang-us")
RATES = {
    "KRW": Rate(Fraction(1, 1400), "ecb"),
    "KWD": Rate(Fraction(325, 100), "ecb"),
    "EUR": Rate(Fraction(108, 100), "ecb"),
}


def rates(currency: str, _: date) -> Rate:
    return RATES[currency]


def booked(facts: Iterable[tuple[str, Event]], at: datetime, head: Head | None = None) -> tuple[list[Booked], Head]:
    """Entries of the facts in the order they come, those that come again left out."""
    head, seen, done = head or Head(), set[str](), list[Booked]()
    for event_id, fact in facts:
        if event_id in seen:
            continue
        seen.add(event_id)
        entry, head = book(ENTITY, head, draft_of(fact, event_id), at, rates)
        done.append(Booked(entry, fact))
    return done, head


def balances_of(entries: Iterable[Entry]) -> Balances:
    balances = Balances()
    for entry in entries:
        balances.add(entry)
    return balances
