"""A stored entry as an entry again; its own hash is proved on the way."""

import hashlib
import json
from datetime import date

from functions.billing.ledger.entries import Draft, Entry, Line, Party, Source
from functions.billing.ledger.journal import ChainBroken
from kernel.clock import from_iso
from kernel.money import Money


def entry_of(body: str, digest: str) -> Entry:
    """The entry as it was stored. Raises `ChainBroken` where the text is not what was hashed when it was booked."""
    plain = json.loads(body)
    if hashlib.sha256(body.encode()).hexdigest() != digest:
        raise ChainBroken(plain["sequence"], "its hash is another")
    lines = tuple(
        Line(account, Money(minor, currency), _party(party), tax_code, functional)
        for account, minor, currency, functional, party, tax_code in plain["lines"]
    )
    draft = Draft(
        plain["event_id"],
        from_iso(plain["occurred_at"]),
        Source(**plain["source"]),
        plain["memo"],
        lines,
        plain["reversal_of"],
    )
    return Entry(
        plain["sequence"],
        plain["entry_id"],
        from_iso(plain["posted_at"]),
        date.fromisoformat(plain["accounting_date"]),
        plain["period"],
        draft,
        {currency: (rate, source) for currency, (rate, source) in plain["rates"].items()},
        plain["late"],
        plain["prev_hash"],
        digest,
    )


def _party(text: str | None) -> Party | None:
    return Party(*text.split("/", 1)) if text else None
