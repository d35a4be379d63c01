"""journal.csv: every line of every entry, in the order of the chain; and chart_of_accounts.csv, trial_balance.csv."""

from collections.abc import Iterator
from typing import Any

from functions.billing.exports.tables import Table
from functions.billing.ledger.chart import ACCOUNTS, BY_CODE
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import Balances, Turnover
from kernel.clock import iso

JOURNAL = Table(
    "journal.csv",
    (
        "entry_id",
        "line_no",
        "posted_at",
        "accounting_date",
        "period",
        "account",
        "debit_minor",
        "credit_minor",
        "currency",
        "fx_rate",
        "fx_source",
        "functional_debit_minor",
        "functional_credit_minor",
        "source_type",
        "source_id",
        "event_id",
        "party_type",
        "party_id",
        "stream_id",
        "order_id",
        "invoice_id",
        "tax_code",
        "reversal_of",
        "memo",
        "prev_hash",
        "hash",
    ),
    ("debit_minor", "credit_minor", "functional_debit_minor", "functional_credit_minor"),
)
CHART = Table(
    "chart_of_accounts.csv",
    ("code", "name", "type", "normal_side", "parent", "heading", "active_from", "active_to"),
)
TRIAL_BALANCE = Table(
    "trial_balance.csv",
    (
        "account",
        "name",
        "currency",
        "opening",
        "debits",
        "credits",
        "closing",
        "functional_opening",
        "functional_debits",
        "functional_credits",
        "functional_closing",
    ),
    ("functional_opening", "functional_debits", "functional_credits", "functional_closing"),
)

OWN = ("1", "")  # the rate of the books' own currency


def journal_rows(entry: Entry) -> Iterator[tuple[Any, ...]]:
    """A line each; debits and credits are both positive, the other one 0."""
    draft, source = entry.draft, entry.draft.source
    head = (iso(entry.posted_at), entry.accounting_date.isoformat(), entry.period)
    about, rates = (source.stream_id, source.order_id, source.invoice_id), entry.rates
    for number, line in enumerate(draft.lines, 1):
        amount, functional, party = line.amount, line.functional_minor, line.party
        minor = amount.minor
        rate, rate_source = rates.get(amount.currency, OWN)
        yield (
            entry.entry_id,
            number,
            *head,
            line.account,
            max(0, minor),
            -minor if minor < 0 else 0,
            amount.currency,
            rate,
            rate_source,
            max(0, functional),
            -functional if functional < 0 else 0,
            source.type,
            source.id,
            draft.event_id,
            party.type if party else None,
            party.id if party else None,
            *about,
            line.tax_code,
            draft.reversal_of,
            draft.memo,
            entry.prev_hash,
            entry.hash,
        )


def chart_rows() -> Iterator[tuple[Any, ...]]:
    for account in ACCOUNTS:
        yield (
            account.code,
            account.name,
            account.type,
            account.normal_side,
            account.parent,
            int(account.heading),
            account.active_from.isoformat(),
            account.active_to.isoformat() if account.active_to else None,
        )


def trial_balance_rows(opening: Balances, month: Balances) -> Iterator[tuple[Any, ...]]:
    """By account and currency; opening and closing are debits beyond credits."""
    for key in sorted({*opening.of, *month.of}):
        before, during = opening.of.get(key, Turnover()), month.of.get(key, Turnover())
        yield (
            key[0],
            BY_CODE[key[0]].name,
            key[1],
            before.balance,
            during.debits,
            during.credits,
            before.balance + during.balance,
            before.functional_balance,
            during.functional_debits,
            during.functional_credits,
            before.functional_balance + during.functional_balance,
        )
