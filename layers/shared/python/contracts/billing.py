"""What billing announces: facts about money, each whole, so that the books need nothing else to post it.

Amounts are minor units of the event's `currency`.
"""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from contracts.splits import SplitBack, SplitLine
from kernel.events import Event


class SubscriptionPaid(Event):
    """A person's subscription to a channel is good until `paid_until`; `months` counts those paid so far."""

    capability: ClassVar[str] = "billing"
    channel_id: str
    user_id: str
    paid_until: datetime
    months: int


class SubscriptionEnded(Event):
    """At `ended_at`, before what was paid for if it was refunded."""

    capability: ClassVar[str] = "billing"
    channel_id: str
    user_id: str
    ended_at: datetime


class Settled(BaseModel):
    """What the processor made of an amount when it keeps its balance in another currency; absent where it does not."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    currency: str
    amount: int


class DonationReceived(Event):
    """A viewer gave to a channel and the processor has the money. gross = creator_part + platform_part + tax."""

    capability: ClassVar[str] = "billing"
    donation_id: str
    channel_id: str
    donor_id: str
    payment_id: str
    currency: str
    gross: int
    creator_part: int
    platform_part: int
    tax: int = 0
    tax_code: str | None = None
    session_id: str | None = None
    settled: Settled | None = None
    received_at: datetime


class InvoiceLine(BaseModel):
    """`net` is without tax; it is earned evenly over the days from `period_from` up to, without, `period_to`.

    Negative for the unused rest of what was paid before. Of a channel's membership `creator_part` is the creator's
    own at once, and only the rest is the platform's to earn.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)
    line_id: str
    product: str
    net: int
    tax: int = 0
    tax_code: str | None = None
    period_from: date
    period_to: date
    channel_id: str | None = None
    creator_part: int = 0


class InvoicePaid(Event):
    """An invoice of a plan, an add-on or a membership was paid. total = the sum of its lines, net and tax.

    `from_balance` of it was settled with the customer's balance at the processor, which carries what is too little to
    charge: positive was taken of it, negative paid what it owed. `payment_id` is empty where nothing was charged.
    """

    capability: ClassVar[str] = "billing"
    invoice_id: str
    customer_id: str
    payment_id: str
    currency: str
    total: int
    lines: tuple[InvoiceLine, ...]
    paid_at: datetime
    number: str = ""
    subscription_id: str = ""
    region: str = ""
    from_balance: int = 0
    settled: Settled | None = None


class EntitlementChanged(Event):
    """A person may use a product, `plan:premium` or `addon:analytics`, until `active_until`; absent: no longer.

    `trial`: nothing was paid for it yet.
    """

    capability: ClassVar[str] = "billing"
    user_id: str
    product: str
    active_until: datetime | None
    changed_at: datetime
    trial: bool = False


class RecognisedPart(BaseModel):
    """What one line of an invoice earned."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    line_id: str
    amount: int


class RevenueRecognised(Event):
    """What was earned on a day of one product's deferred revenue; `obligations` counts the invoice lines in it."""

    capability: ClassVar[str] = "billing"
    day: date
    product: str
    currency: str
    amount: int
    obligations: int
    parts: tuple[RecognisedPart, ...] = ()


class ProcessorFeeCharged(Event):
    """What the payment processor kept of a payment, a refund or a dispute."""

    capability: ClassVar[str] = "billing"
    balance_transaction_id: str
    of: Literal["payment", "refund", "dispute"]
    source_id: str
    currency: str
    amount: int
    charged_at: datetime


class RefundPart(BaseModel):
    """What is taken back from one account; `party` is absent for the platform's own."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    account: str
    amount: int
    party_type: str | None = None
    party_id: str | None = None
    tax_code: str | None = None
    product: str | None = None


class OrderSplit(Event):
    """An order was paid and divided. gross = the sum of what was paid of its lines."""

    capability: ClassVar[str] = "billing"
    order_id: str
    buyer_id: str
    payment_id: str
    currency: str
    gross: int
    lines: tuple[SplitLine, ...]
    ordered_at: datetime
    paid_at: datetime
    returns_until: datetime
    channel_id: str | None = None
    session_id: str | None = None
    settled: Settled | None = None


class PaymentRefunded(Event):
    """Money went back to who paid. amount = the sum of the parts, each in the proportion it was posted in.

    Of an order `returned` says the same by its lines.
    """

    capability: ClassVar[str] = "billing"
    refund_id: str
    payment_id: str
    currency: str
    amount: int
    parts: tuple[RefundPart, ...]
    reason: str
    settled: Settled | None = None
    refunded_at: datetime
    invoice_id: str | None = None
    order_id: str | None = None
    returned: tuple[SplitBack, ...] = ()


class DisputeOpened(Event):
    """The card holder's bank took the money back for now."""

    capability: ClassVar[str] = "billing"
    dispute_id: str
    payment_id: str
    currency: str
    amount: int
    opened_at: datetime
    settled: Settled | None = None
    reason: str = ""
    due_by: datetime | None = None  # for evidence


class DisputeClosed(Event):
    """Won: the money is back. Lost: it stays away, and `parts` say from whom it is taken."""

    capability: ClassVar[str] = "billing"
    dispute_id: str
    payment_id: str
    currency: str
    amount: int
    won: bool
    parts: tuple[RefundPart, ...] = ()
    closed_at: datetime
    settled: Settled | None = None


class PayoutPaid(Event):
    """A creator or seller was paid. net = gross - adjustments - fee - income_tax - local_tax.

    `gross` is what was earned, `adjustments` what was taken back of it or of earlier earnings. `paid_from` says where
    the money left: the platform's bank, or its balance at the processor, which `settled` gives in its own currency.
    `tax_country`, `tax_kind` and `tax_reference`, a token, are the payee's tax profile when the payout was sealed.
    """

    capability: ClassVar[str] = "billing"
    payout_id: str
    payee_type: Literal["creator", "seller"]
    payee_id: str
    currency: str
    gross: int
    fee: int
    income_tax: int
    local_tax: int
    net: int
    paid_at: datetime
    adjustments: int = 0
    paid_from: Literal["bank", "processor"] = "bank"
    transfer_id: str | None = None
    settled: Settled | None = None
    tax_country: str = ""
    tax_kind: str = ""
    tax_reference: str = ""


class ProcessorSettled(Event):
    """The processor paid its balance out to the platform's bank account."""

    capability: ClassVar[str] = "billing"
    settlement_id: str
    currency: str
    amount: int
    arrived_on: date


class AdjustmentLine(BaseModel):
    """A positive amount debits the account."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    account: str
    amount: int
    party_type: str | None = None
    party_id: str | None = None


class BooksAdjusted(Event):
    """Somebody of finance corrected the books, and another one approved it."""

    capability: ClassVar[str] = "billing"
    adjustment_id: str
    currency: str
    lines: tuple[AdjustmentLine, ...]
    reason: str
    requested_by: str
    approved_by: str
    day: date
