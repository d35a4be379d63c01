"""Giving: a checkout is opened, the processor tells of the money, and the books hear of it."""

from dataclasses import dataclass
from typing import Protocol

from contracts.billing import DonationReceived, PaymentRefunded, ProcessorFeeCharged
from functions.billing import policies
from functions.billing.donations.domain import Donation, Shares, require_allowed
from functions.billing.donations.store import CapReached, DynamoDonations
from functions.billing.payees import DynamoPayees
from functions.billing.processor import Payment, Refund
from kernel.clock import Clock
from kernel.errors import Conflict, NotFound
from kernel.identifiers import id_from
from kernel.money import Money
from kernel.transactions import until_settled


class Processor(Protocol):
    def open_checkout(self, donation: Donation, back_to: str, key: str) -> str: ...
    def donation_of(self, checkout_id: str) -> str | None: ...
    def payment(self, payment_id: str) -> Payment: ...
    def refund(self, payment_id: str, amount: int, key: str) -> None: ...
    def refund_of(self, refund_id: str) -> Refund: ...


class NotYet(Exception):
    """What the event speaks of is not settled at the processor, or not heard of here; it comes again."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to give."""

    channel_id: str
    donor_id: str
    gross: Money
    message: str
    session_id: str | None = None


@dataclass(frozen=True)
class Donations:
    donations: DynamoDonations
    payees: DynamoPayees
    processor: Processor
    now: Clock

    def give(self, asked: Asked, back_to: str, key: str) -> tuple[Donation, str | None]:
        """The donation and where to pay it while it is unpaid. A person's same key is the same donation."""
        payee, now = self.payees.find(asked.channel_id), self.now()
        if payee is None:
            raise NotFound("There is no such channel.", code="no_such_channel")
        if payee.owner_id == asked.donor_id:
            raise Conflict("This channel is yours.", code="own_channel")
        policy = policies.donations(now.date())
        cap = require_allowed(asked.gross, policy)
        donation = Donation(
            id=id_from("don", asked.donor_id, key),
            channel_id=asked.channel_id,
            donor_id=asked.donor_id,
            gross=asked.gross,
            shares=Shares.of(asked.gross, policy),
            message=asked.message,
            state="pending",
            asked_at=now,
            refund_days=policy.refund_days,
            session_id=asked.session_id,
        )
        try:
            until_settled(lambda: self.donations.open(donation, cap))
        except CapReached:
            most = Money(cap, asked.gross.currency)
            raise Conflict(f"A person may give {most} a day at the most.", code="daily_limit_reached") from None
        known = self.donations.find(donation.id) or donation
        if known.state != "pending":
            return known, None  # asked for again after its key was forgotten: nobody pays it twice
        return known, self.processor.open_checkout(known, back_to, donation.id)

    def find(self, donation_id: str, donor_id: str) -> Donation:
        found = self.donations.find(donation_id)
        if found is None or found.donor_id != donor_id:
            raise NotFound("There is no such donation of yours.", code="no_such_donation")
        return found

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
            received_at=payment.paid_at,
        )
        fee = ProcessorFeeCharged(
            balance_transaction_id=payment.balance_transaction_id,
            of="payment",
            source_id=payment.id,
            currency=payment.currency,
            amount=payment.fee,
            charged_at=payment.paid_at,
        )
        events = (received, fee) if payment.fee else (received,)
        self.donations.settle(donation, payment.id, payment.paid_at, *events)

    def ran_out(self, checkout_id: str) -> None:
        """Nobody paid within the day."""
        donation_id = self.processor.donation_of(checkout_id)
        donation = self.donations.find(donation_id) if donation_id else None
        if donation:
            self.donations.cancel(donation)

    def take_back(self, donation_id: str, donor_id: str, key: str) -> Donation:
        """Asks the processor for all that is left of it; it is refunded when the processor says so."""
        donation = self.find(donation_id, donor_id)
        donation.require_refundable(donor_id, self.now())
        self.processor.refund(donation.payment_id or "", donation.left.total, f"{donation.id}-{key}")
        return donation

    def refunded(self, refund_id: str) -> None:
        """Money went back, whoever asked for it: each part gives back its share, once a refund."""
        refund = self.processor.refund_of(refund_id)
        payment = self.processor.payment(refund.payment_id)
        donation_id = payment.metadata.get("donation_id")
        if donation_id is None:
            return
        if refund.status != "succeeded":
            raise NotYet(refund_id)
        until_settled(lambda: self._refunded(donation_id, refund))

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
            parts=donation.refund_parts(back),
            reason=refund.reason,
            refunded_at=refund.at,
        )
        self.donations.refund(donation, refund.id, back, refund.at, event)
