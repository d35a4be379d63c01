"""The files beside the journal that facts fill: payments, refunds, disputes, fees, payouts, taxes, exceptions."""

from collections.abc import Callable, Iterator
from typing import Any

from contracts import billing as facts
from functions.billing.exports.payout_files import PAYOUTS, WITHHOLDING, payouts, withheld
from functions.billing.exports.tables import Table
from functions.billing.ledger.entries import Entry
from kernel.clock import iso
from kernel.events import Event

Row = tuple[Any, ...]

PAYMENTS = Table(
    "payments.csv",
    (
        "payment_id",
        "for_type",
        "for_id",
        "payer_id",
        "status",
        "amount",
        "tax",
        "currency",
        "paid_at",
        "accounting_date",
    ),
    ("amount", "tax"),
)
DONATIONS = Table(
    "donations.csv",
    (
        "donation_id",
        "payment_id",
        "channel_id",
        "donor_id",
        "stream_id",
        "gross",
        "creator_part",
        "platform_part",
        "tax",
        "currency",
        "received_at",
    ),
    ("gross", "creator_part", "platform_part", "tax"),
)
REFUNDS = Table(
    "refunds.csv",
    ("refund_id", "payment_id", "amount", "currency", "reason", "refunded_at", "accounting_date"),
    ("amount",),
)
DISPUTES = Table(
    "disputes.csv",
    ("dispute_id", "payment_id", "event", "outcome", "amount", "currency", "at"),
    ("amount",),
)
FEES = Table(
    "processor_fees.csv",
    ("balance_transaction_id", "of", "source_id", "amount", "currency", "charged_at"),
    ("amount",),
)
EXCEPTIONS = Table("exceptions.csv", ("entry_id", "event_id", "kind", "detail", "actor"))


def donation_payment(entry: Entry, fact: facts.DonationReceived) -> Iterator[Row]:
    about = (fact.payment_id, "donation", fact.donation_id, fact.donor_id, "succeeded")
    yield (*about, fact.gross, fact.tax, fact.currency, iso(fact.received_at), entry.accounting_date.isoformat())


def invoice_payment(entry: Entry, fact: facts.InvoicePaid) -> Iterator[Row]:
    about = (fact.payment_id, "invoice", fact.invoice_id, fact.customer_id, "succeeded")
    tax, charged = sum(line.tax for line in fact.lines), fact.total - fact.from_balance
    yield (*about, charged, tax, fact.currency, iso(fact.paid_at), entry.accounting_date.isoformat())


def donations(_: Entry, fact: facts.DonationReceived) -> Iterator[Row]:
    yield (
        fact.donation_id,
        fact.payment_id,
        fact.channel_id,
        fact.donor_id,
        fact.session_id,
        fact.gross,
        fact.creator_part,
        fact.platform_part,
        fact.tax,
        fact.currency,
        iso(fact.received_at),
    )


def refunds(entry: Entry, fact: facts.PaymentRefunded) -> Iterator[Row]:
    about = (fact.refund_id, fact.payment_id, fact.amount, fact.currency, fact.reason, iso(fact.refunded_at))
    yield (*about, entry.accounting_date.isoformat())


def dispute_opened(_: Entry, fact: facts.DisputeOpened) -> Iterator[Row]:
    yield fact.dispute_id, fact.payment_id, "opened", None, fact.amount, fact.currency, iso(fact.opened_at)


def dispute_closed(_: Entry, fact: facts.DisputeClosed) -> Iterator[Row]:
    outcome = "won" if fact.won else "lost"
    yield fact.dispute_id, fact.payment_id, "closed", outcome, fact.amount, fact.currency, iso(fact.closed_at)


def fees(_: Entry, fact: facts.ProcessorFeeCharged) -> Iterator[Row]:
    about = (fact.balance_transaction_id, fact.of, fact.source_id)
    yield (*about, fact.amount, fact.currency, iso(fact.charged_at))


def adjustments(entry: Entry, fact: facts.BooksAdjusted) -> Iterator[Row]:
    """What somebody corrected by hand."""
    actors = f"{fact.requested_by} approved by {fact.approved_by}"
    yield entry.entry_id, entry.draft.event_id, "adjustment", fact.reason, actors


def late_rows(entry: Entry) -> Iterator[Row]:
    """What came after its month was closed, and stands in a later one."""
    detail = f"occurred {iso(entry.draft.occurred_at)}, after its month was closed"
    yield entry.entry_id, entry.draft.event_id, "late", detail, None


FILES: tuple[tuple[Table, type[Event], Callable[[Entry, Any], Iterator[Row]]], ...] = (
    (PAYMENTS, facts.DonationReceived, donation_payment),
    (PAYMENTS, facts.InvoicePaid, invoice_payment),
    (DONATIONS, facts.DonationReceived, donations),
    (REFUNDS, facts.PaymentRefunded, refunds),
    (DISPUTES, facts.DisputeOpened, dispute_opened),
    (DISPUTES, facts.DisputeClosed, dispute_closed),
    (FEES, facts.ProcessorFeeCharged, fees),
    (PAYOUTS, facts.PayoutPaid, payouts),
    (WITHHOLDING, facts.PayoutPaid, withheld),
    (EXCEPTIONS, facts.BooksAdjusted, adjustments),
)
