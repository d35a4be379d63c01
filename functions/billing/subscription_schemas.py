"""What the API of subscriptions takes and answers. Amounts are minor units."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from functions.billing.plans.book import Offer
from functions.billing.schemas import SitePath
from functions.billing.subscriptions.domain import Change, State, Subscription
from kernel.clock import from_iso
from kernel.schemas import RequestBody, View, example

if TYPE_CHECKING:
    from functions.billing.subscriptions.store import InvoiceRow
    from functions.billing.subscriptions.stripe_billing import ToldInvoice

RegionCode = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
ProductCode = Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}$")]


class SubscriptionRequest(
    RequestBody, json_schema_extra=example({"product": "membership", "region": "KR", "channel_id": "chn_01"})
):
    product: ProductCode
    region: RegionCode = Field(description="Where taxes are paid, ISO 3166")
    channel_id: Annotated[str | None, StringConstraints(max_length=64)] = Field(
        default=None, description="Of a membership, and only of it"
    )
    return_path: SitePath = Field(default="/account/subscriptions", description="Where the person comes back to")


class ProductChange(RequestBody, json_schema_extra=example({"product": "premium"})):
    product: ProductCode


class PauseRequest(RequestBody, json_schema_extra=example({"until": "2026-12-24T00:00:00Z"})):
    until: datetime


class CardRequest(RequestBody, json_schema_extra=example({"return_path": "/account/subscriptions"})):
    return_path: SitePath = "/account/subscriptions"


class CardPage(View):
    url: str


class OfferView(View):
    """`shown_minor` is the price book's, with its tax where `tax_included`; `total_minor` is what is paid."""

    product: str
    name: str
    kind: Literal["plan", "addon", "membership"]
    slot: str
    rank: int
    trial_days: int
    currency: str
    shown_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int
    tax_included: bool
    tax_percent: str

    @classmethod
    def of(cls, offer: Offer) -> "OfferView":
        product, percent = offer.product, offer.region.tax_rate * 100
        return cls(
            product=product.code,
            name=product.name,
            kind=product.kind,
            slot=product.slot,
            rank=product.rank,
            trial_days=product.trial_days,
            currency=offer.shown.currency,
            shown_minor=offer.shown.minor,
            net_minor=offer.net.minor,
            tax_minor=offer.tax.minor,
            total_minor=offer.total.minor,
            tax_included=offer.region.tax_included,
            tax_percent=f"{float(percent):g}",
        )


class PlansView(View):
    region: str
    regions: list[str]
    refund_days: int
    items: list[OfferView]


class SubscriptionView(View):
    """`product` is what the next invoice is for, `paid_product` what was paid for until `paid_until`."""

    slot: str
    product: str
    region: str
    state: State
    channel_id: str | None
    paid_product: str | None
    paid_until: datetime | None
    renews_at: datetime | None
    ends_at_renewal: bool
    resumes_at: datetime | None
    months: int
    failed_attempts: int
    next_attempt_at: datetime | None
    open_invoice: str | None
    checkout_url: str | None = Field(default=None, description="Where to pay; in the answer that opened it only")

    @classmethod
    def of(cls, found: Subscription, checkout_url: str | None = None) -> "SubscriptionView":
        same = {name: getattr(found, name) for name in cls.model_fields if hasattr(found, name)}
        return cls(**same, failed_attempts=found.attempts, checkout_url=checkout_url)


class SubscriptionsView(View):
    items: list[SubscriptionView]


class EntitlementView(View):
    name: str = Field(description="plan:premium, addon:analytics, membership:chn_…")
    active_until: datetime


class EntitlementsView(View):
    items: list[EntitlementView]


class PreviewView(View):
    """What a change would cost. `due_now_minor` is charged at once; the rest of the old period is in it as a credit."""

    change: Change
    due_now_minor: int
    credit_minor: int
    currency: str
    then_minor: int = Field(description="A month, from the next period on")

    @classmethod
    def of(cls, change: Change, invoice: "ToldInvoice | None", offer: Offer) -> "PreviewView":
        credit = sum(line.amount for line in invoice.lines if line.amount < 0) if invoice else 0
        return cls(
            change=change,
            due_now_minor=invoice.total if invoice else 0,
            credit_minor=-credit,
            currency=offer.total.currency,
            then_minor=offer.total.minor,
        )


class InvoiceLineView(View):
    product: str
    net_minor: int
    tax_minor: int
    period_from: date
    period_to: date


class InvoiceView(View):
    id: str
    number: str
    state: str
    product: str
    currency: str
    total_minor: int
    tax_minor: int
    refunded_minor: int
    issued_at: datetime
    paid_at: datetime | None
    lines: list[InvoiceLineView]

    @classmethod
    def of(cls, row: "InvoiceRow") -> "InvoiceView":
        return cls(
            id=row.id,
            number=row.number,
            state=row.state,
            product=row.product,
            currency=row.currency,
            total_minor=int(row.total),
            tax_minor=int(row.tax),
            refunded_minor=int(row.refunded),
            issued_at=from_iso(row.issued_at),
            paid_at=from_iso(row.paid_at) if row.paid_at else None,
            lines=[
                InvoiceLineView(
                    product=line["product"],
                    net_minor=line["net"],
                    tax_minor=line["tax"],
                    period_from=line["period_from"],
                    period_to=line["period_to"],
                )
                for line in row.lines
            ],
        )
