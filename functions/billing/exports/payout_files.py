"""payouts.csv, payout_lines.csv, withholding_kr.csv: who was paid, for which lines of the journal, less which taxes."""

from collections.abc import Iterable, Iterator
from typing import Any

from contracts import billing as facts
from functions.billing import policies
from functions.billing.exports.tables import Table
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.payables import Payable
from functions.billing.payouts.domain import remit_by
from kernel.clock import iso

Row = tuple[Any, ...]

PAYOUTS = Table(
    "payouts.csv",
    (
        "payout_id",
        "payee_type",
        "payee_id",
        "period",
        "currency",
        "gross",
        "adjustments",
        "platform_fee",
        "income_tax_withheld",
        "local_tax_withheld",
        "net",
        "threshold",
        "paid_from",
        "settled_amount",
        "settled_currency",
        "status",
        "bank_ref",
        "paid_at",
    ),
    ("gross", "adjustments", "platform_fee", "income_tax_withheld", "local_tax_withheld", "net"),
)
PAYOUT_LINES = Table(
    "payout_lines.csv",
    (
        "payout_id",
        "payee_type",
        "payee_id",
        "currency",
        "amount",
        "source_type",
        "source_id",
        "payment_id",
        "booked_on",
        "journal_sequence",
        "journal_line",
    ),
    ("amount",),
)
WITHHOLDING = Table(
    "withholding_kr.csv",
    (
        "payout_id",
        "payee_type",
        "payee_id",
        "currency",
        "base",
        "income_tax_rate",
        "income_tax",
        "local_tax_rate",
        "local_tax",
        "paid_on",
        "remit_by",
    ),
    ("base", "income_tax", "local_tax"),
)


def payouts(entry: Entry, fact: facts.PayoutPaid) -> Iterator[Row]:
    threshold = policies.payouts(entry.accounting_date).threshold.get(fact.currency)
    kept = fact.settled
    yield (
        fact.payout_id,
        fact.payee_type,
        fact.payee_id,
        entry.period,
        fact.currency,
        fact.gross,
        fact.adjustments,
        fact.fee,
        fact.income_tax,
        fact.local_tax,
        fact.net,
        threshold,
        fact.paid_from,
        kept.amount if kept else None,
        kept.currency if kept else None,
        "paid",
        fact.transfer_id,
        iso(fact.paid_at),
    )


def withheld(entry: Entry, fact: facts.PayoutPaid) -> Iterator[Row]:
    """Only Korea's policy withholds; so the register is what stands on both accounts of taxes withheld."""
    if not fact.income_tax and not fact.local_tax:
        return
    rule = policies.withholding(entry.accounting_date, "KR", "individual")
    yield (
        fact.payout_id,
        fact.payee_type,
        fact.payee_id,
        fact.currency,
        fact.gross - fact.adjustments,
        str(rule.income_tax),
        fact.income_tax,
        str(rule.local_of_income_tax),
        fact.local_tax,
        entry.accounting_date.isoformat(),
        remit_by(entry.accounting_date, rule.remit_day).isoformat(),
    )


def payout_lines(fact: facts.PayoutPaid, lines: Iterable[Payable]) -> Iterator[Row]:
    """They never change once their payout is sealed, and come in the order of the journal."""
    for line in lines:
        yield (
            fact.payout_id,
            fact.payee_type,
            fact.payee_id,
            fact.currency,
            line.amount.minor,
            line.source_type,
            line.source_id,
            line.payment_id or None,
            line.booked_on.isoformat(),
            line.sequence,
            line.line_no,
        )


def lines_differ(entry: Entry, fact: facts.PayoutPaid, total: int) -> Iterator[Row]:
    """A payout whose lines are not what was paid, for exceptions.csv."""
    wanted = fact.gross - fact.adjustments
    if total != wanted:
        detail = f"payout {fact.payout_id} is of {wanted}, its lines sum to {total}"
        yield entry.entry_id, entry.draft.event_id, "payout_lines", detail, None
