"""What the API of money takes and answers. Amounts are minor units: 500 of USD is 5 dollars, of KRW 500 won."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from functions.billing.donations.domain import Donation, State
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
