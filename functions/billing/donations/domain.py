"""Donations: how an amount is divided, what a person may give a day, until when it is given back. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from functions.billing.policies import DonationPolicy
from kernel.errors import Conflict, Forbidden, Unprocessable
from kernel.money import Money, split

State = Literal["pending", "paid", "cancelled", "refunded"]


@dataclass(frozen=True)
class Shares:
    """Of one donation, in minor units; they sum to what was given."""

    creator: int
    platform: int
    tax: int

    @classmethod
    def of(cls, gross: Money, share: Fraction, tax: int = 0) -> "Shares":
        """The platform takes the remainder, so that a creator's part is never more than his share."""
        net = gross - Money(tax, gross.currency)
        creator = net.part(share).minor
        return cls(creator, net.minor - creator, tax)

    @property
    def total(self) -> int:
        return self.creator + self.platform + self.tax

    def less(self, other: "Shares") -> "Shares":
        return Shares(self.creator - other.creator, self.platform - other.platform, self.tax - other.tax)

    def plus(self, other: "Shares") -> "Shares":
        return Shares(self.creator + other.creator, self.platform + other.platform, self.tax + other.tax)


@dataclass(frozen=True)
class Donation:
    id: str
    channel_id: str
    donor_id: str
    gross: Money
    shares: Shares
    message: str
    state: State
    asked_at: datetime
    refund_days: int
    session_id: str | None = None
    payment_id: str | None = None
    received_at: datetime | None = None
    refunded: Shares = Shares(0, 0, 0)
    message_hidden: bool = False
    guardian_id: str | None = None  # who answered for a minor when it was given

    @property
    def left(self) -> Shares:
        return self.shares.less(self.refunded)

    def refundable_until(self) -> datetime | None:
        return self.received_at + timedelta(days=self.refund_days) if self.received_at else None

    def require_refundable(self, donor_id: str, now: datetime) -> None:
        """By who gave it, within the days of the policy, once."""
        if donor_id != self.donor_id:
            raise Forbidden("Only who gave it may take it back.", code="not_your_donation")
        if self.state != "paid":
            raise Conflict(f"This donation is {self.state}.", code="not_refundable")
        until = self.refundable_until()
        if until is None or now > until:
            raise Conflict(f"It could be taken back for {self.refund_days} days.", code="refund_window_over")

    def taken_back(self, amount: int) -> Shares:
        """What each gives back when `amount` more goes back: in proportion to what each still has.

        So no part is ever more than what is left of it, and all of it back is each part back, in however many refunds.
        Raises a 409 for more than is left.
        """
        left = self.left
        if not 0 < amount <= left.total:
            raise Conflict("That is more than what is left of it.", code="refund_exceeds_payment")
        return Shares(*split(amount, [left.creator, left.platform, left.tax]))


def require_allowed(gross: Money, policy: DonationPolicy) -> int:
    """The most of this currency a person may give a day, in minor units. Raises for what nobody may give."""
    cap = policy.largest_a_day.get(gross.currency)
    if cap is None:
        known = ", ".join(sorted(policy.largest_a_day))
        raise Unprocessable(f"Donations are taken in {known}.", code="currency_not_taken")
    smallest = Money(policy.smallest[gross.currency], gross.currency)
    if gross < smallest:
        raise Unprocessable(f"The smallest donation is {smallest}.", code="amount_too_small")
    if gross.minor > cap:
        raise Unprocessable(f"The most a day is {Money(cap, gross.currency)}.", code="amount_too_large")
    return cap
