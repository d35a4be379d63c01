"""What the API of money takes and answers. Amounts are minor units: 500 of USD is 5 dollars, of KRW 500 won."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from functions.billing.donations.domain import Donation, State
from functions.billing.policies import DonationPolicy
from kernel.money import CurrencyCode
from kernel.schemas import RequestBody, View, example

SitePath = Annotated[str, StringConstraints(pattern=r"^/([A-Za-z0-9_?#.-][A-Za-z0-9_/?=&#.-]*)?$", max_length=200)]


class DonationRequest(
    RequestBody,
    json_schema_extra=example({"amount_minor": 5000, "currency": "KRW", "message": "Good song!"}),
):
    amount_minor: int = Field(gt=0, le=10**12)
    currency: CurrencyCode
    message: Annotated[str, StringConstraints(max_length=200)] = ""
    session_id: Annotated[str | None, StringConstraints(max_length=64)] = None
    return_path: SitePath = Field(default="/", description="Of the site, where the donor comes back to")


class MessageChange(RequestBody, json_schema_extra=example({"hidden": True})):
    hidden: bool = Field(description="True: neither in the overlay nor on its alert")


class CurrencyRules(View):
    currency: str
    smallest_minor: int
    largest_a_day_minor: int


class DonationRules(View):
    """What the policy of today allows; `refund_days` count from the payment."""

    currencies: list[CurrencyRules]
    refund_days: int

    @classmethod
    def of(cls, policy: DonationPolicy) -> "DonationRules":
        taken = [
            CurrencyRules(currency=code, smallest_minor=policy.smallest[code], largest_a_day_minor=most)
            for code, most in policy.largest_a_day.items()
        ]
        return cls(currencies=taken, refund_days=policy.refund_days)


class DonationView(View):
    id: str
    channel_id: str
    amount_minor: int
    currency: str
    message: str
    state: State
    asked_at: datetime
    received_at: datetime | None
    refundable_until: datetime | None
    refunded_minor: int
    checkout_url: str | None = Field(default=None, description="Where to pay; in the answer that opened it only")

    @classmethod
    def of(cls, donation: Donation, checkout_url: str | None = None) -> "DonationView":
        return cls(
            id=donation.id,
            channel_id=donation.channel_id,
            amount_minor=donation.gross.minor,
            currency=donation.gross.currency,
            message=donation.message,
            state=donation.state,
            asked_at=donation.asked_at,
            received_at=donation.received_at,
            refundable_until=donation.refundable_until(),
            refunded_minor=donation.refunded.total,
            checkout_url=checkout_url,
        )


class ReceivedView(View):
    """A donation as who received it sees it; `creator_minor` is what is left of the creator's part."""

    id: str
    donor_name: str = Field(description="Empty while the donor's name is not known")
    message: str
    message_hidden: bool
    amount_minor: int
    creator_minor: int
    refunded_minor: int
    currency: str
    state: State
    received_at: datetime

    @classmethod
    def of(cls, donation: Donation, donor_name: str) -> "ReceivedView":
        return cls(
            id=donation.id,
            donor_name=donor_name,
            message=donation.message,
            message_hidden=donation.message_hidden,
            amount_minor=donation.gross.minor,
            creator_minor=donation.left.creator,
            refunded_minor=donation.refunded.total,
            currency=donation.gross.currency,
            state=donation.state,
            received_at=donation.received_at or donation.asked_at,
        )


class TotalView(View):
    currency: str
    gross_minor: int
    creator_minor: int
    count: int


class TotalsView(View):
    """Of the running month in UTC, less what went back."""

    month: str
    items: list[TotalView]


class OverlayView(View):
    url: str = Field(description="For a browser source; whoever has it sees the alerts. The token is behind the #")
