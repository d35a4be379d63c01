"""What the payment processor says of donations: the money is there, nobody paid, it went back. Each counts once."""

from dataclasses import dataclass
from typing import Protocol

from contracts.billing import DonationReceived, PaymentRefunded, ProcessorFeeCharged, RefundPart, Settled
from functions.billing.donations.domain import Donation, Shares
from functions.billing.donations.store import DynamoDonations
from functions.billing.ledger import chart
from functions.billing.processor import Payment, Refund
from kernel.money import Money
from kernel.transactions import until_settled


class Payments(Protocol):
    def donation_of(self, checkout_id: str) -> str | None: ...
    def payment(self, payment_id: str) -> Payment: ...
    def refund_of(self, refund_id: str) -> Refund: ...


class NotYet(Exception):
    """What the event speaks of is not settled at the processor, or not heard of here; it comes again."""


def refund_parts(donation: Donation, back: Shares) -> tuple[RefundPart, ...]:
    """From whom a refund is taken."""
    parts = (
        RefundPart(account=chart.CREATORS, amount=back.creator, party_type="creator", party_id=donation.channel_id),
        RefundPart(account=chart.DONATIONS, amount=back.platform),
        RefundPart(account=chart.SALES_TAX, amount=back.tax),
    )
    return tuple(part for part in parts if part.amount)


def settled_in(kept: Money | None, currency: str) -> Settled | None:
    """Only where the processor keeps it in another currency than it was paid in."""
    if kept is None or kept.currency == currency:
        return None
    return Settled(currency=kept.currency, amount=kept.minor)


def fees_of(payment: Payment) -> list[ProcessorFeeCharged]:
    """In the currency of the processor's balance; none where it took nothing."""
    if not payment.fee or not payment.balance_transaction_id or not payment.paid_at:
        return []
    fee = ProcessorFeeCharged(
        balance_transaction_id=payment.balance_transaction_id,
        of="payment",
        source_id=payment.id,
        currency=payment.fee.currency,
        amount=payment.fee.minor,
        charged_at=payment.paid_at,
    )
    return [fee]


@dataclass(frozen=True)
class Settling:
    donations: DynamoDonations
    processor: Payments

    def paid(self, payment_id: str) -> None:
        """The processor has the money: the donation counts, once."""
        payment = self.processor.payment(payment_id)
        donation_id = payment.metadata.get("donation_id")
        if donation_id is None:
            return  # somebody else's payment in the same account
        donation = self.donations.find(donation_id)
        if payment.status != "succeeded" or payment.paid_at is None or not payment.balance_transaction_id:
            raise NotYet(payment_id)
        if donation is None or (payment.amount, payment.currency) != (donation.gross.minor, donation.gross.currency):
            raise NotYet(f"{payment_id} is not the payment of {donation_id}")
        received = DonationReceived(
            donation_id=donation.id,
            channel_id=donation.channel_id,
            donor_id=donation.donor_id,
            payment_id=payment.id,
            currency=donation.gross.currency,
            gross=donation.gross.minor,
            creator_part=donation.shares.creator,
            platform_part=donation.shares.platform,
            tax=donation.shares.tax,
            session_id=donation.session_id,
            settled=settled_in(payment.settled, donation.gross.currency),
            received_at=payment.paid_at,
        )
        at, events = payment.paid_at, (received, *fees_of(payment))
        until_settled(lambda: self.donations.settle(donation, payment.id, at, *events))  # the month is its channel's

    def ran_out(self, checkout_id: str) -> None:
        """Nobody paid within the day."""
        donation_id = self.processor.donation_of(checkout_id)
        donation = self.donations.find(donation_id) if donation_id else None
        if donation:
            self.donations.cancel(donation)

    def refunded(self, refund_id: str) -> bool:
        """Money went back, whoever asked for it: each part gives back its share, once a refund.

        False for a refund of something else than a donation.
        """
        refund = self.processor.refund_of(refund_id)
        payment = self.processor.payment(refund.payment_id)
        donation_id = payment.metadata.get("donation_id")
        if donation_id is None:
            return False
        if refund.status == "succeeded":  # else on its way, or it failed: another event tells when it has gone back
            until_settled(lambda: self._refunded(donation_id, refund))
        return True

    def _refunded(self, donation_id: str, refund: Refund) -> None:
        donation = self.donations.find(donation_id)
        if donation is None or donation.payment_id is None:
            raise NotYet(f"{refund.id} came before its payment")
        if self.donations.knows_refund(refund.id):
            return
        back = donation.taken_back(refund.amount)
        event = PaymentRefunded(
            refund_id=refund.id,
            payment_id=refund.payment_id,
            currency=refund.currency,
            amount=refund.amount,
            parts=refund_parts(donation, back),
            reason=refund.reason,
            settled=settled_in(refund.settled, refund.currency),
            refunded_at=refund.at,
        )
        self.donations.refund(donation, refund.id, back, refund.at, event)
