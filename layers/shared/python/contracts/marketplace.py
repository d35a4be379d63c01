"""What the marketplace announces. The capability does not stand yet; the books and recommendations hear these already.

Amounts are minor units of the event's `currency`.
"""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from kernel.events import Event

GoodsClass = Literal["general", "premium", "exclusive", "service"]


class OrderLine(BaseModel):
    """`goods` is the price without tax and before discounts, which are told by who bears them.

    The buyer paid goods - discount_by_seller - discount_by_platform + shipping + tax; `tax` is on all of that.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)
    line_id: str
    product_id: str
    seller_id: str
    goods_class: GoodsClass
    goods: int
    discount_by_seller: int = 0
    discount_by_platform: int = 0
    shipping: int = 0
    tax: int = 0
    tax_code: str | None = None


class OrderPayment(BaseModel):
    """What the processor took of the payment, in the currency of its balance; `settled` is what it made of the total
    where it keeps its balance in another currency than the order's.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)
    payment_id: str
    balance_transaction_id: str = ""
    fee: int = 0
    balance_currency: str = ""
    settled: int | None = None


class OrderPaid(Event):
    """A buyer paid an order and the processor has the money. total = what was paid of its lines.

    `channel_id` and `session_id` say in whose broadcast it was sold. What was ordered at `ordered_at` costs sellers
    what they had agreed on then; until `returns_until` it may be given back.
    """

    capability: ClassVar[str] = "marketplace"
    order_id: str
    buyer_id: str
    currency: str
    total: int
    lines: tuple[OrderLine, ...]
    payment: OrderPayment
    ordered_at: datetime
    paid_at: datetime
    returns_until: datetime
    channel_id: str | None = None
    session_id: str | None = None


class ReturnedLine(BaseModel):
    """`amount` is what the buyer has back of the line, with its tax."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    line_id: str
    amount: int


class OrderRefunded(Event):
    """Money of an order went back to the buyer, whole or in part; total = the sum of its lines."""

    capability: ClassVar[str] = "marketplace"
    refund_id: str
    order_id: str
    currency: str
    total: int
    lines: tuple[ReturnedLine, ...]
    reason: str
    refunded_at: datetime
    settled: int | None = None  # in the currency of the processor's balance


class ProductListed(Event):
    """A product can be bought; sent again, whole, when one of these facts changes. `category` is a path, widest first.

    `keywords` are other names that people call it by; `price` is in minor units of `currency`.
    """

    capability: ClassVar[str] = "marketplace"
    product_id: str
    seller_id: str
    name: str
    category: tuple[str, ...]
    price: int
    currency: str
    keywords: tuple[str, ...] = ()
    channel_ids: tuple[str, ...] = ()
    adults_only: bool = False


class ProductWithdrawn(Event):
    """It cannot be bought any more."""

    capability: ClassVar[str] = "marketplace"
    product_id: str
    seller_id: str
