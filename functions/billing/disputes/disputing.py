"""The card holder's bank takes the money back: for now, and then for good or not. Told in any order.

What is in dispute is ours to win until the bank decides. Lost, it is taken from whom a refund would take it; what no
longer can be, because a part was given back before, is a loss of the platform's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pynamodb.transactions import TransactWrite

from contracts.billing import DisputeClosed, DisputeOpened, ProcessorFeeCharged, RefundPart
from functions.billing.disputes import store
from functions.billing.disputes.store import DisputeRow
from functions.billing.disputes.stripe_disputes import NO_MONEY_MOVED, Dispute, Movement
from functions.billing.donations.domain import Donation, Shares
from functions.billing.donations.settling import NotYet, refund_parts, settled_in
from functions.billing.donations.store import DynamoDonations
from functions.billing.ledger import chart
from functions.billing.ledger.journal import period_of
from functions.billing.processor import Payment
from functions.billing.subscriptions import refunding
from functions.billing.subscriptions.store import InvoiceRow, invoice
from kernel.clock import Clock, iso
from kernel.money import Money
from kernel.outbox import announce
from kernel.transactions import transaction, until_settled

ENDED = {"won", "lost"}


class Disputes(Protocol):
    def dispute(self, dispute_id: str) -> Dispute: ...
    def payment(self, payment_id: str) -> Payment: ...


class Invoices(Protocol):
    def invoice_of(self, payment_id: str) -> str | None: ...


@dataclass(frozen=True)
class Disputing:
    disputes: Disputes
    invoices: Invoices
    donations: DynamoDonations
    day_of: Callable[[datetime], date]
    now: Clock

    def changed(self, dispute_id: str) -> InvoiceRow | None:
        """Opened and ended, each once. The invoice whose dispute was lost just now, if it was one's."""
        dispute = self.disputes.dispute(dispute_id)
        if dispute.status in NO_MONEY_MOVED or dispute.withdrawn is None:
            return None
        of = self._of(dispute)
        if of is None:
            return None  # somebody else's payment in the same account
        if store.find(dispute.id) is None:
            until_settled(lambda: self._open(dispute, of))
        return until_settled(lambda: self._close(dispute, of)) if dispute.status in ENDED else None

    def _of(self, dispute: Dispute) -> str | None:
        donation_id = self.disputes.payment(dispute.payment_id).metadata.get("donation_id")
        return donation_id or self.invoices.invoice_of(dispute.payment_id)

    def _open(self, dispute: Dispute, of: str) -> None:
        if store.find(dispute.id):
            return
        moved = dispute.withdrawn
        row = DisputeRow(
            dispute.id,
            payment_id=dispute.payment_id,
            of=of,
            amount=dispute.amount,
            currency=dispute.currency,
            state="open",
            opened_at=iso(dispute.opened_at),
        )
        opened = DisputeOpened(
            dispute_id=dispute.id,
            payment_id=dispute.payment_id,
            currency=dispute.currency,
            amount=dispute.amount,
            opened_at=dispute.opened_at,
            settled=settled_in(-moved.amount, dispute.currency) if moved else None,
            reason=dispute.reason,
            due_by=dispute.due_by,
        )
        with transaction() as write:
            write.save(row, condition=DisputeRow.id.does_not_exist())
            announce(write, opened, self.now())
            _announce_fee(write, dispute, moved, self.now())

    def _close(self, dispute: Dispute, of: str) -> InvoiceRow | None:
        row = store.find(dispute.id)
        if row is None or row.state != "open":
            return None
        if dispute.status == "won":
            if dispute.returned is None:
                raise NotYet(f"{dispute.id} is won, and the money is not back")
            with transaction() as write:
                _end(write, row, "won")
                announce(write, _closed(dispute, (), dispute.returned.at, dispute.returned), self.now())
            return None
        donation = self.donations.find(of)
        if donation:
            self._lost_donation(dispute, row, donation)
            return None
        return self._lost_invoice(dispute, row, of)

    def _lost_donation(self, dispute: Dispute, row: DisputeRow, donation: Donation) -> None:
        most = min(dispute.amount, donation.left.total)
        back = donation.taken_back(most) if most else Shares(0, 0, 0)
        parts = (*refund_parts(donation, back), *_loss(dispute.amount - most))
        event = _closed(dispute, parts, self.now(), None)
        if not most:
            with transaction() as write:
                _end(write, row, "lost")
                announce(write, event, self.now())
            return
        self.donations.refund(
            donation, dispute.id, back, self.now(), event, also=lambda write: _end(write, row, "lost")
        )

    def _lost_invoice(self, dispute: Dispute, row: DisputeRow, invoice_id: str) -> InvoiceRow:
        paid = invoice(invoice_id)
        if paid is None or paid.state != "paid":
            raise NotYet(f"{dispute.id} came before its invoice {invoice_id}")
        most, today = min(dispute.amount, int(paid.total) - int(paid.refunded)), self.day_of(self.now())
        taken = refunding.take(paid, most, today, chart.CHARGEBACKS)
        event = _closed(dispute, (*taken.parts, *_loss(dispute.amount - most)), self.now(), None)
        with transaction() as write:
            _end(write, row, "lost")
            refunding.write_taken(write, paid, taken, most, period_of(today))
            announce(write, event, self.now())
        return paid


def _loss(amount: int) -> tuple[RefundPart, ...]:
    return (RefundPart(account=chart.CHARGEBACKS, amount=amount),) if amount else ()


def _end(write: TransactWrite, row: DisputeRow, state: str) -> None:
    write.update(DisputeRow(row.id), actions=[DisputeRow.state.set(state)], condition=DisputeRow.state == "open")


def _announce_fee(write: TransactWrite, dispute: Dispute, moved: Movement | None, at: datetime) -> None:
    if moved and moved.fee:
        fee = ProcessorFeeCharged(
            balance_transaction_id=moved.id,
            of="dispute",
            source_id=dispute.id,
            currency=moved.fee.currency,
            amount=moved.fee.minor,
            charged_at=moved.at,
        )
        announce(write, fee, at)


def _closed(dispute: Dispute, parts: tuple[RefundPart, ...], at: datetime, returned: Movement | None) -> DisputeClosed:
    back: Money | None = returned.amount if returned else None
    return DisputeClosed(
        dispute_id=dispute.id,
        payment_id=dispute.payment_id,
        currency=dispute.currency,
        amount=dispute.amount,
        won=returned is not None,
        parts=parts,
        closed_at=at,
        settled=settled_in(back, dispute.currency),
    )
