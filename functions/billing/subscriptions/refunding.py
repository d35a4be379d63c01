"""Money of an invoice that goes back: every line gives back net, tax and creator's part, in proportion.

What is still deferred is deferred no more, what was earned is shown as given back, never as less revenue of that day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from pynamodb.transactions import TransactWrite

from contracts.billing import InvoiceLine, PaymentRefunded, RefundPart
from functions.billing import policies
from functions.billing.donations.settling import settled_in
from functions.billing.donations.store import DynamoDonations, RefundRow
from functions.billing.ledger import chart
from functions.billing.ledger.journal import period_of
from functions.billing.processor import Refund
from functions.billing.revenue import store as obligations
from functions.billing.revenue.domain import Obligation, apportion, last_day
from functions.billing.revenue.store import ObligationRow
from functions.billing.subscriptions.store import InvoiceRow, invoice
from kernel.clock import Clock, from_iso
from kernel.errors import Conflict, NotFound
from kernel.money import rounded
from kernel.outbox import announce
from kernel.transactions import transaction, until_settled

Back = dict[str, dict[str, int]]


class Refunds(Protocol):
    def refund(self, payment_id: str, amount: int, key: str) -> None: ...


@dataclass(frozen=True)
class Taken:
    """From whom money of a refund or a lost dispute is taken; `rows` are obligations before and after."""

    parts: tuple[RefundPart, ...]
    back: Back
    rows: tuple[tuple[ObligationRow, Obligation], ...]


@dataclass(frozen=True)
class Refunding:
    processor: Refunds
    donations: DynamoDonations
    day_of: Callable[[datetime], date]
    now: Clock

    def ask(self, user_id: str, invoice_id: str, key: str) -> InvoiceRow:
        """By who paid, within the days of the policy, all that is left of it."""
        row = invoice(invoice_id)
        if row is None or row.user_id != user_id:
            raise NotFound("There is no such invoice of yours.", code="no_such_invoice")
        days = policies.subscriptions(self.now().date()).refund
        if not row.paid_at or not row.payment_id:
            raise Conflict("Nothing was paid of this invoice.", code="not_refundable")
        if self.now() > from_iso(row.paid_at) + days:
            raise Conflict(f"It could be given back for {days.days} days.", code="refund_window_over")
        self.give_back(row, left_of(row), key)
        return row

    def give_back(self, row: InvoiceRow, amount: int, key: str) -> None:
        """Asks the processor; it counts when the processor says so. Raises a 409 for more than is left."""
        if not row.payment_id or not 0 < amount <= left_of(row):
            raise Conflict("That is more than what is left of it.", code="refund_exceeds_payment")
        self.processor.refund(row.payment_id, amount, f"{row.id}-{key}")

    def refunded(self, refund: Refund, invoice_id: str) -> bool:
        """Counted once, however often it is told; True when nothing of the invoice is left."""
        return until_settled(lambda: self._refunded(refund, invoice_id))

    def _refunded(self, refund: Refund, invoice_id: str) -> bool:
        row = invoice(invoice_id)
        if row is None:
            raise LookupError(invoice_id)
        if self.donations.knows_refund(refund.id):
            return int(row.refunded) >= int(row.total)
        taken = take(row, refund.amount, self.day_of(refund.at), chart.REFUNDED)
        event = PaymentRefunded(
            refund_id=refund.id,
            payment_id=refund.payment_id,
            currency=refund.currency,
            amount=refund.amount,
            parts=taken.parts,
            reason=refund.reason,
            settled=settled_in(refund.settled, refund.currency),
            refunded_at=refund.at,
            invoice_id=invoice_id,
        )
        month = period_of(self.day_of(refund.at))
        with transaction() as write:
            write.save(RefundRow(refund.id, of=row.id), condition=RefundRow.id.does_not_exist())
            write_taken(write, row, taken, refund.amount, month)
            announce(write, event, self.now())
        return int(row.refunded) + refund.amount >= int(row.total)


def left_of(row: InvoiceRow) -> int:
    """What was charged for it and has not gone back."""
    return min(int(row.total), int(row.charged)) - int(row.refunded)


def take(row: InvoiceRow, amount: int, day: date, earned_from: str) -> Taken:
    """`earned_from` is the account that gives back what was earned. Raises a 409 for more than is left."""
    lines = [InvoiceLine.model_validate(line) for line in row.lines]
    before: Back = {name: dict(sums) for name, sums in row.back.items()}
    pots: list[tuple[InvoiceLine, str, int]] = []
    for line in lines:
        sums = before.setdefault(line.line_id, {})
        own = line.net - line.creator_part
        for name, whole in (("own", own), ("tax", line.tax), ("creator", line.creator_part)):
            pots.append((line, name, whole - sums.get(name, 0)))
    parts: list[RefundPart] = []
    rows: list[tuple[ObligationRow, Obligation]] = []
    for (line, name, _), share in zip(pots, _shares(amount, [(name, left) for _, name, left in pots]), strict=True):
        before[line.line_id][name] = before[line.line_id].get(name, 0) + share
        if not share:
            continue
        if name == "tax":
            parts.append(_part(line, chart.SALES_TAX, share))
        elif name == "creator":
            parts.append(_part(line, chart.CREATORS, share, "creator", line.channel_id))
        else:
            kept = _obligation_of(line)
            deferred, earned, after = kept.obligation().refund(share, day)
            rows.append((kept, after))
            parts += [_part(line, chart.DEFERRED, deferred, "obligation", line.line_id)] if deferred else []
            parts += [_part(line, earned_from, earned)] if earned else []
    return Taken(tuple(parts), before, tuple(rows))


def _shares(amount: int, pots: list[tuple[str, int]]) -> list[int]:
    """Tax first, rounded as its rate asks for; what is left of the amount is divided among the others."""
    total = sum(left for _, left in pots)
    if not 0 < amount <= total:
        return apportion(amount, [left for _, left in pots])  # which refuses it
    taxes = [rounded(Fraction(left * amount, total)) if name == "tax" else 0 for name, left in pots]
    others = [0 if name == "tax" else left for name, left in pots]
    rest = amount - sum(taxes)
    if not 0 <= rest <= sum(others):  # a rounding too much where almost nothing but tax is left
        return apportion(amount, [left for _, left in pots])
    return [tax + other for tax, other in zip(taxes, apportion(rest, others), strict=True)]


def _part(
    line: InvoiceLine, account: str, amount: int, party_type: str | None = None, party_id: str | None = None
) -> RefundPart:
    tax_code = line.tax_code if account == chart.SALES_TAX else None
    return RefundPart(
        account=account,
        amount=amount,
        party_type=party_type,
        party_id=party_id,
        tax_code=tax_code,
        product=line.product,
    )


def write_taken(write: TransactWrite, row: InvoiceRow, taken: Taken, amount: int, month: str) -> None:
    for kept, after in taken.rows:
        obligations.change(write, kept, after, month)
    write.update(
        InvoiceRow(row.id),
        actions=[
            InvoiceRow.refunded.set(int(row.refunded) + amount),
            InvoiceRow.back.set(taken.back),
            InvoiceRow.version.add(1),
        ],
        condition=InvoiceRow.version == row.version,
    )


def _obligation_of(line: InvoiceLine) -> ObligationRow:
    (found,) = obligations.found([(period_of(last_day(line.period_from, line.period_to)), line.line_id)])
    return found
