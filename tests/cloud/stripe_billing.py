"""What the tests of the stand-in's Billing do again and again, with Stripe's own client."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import stripe

from tests.billing.stripe_server import StripeServer
from tests.cloud.stripe_contract import TestMode

DAY = 86_400


def at(text: str) -> int:
    """`2026-01-31 10:00` in UTC, in seconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@dataclass
class Shop:
    server: StripeServer | TestMode
    client: Any
    clock: str | None = None

    @property
    def v1(self) -> Any:
        return self.client.v1

    def person(self, card: str | None = "pm_card_visa", **given: Any) -> str:
        """A customer on the clock, who pays by `card`."""
        params = {**({"test_clock": self.clock} if self.clock else {}), **given}
        if card:
            params |= {"payment_method": card, "invoice_settings": {"default_payment_method": card}}
        return str(self.v1.customers.create(params).id)

    def price(self, amount: int, currency: str = "usd", name: str = "Basic", **given: Any) -> str:
        product = self.v1.products.create({"name": name}).id
        every = {"recurring": {"interval": "month"}, **given}
        return str(self.v1.prices.create({"product": product, "unit_amount": amount, "currency": currency, **every}).id)

    def tax(self, percentage: str, *, inclusive: bool) -> str:
        given = {"display_name": "VAT", "percentage": percentage, "inclusive": inclusive}
        return str(self.v1.tax_rates.create(given).id)

    def subscribe(self, customer: str, price: str, **given: Any) -> Any:
        return self.v1.subscriptions.create({"customer": customer, "items": [{"price": price}], **given})

    def pass_to(self, moment: str) -> None:
        self.server.advance(self.clock or "", at(moment))

    def change(self, subscription: Any, price: str, **given: Any) -> Any:
        item = subscription["items"].data[0].id
        return self.v1.subscriptions.update(subscription.id, {"items": [{"id": item, "price": price}], **given})

    def kinds(self) -> list[str]:
        """Of the events since the last time."""
        return [event["type"] for event in self.server.fresh()]


def shop(server: StripeServer | TestMode, start: str | None = None) -> Shop:
    addresses: Any = {"api": server.url}
    made = Shop(server, stripe.StripeClient(server.key, base_addresses=addresses))
    if start:
        made.clock = made.v1.test_helpers.test_clocks.create({"frozen_time": at(start)}).id
    return made


def period(subscription: Any) -> tuple[int, int]:
    item = subscription["items"].data[0]
    return item.current_period_start, item.current_period_end
