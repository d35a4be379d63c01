"""Giving and taking back, as people ask for it; what the processor says of the money is settling.py's."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from functions.billing import policies
from functions.billing.donations.days import CapReached
from functions.billing.donations.domain import Donation, Shares, require_allowed
from functions.billing.donations.store import DynamoDonations
from functions.billing.fraud.entrance import admit_donation
from functions.billing.payees import DynamoPayees
from functions.billing.subscriptions.streamer_plan import has_plan
from kernel.clock import Clock
from kernel.errors import Conflict, NotFound
from kernel.identifiers import id_from
from kernel.money import Money

if TYPE_CHECKING:
    from functions.billing.guardians.domain import Consent
    from functions.billing.guardians.months import Also, Months


class Checkouts(Protocol):
    def open_checkout(self, donation: Donation, back_to: str, key: str) -> str: ...
    def refund(self, payment_id: str, amount: int, key: str) -> None: ...


@dataclass(frozen=True)
class Asked:
    """What somebody wants to give."""

    channel_id: str
    donor_id: str
    gross: Money
    message: str
    session_id: str | None = None


@dataclass(frozen=True)
class Giving:
    donations: DynamoDonations
    payees: DynamoPayees
    processor: Checkouts
    months: "Months"
    now: Clock

    def give(self, asked: Asked, back_to: str, key: str) -> tuple[Donation, str | None]:
        """The donation and where to pay it while it is unpaid. A person's same key for a channel is the same."""
        payee, now = self.payees.find(asked.channel_id), self.now()
        if payee is None:
            raise NotFound("There is no such channel.", code="no_such_channel")
        if payee.owner_id == asked.donor_id:
            raise Conflict("This channel is yours.", code="own_channel")
        policy = policies.donations(now.date())
        cap = require_allowed(asked.gross, policy)
        share = policy.share_with_plan if has_plan(payee.owner_id, now) else policy.creator_share
        donation = Donation(
            id=id_from("don", asked.donor_id, asked.channel_id, key),
            channel_id=asked.channel_id,
            donor_id=asked.donor_id,
            gross=asked.gross,
            shares=Shares.of(asked.gross, share),
            message=asked.message,
            state="pending",
            asked_at=now,
            refund_days=policy.refund_days,
            session_id=asked.session_id,
        )

        def begin(consent: "Consent | None", also: "Also | None") -> None:
            admit_donation(donation)  # not before: who may not pay yet is not counted as somebody who tries to
            made = replace(donation, guardian_id=consent.guardian_id) if consent else donation
            self.donations.open(made, cap, also)

        try:
            self.months.begin(asked.donor_id, asked.gross, now, begin)
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

    def take_back(self, donation_id: str, donor_id: str, key: str) -> Donation:
        """Asks the processor for all that is left of it; it is refunded when the processor says so."""
        donation = self.find(donation_id, donor_id)
        donation.require_refundable(donor_id, self.now())
        self.processor.refund(donation.payment_id or "", donation.left.total, f"{donation.id}-{key}")
        return donation
