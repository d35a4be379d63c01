"""Who has what of a line of an order, as billing announces it. Amounts are minor units of the event's currency."""

from pydantic import BaseModel, ConfigDict


class SplitBack(BaseModel):
    """What each gives back of one line of an order. paid = platform + seller + creator + tax + fee."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    line_id: str
    seller_id: str
    paid: int
    platform: int
    seller: int
    creator: int
    tax: int
    fee: int
    tax_code: str | None = None


class SplitLine(SplitBack):
    """Who has what of one line of an order: platform = commission - discount_by_platform.

    Rates are exact fractions of goods less the seller's discount; `fee` is what the seller pays for the payment.
    """

    product_id: str
    goods_class: str
    goods: int
    discount_by_seller: int
    discount_by_platform: int
    shipping: int
    commission_rate: str
    commission: int
    creator_rate: str
