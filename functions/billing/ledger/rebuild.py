"""The books made again from their facts: what was exported must come out, and what does not is listed. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from functions.billing.ledger.entries import Draft, Entry, Line, valued
from functions.billing.ledger.rules import draft_of
from kernel.events import Event


@dataclass(frozen=True)
class Restatement:
    """An entry that today's rules would post otherwise; `was` stays in the books until somebody adjusts it."""

    entry_id: str
    sequence: int
    event_id: str
    was: tuple[str, ...]
    now: tuple[str, ...]


def restatements(booked: Iterable[tuple[Entry, Event]], functional: str) -> Iterator[Restatement]:
    """Each entry made again from its fact, with the rates it was booked at."""
    for entry, fact in booked:
        now = _valued(draft_of(fact, entry.draft.event_id), entry, functional)
        if now != entry.draft:
            was_lines, now_lines = (tuple(map(_text, draft.lines)) for draft in (entry.draft, now))
            yield Restatement(entry.entry_id, entry.sequence, entry.draft.event_id, was_lines, now_lines)


def _valued(draft: Draft, entry: Entry, functional: str) -> Draft:
    rates = {currency: Fraction(rate) for currency, (rate, _) in entry.rates.items()}
    occurred_at = draft.occurred_at.replace(microsecond=draft.occurred_at.microsecond // 1000 * 1000)
    return replace(draft, lines=valued(draft.lines, rates, functional), occurred_at=occurred_at)


def _text(line: Line) -> str:
    party = f" {line.party.type}/{line.party.id}" if line.party else ""
    return f"{line.account} {line.amount}{party}"
