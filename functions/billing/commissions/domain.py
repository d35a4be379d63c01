"""Orders: what a seller pays for selling, and who has what of an order. Pure."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from fractions import Fraction

from contracts.marketplace import OrderLine
from functions.billing import policies
from kernel.errors import Conflict, Unprocessable
from kernel.money import rounded, truncated


def require_in_band(goods_class: str, rate: Fraction, day: date) -> None:
    """Raises a 422 for a rate out of the band that its class has on the day, or a class that there is not."""
    band = policies.commissions(day).get(goods_class)
    if band is None:
        raise Unprocessable(f"There is no class of goods {goods_class}.", code="no_such_goods_class")
    if not band.least <= rate <= band.most:
        between = f"{float(band.least):.1%} and {float(band.most):.1%}"
        raise Unprocessable(f"The commission of {goods_class} goods is between {between}.", code="rate_out_of_band")


@dataclass(frozen=True)
class Terms:
    """Exact fractions: of the goods for the platform and the creator, of all that was paid for taking the payment."""

    commission: Fraction
    creator: Fraction
    fee: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if min(astuple(self)) < 0 or self.commission + self.creator > 1:
            raise ValueError(f"nobody can be paid by {self}")


@dataclass(frozen=True)
class Parts:
    """Of one line, in minor units; they sum to what was paid. The platform's is below nothing where what it gave off
    the price is more than its commission, the seller's where the price was given off whole and the payment had a fee.
    """

    platform: int
    seller: int
    creator: int
    tax: int
    fee: int

    @property
    def paid(self) -> int:
        return self.platform + self.seller + self.creator + self.tax + self.fee

    def less(self, other: "Parts") -> "Parts":
        return Parts(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def paid_for(line: OrderLine) -> int:
    """Minor units. Raises ValueError for a line that gives off more than it costs."""
    left = line.goods - line.discount_by_seller - line.discount_by_platform
    if min(left, line.discount_by_seller, line.discount_by_platform, line.shipping, line.tax) < 0:
        raise ValueError(f"line {line.line_id} does not add up")
    return left + line.shipping + line.tax


def split(line: OrderLine, terms: Terms) -> Parts:
    """Who has what of a line. What a seller gives off the price is his own loss and no commission is on it; what the
    platform gives off is the platform's. Seller, creator and fee are truncated: the platform takes the remainder,
    which is less than two minor units.
    """
    paid, base = paid_for(line), line.goods - line.discount_by_seller
    creator = truncated(base * terms.creator)
    fee = truncated(paid * terms.fee)
    own = truncated(base * (1 - terms.commission - terms.creator))
    commission = base - creator - own
    return Parts(commission - line.discount_by_platform, own + line.shipping - fee, creator, line.tax, fee)


def share_of(parts: Parts, amount: int) -> Parts:
    """What each has given back once `amount` of what was paid went back: all of it is each part whole.

    Tax is rounded, as it is charged; the others are truncated and the platform takes the remainder. It depends on the
    amount alone, so refunds in however many pieces come to the same.
    """
    part = Fraction(amount, parts.paid) if parts.paid else Fraction(0)
    tax = rounded(parts.tax * part)
    seller, creator, fee = (truncated(one * part) for one in (parts.seller, parts.creator, parts.fee))
    return Parts(amount - tax - seller - creator - fee, seller, creator, tax, fee)


def taken_back(parts: Parts, before: int, amount: int) -> Parts:
    """What each gives back when `amount` more goes back, after `before`. Raises a 409 for more than is left."""
    if not 0 < amount <= parts.paid - before:
        raise Conflict("That is more than what is left of it.", code="refund_exceeds_payment")
    return share_of(parts, before + amount).less(share_of(parts, before))


def rate_on(agreed: Mapping[date, Fraction], goods_class: str, day: date) -> Fraction:
    """The newest of what was agreed on that had begun by the day; the default of the class where nothing had."""
    begun = [first for first in agreed if first <= day]
    return agreed[max(begun)] if begun else policies.commissions(day)[goods_class].default
