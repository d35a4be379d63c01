"""Tax rates and what they make of a line: https://docs.stripe.com/billing/taxes/tax-rates."""

from fractions import Fraction

from kernel.money import rounded
from local.cloud.services.stripe.objects import Object


def taxes_of(amount: int, rates: list[Object]) -> list[Object]:
    """Of a line of `amount`, each rate's tax rounded alone; inclusive ones are taken out of the amount."""
    share = {rate["id"]: Fraction(str(rate["percentage"])) / 100 for rate in rates}
    included = sum((share[rate["id"]] for rate in rates if rate["inclusive"]), Fraction(0))
    net = amount / (1 + included)
    return [
        {
            "amount": rounded(net * share[rate["id"]]),
            "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
            "tax_rate_details": {"tax_rate": rate["id"]},
            "taxability_reason": "not_available",
            "taxable_amount": rounded(net),
            "type": "tax_rate_details",
        }
        for rate in rates
    ]


def summed(taxes: list[Object]) -> list[Object]:
    """By rate, as `total_taxes` of an invoice has them."""
    totals: dict[str, Object] = {}
    for tax in taxes:
        held = totals.setdefault(tax["tax_rate_details"]["tax_rate"], {**tax, "amount": 0, "taxable_amount": 0})
        held["amount"] += tax["amount"]
        held["taxable_amount"] += tax["taxable_amount"]
    return list(totals.values())


def part(taxes: list[Object], behavior: str) -> int:
    """Minor units of the taxes that are `inclusive`, or `exclusive`."""
    return sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == behavior)
