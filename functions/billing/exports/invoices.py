"""The files of invoices: what was invoiced and paid, what was credited, which tax is in it, what was earned."""

from collections.abc import Callable, Iterator
from typing import Any

from contracts import billing as facts
from functions.billing.exports.tables import Table
from functions.billing.ledger import chart
from functions.billing.ledger.entries import Entry
from kernel.events import Event

Row = tuple[Any, ...]

INVOICES = Table(
    "invoices.csv",
    (
        "invoice_id", "number", "issue_date", "due_date", "customer_id", "country", "type", "status", "currency",
        "subtotal", "discount", "credit", "tax", "total", "paid", "due", "payment_id", "subscription_id",
    ),
    ("subtotal", "tax", "total", "paid"),
)  # fmt: skip
INVOICE_LINES = Table(
    "invoice_lines.csv",
    (
        "invoice_id", "line_id", "product", "period_from", "period_to", "quantity", "currency", "amount", "tax_code",
        "tax", "channel_id", "creator_part", "deferred",
    ),
    ("amount", "tax", "creator_part", "deferred"),
)  # fmt: skip
CREDIT_NOTES = Table(
    "credit_notes.csv",
    (
        "number", "invoice_id", "refund_id", "issue_date", "reason", "currency", "refund_amount", "tax_reversed",
        "credit_status",
    ),
    ("refund_amount", "tax_reversed"),
)  # fmt: skip
CREDIT_NOTE_LINES = Table(
    "credit_note_lines.csv",
    ("number", "invoice_id", "account", "line_id", "product", "currency", "amount", "tax_code"),
    ("amount",),
)
TAX = Table(
    "tax_vat.csv",
    ("document", "line_id", "direction", "country", "tax_code", "currency", "base", "rate", "tax", "accounting_date"),
    ("base", "tax"),
)
RECOGNISED = Table(
    "revenue_recognised.csv",
    ("day", "line_id", "product", "account", "currency", "amount", "entry_id"),
    ("amount",),
)


def invoices(entry: Entry, fact: facts.InvoicePaid) -> Iterator[Row]:
    tax, day = sum(line.tax for line in fact.lines), entry.accounting_date.isoformat()
    about = (fact.invoice_id, fact.number, day, day, fact.customer_id, fact.region, "subscription", "paid")
    sums = (fact.currency, fact.total - tax, 0, fact.from_balance, tax, fact.total, fact.total - fact.from_balance, 0)
    yield (*about, *sums, fact.payment_id, fact.subscription_id)


def invoice_lines(_: Entry, fact: facts.InvoicePaid) -> Iterator[Row]:
    for line in fact.lines:
        about = (fact.invoice_id, line.line_id, line.product, line.period_from.isoformat(), line.period_to.isoformat())
        yield (
            *about, 1, fact.currency, line.net, line.tax_code, line.tax, line.channel_id, line.creator_part,
            line.net - line.creator_part,
        )  # fmt: skip


def credit_notes(entry: Entry, fact: facts.PaymentRefunded) -> Iterator[Row]:
    """A refund of a donation is none: nothing was invoiced."""
    if fact.invoice_id:
        tax = sum(part.amount for part in fact.parts if part.account == chart.SALES_TAX)
        day = entry.accounting_date.isoformat()
        about = (f"CN-{fact.refund_id}", fact.invoice_id, fact.refund_id, day, fact.reason)
        yield (*about, fact.currency, fact.amount, tax, "refunded")


def credit_note_lines(_: Entry, fact: facts.PaymentRefunded) -> Iterator[Row]:
    for part in fact.parts if fact.invoice_id else ():
        line_id = part.party_id if part.party_type == "obligation" else None
        about = (f"CN-{fact.refund_id}", fact.invoice_id, part.account, line_id, part.product)
        yield (*about, fact.currency, part.amount, part.tax_code)


def _rate(tax: int, base: int) -> str | None:
    return f"{tax / base:.4f}" if base else None


def invoice_tax(entry: Entry, fact: facts.InvoicePaid) -> Iterator[Row]:
    for line in fact.lines:
        if line.tax:
            about = (fact.number or fact.invoice_id, line.line_id, "output", fact.region, line.tax_code, fact.currency)
            yield (*about, line.net, _rate(line.tax, line.net), line.tax, entry.accounting_date.isoformat())


def donation_tax(entry: Entry, fact: facts.DonationReceived) -> Iterator[Row]:
    if fact.tax:
        base = fact.gross - fact.tax
        about = (fact.donation_id, None, "output", None, fact.tax_code, fact.currency)
        yield (*about, base, _rate(fact.tax, base), fact.tax, entry.accounting_date.isoformat())


def tax_back(entry: Entry, fact: facts.PaymentRefunded | facts.DisputeClosed) -> Iterator[Row]:
    """The tax of what went back; its base is what went back of the same product without it. Orders have their own."""
    if isinstance(fact, facts.PaymentRefunded) and fact.returned:
        return
    taxed = [part for part in fact.parts if part.account == chart.SALES_TAX]
    rest = [part for part in fact.parts if part.account != chart.SALES_TAX]
    document = fact.refund_id if isinstance(fact, facts.PaymentRefunded) else fact.dispute_id
    day = entry.accounting_date.isoformat()
    for part in taxed:
        base = sum(other.amount for other in rest if other.product == part.product)
        about = (document, None, "reversed", None, part.tax_code, fact.currency)
        yield (*about, -base, _rate(part.amount, base), -part.amount, day)


def recognised(entry: Entry, fact: facts.RevenueRecognised) -> Iterator[Row]:
    for part in fact.parts:
        account = next(line.account for line in entry.draft.lines if line.account != chart.DEFERRED)
        yield fact.day.isoformat(), part.line_id, fact.product, account, fact.currency, part.amount, entry.entry_id


FILES: tuple[tuple[Table, type[Event], Callable[[Entry, Any], Iterator[Row]]], ...] = (
    (INVOICES, facts.InvoicePaid, invoices),
    (INVOICE_LINES, facts.InvoicePaid, invoice_lines),
    (CREDIT_NOTES, facts.PaymentRefunded, credit_notes),
    (CREDIT_NOTE_LINES, facts.PaymentRefunded, credit_note_lines),
    (TAX, facts.InvoicePaid, invoice_tax),
    (TAX, facts.DonationReceived, donation_tax),
    (TAX, facts.PaymentRefunded, tax_back),
    (TAX, facts.DisputeClosed, tax_back),
    (RECOGNISED, facts.RevenueRecognised, recognised),
)
