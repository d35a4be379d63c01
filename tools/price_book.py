"""The price book at the payment processor: what it lacks is made, what is there is never changed.

A price of Stripe's cannot change its amount; another amount is another price under another lookup key, so whoever
subscribed before keeps what he agreed to.
"""

from datetime import date
from typing import Any

import stripe

from functions.billing.plans import book


def publish_prices(client: stripe.StripeClient, day: date) -> int:
    """Products, tax rates and prices of that day's books; how many were made."""
    return _products(client) + _tax_rates(client, day) + _prices(client, day)


def _products(client: stripe.StripeClient) -> int:
    known = {found.id for found in client.v1.products.list({"limit": 100}).auto_paging_iter()}
    missing = [product for product in book.products().values() if product.external_id not in known]
    for product in missing:
        client.v1.products.create({"id": product.external_id, "name": product.name})
    return len(missing)


def _tax_rates(client: stripe.StripeClient, day: date) -> int:
    listed = client.v1.tax_rates.list({"limit": 100}).auto_paging_iter()
    known = {found.to_dict()["metadata"].get("code") for found in listed}
    missing = [region for region in book.tax_codes(day) if region.tax_code not in known]
    for region in missing:
        client.v1.tax_rates.create(
            {
                "display_name": "VAT",
                "percentage": float(region.tax_rate * 100),
                "inclusive": region.tax_included,
                "country": region.code,
                "metadata": {"code": region.tax_code or ""},
            }
        )
    return len(missing)


def _prices(client: stripe.StripeClient, day: date) -> int:
    known = {found.lookup_key for found in client.v1.prices.list({"limit": 100}).auto_paging_iter()}
    wanted = {one.lookup_key: one for region in book.regions(day) for one in book.offers(region, day).values()}
    missing = [one for key, one in wanted.items() if key not in known]
    for one in missing:
        params: Any = {
            "product": one.product.external_id,
            "currency": one.shown.currency.lower(),
            "unit_amount": one.shown.minor,
            "recurring": {"interval": "month"},
            "tax_behavior": "inclusive" if one.region.tax_included else "exclusive",
            "lookup_key": one.lookup_key,
        }
        client.v1.prices.create(params)
    return len(missing)
