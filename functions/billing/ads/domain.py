"""What advertisers pay: for a thousand impressions, or for a deal, each within the bounds of its day. Pure."""

from datetime import date
from fractions import Fraction

from functions.billing import policies
from functions.billing.policies import Bounds
from kernel.errors import Unprocessable
from kernel.money import Money

THOUSAND = 1000


def billed(impressions: int, cpm: Money, ad_format: str, day: date) -> Money:
    """Impressions / 1000 x CPM, rounded half away from zero to a minor unit.

    Raises a 422 for a CPM out of the bounds of its format and currency, and for fewer impressions than none.
    """
    _require_within(cpm, policies.ads(day).get(ad_format), "cpm_out_of_bounds", f"A thousand of {ad_format}")
    if impressions < 0:
        raise Unprocessable("There are no fewer impressions than none.", code="impressions_negative")
    return cpm.times(Fraction(impressions, THOUSAND))


def require_deal(kind: str, amount: Money, day: date) -> None:
    """Raises a 422 for an amount out of the bounds of its kind and currency."""
    _require_within(amount, policies.deals(day).get(kind), "deal_out_of_bounds", f"A {kind} deal")


def _require_within(amount: Money, by_currency: dict[str, Bounds] | None, code: str, what: str) -> None:
    if by_currency is None:
        raise Unprocessable(f"{what} is not sold.", code="not_sold")
    bounds = by_currency.get(amount.currency)
    if bounds is None:
        raise Unprocessable(f"{what} is paid in {', '.join(sorted(by_currency))}.", code="currency_not_taken")
    if not bounds.least <= amount.minor <= bounds.most:
        least, most = Money(bounds.least, amount.currency), Money(bounds.most, amount.currency)
        raise Unprocessable(f"{what} costs between {least} and {most}.", code=code)
