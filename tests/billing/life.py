"""A subscriber's life on a test clock: the product's API and handlers, Stripe's own client, the stand-in behind it."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe as stripe_client

from functions.billing import (
    on_money_moved,
    on_processor_event,
    plans_api,
    processor,
    recognise_revenue,
    webhooks,
    wiring,
)
from functions.billing.ledger import store
from functions.billing.payees import DynamoPayees, Payee
from functions.billing.subscriptions import wiring as subscriptions_wiring
from functions.billing.subscriptions.store import CustomerRow
from kernel import clock
from kernel.outbox import OutboxRow
from tests.billing.ages import PEOPLE, of_age
from tests.billing.gifts import announced
from tests.billing.stripe_server import StripeServer, stripe_server
from tests.lambdas import Answer, call, claims
from tools.price_book import publish_prices

SECRETS = {"STRIPE_KEY": "sk_test_tests0000", "STRIPE_WEBHOOK_SECRET": "whsec_of_the_tests"}
VIEWER, CHANNEL, OWNER = "usr_bora", "chn_mina", "usr_mina"
BOOKS = {"LEDGER_ENTITY": "madang", "LEDGER_CURRENCY": "USD", "LEDGER_ZONE": "UTC"}
START = datetime(2027, 1, 31, 10, tzinfo=UTC)


def day(text: str) -> datetime:
    """`2027-01-31`, ten o'clock."""
    return datetime.fromisoformat(f"{text}T10:00:00+00:00")


@dataclass
class Life:
    """`now` is the time of the product and of its customer's clock."""

    server: StripeServer
    client: Any
    clock_id: str
    now: datetime
    user: str = VIEWER
    heard: int = 0
    published: list[dict[str, Any]] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - the order of webhooks

    def customer(self, card: str = "pm_card_visa", region: str = "US", tried: set[str] | None = None) -> str:
        """Who pays, on the clock; the product finds it as one of its own."""
        params = {"test_clock": self.clock_id, "metadata": {"user_id": self.user}, "payment_method": card}
        made = str(self.client.v1.customers.create({**params, "invoice_settings": {"default_payment_method": card}}).id)
        CustomerRow(self.user, external_id=made, region=region, tried=tried or set()).save()
        return made

    def ask(self, method: str, path: str, body: Any = None, key: str | None = None) -> Answer:
        headers = {"idempotency-key": key or f"{path}-{self.now}"} if method == "POST" else {}
        return call(plans_api.handler, method, path, body, who=claims(self.user, "viewer"), headers=headers)

    def subscribe(self, product: str, region: str = "US", card: str = "4242 4242 4242 4242", **more: Any) -> Answer:
        answer = self.ask("POST", "/v1/me/subscriptions", {"product": product, "region": region, **more})
        assert answer.status == 201, answer
        self.server.pay(answer.json["checkout_url"], card)
        self.hear()
        return answer

    def to(self, text: str) -> None:
        """Time passes, month by month, and the product hears of what happened as it happens."""
        end = day(text)
        while self.now < end:
            self.now = min(end, _in_a_month(self.now))
            self.server.advance(self.clock_id, int(self.now.timestamp()))
            self.hear()

    def hear(self) -> None:
        """Every new event, in any order, some of them twice; what came too early comes again."""
        fresh = self.server.events[self.heard :]
        self.heard = len(self.server.events)
        waiting = [*fresh, *self.chance.sample(fresh, len(fresh) // 3)]
        self.chance.shuffle(waiting)
        for _ in range(6):
            waiting = [event for event in waiting if not self._took(event)]
        assert not waiting, waiting
        self.publish()

    def publish(self) -> None:
        """As the platform's publisher does: what was announced leaves the outbox."""
        self.published += announced()
        for row in OutboxRow.scan():
            row.delete()

    @staticmethod
    def _took(event: dict[str, Any]) -> bool:
        if event["type"] not in webhooks.HEARD:
            return True
        about = event["data"]["object"]["id"]
        try:
            on_processor_event.run({"type": event["type"], "id": about, **webhooks._attempt(event["type"], event)})
        except on_processor_event.NotYet:
            return False
        return True

    def slot(self, name: str) -> dict[str, Any]:
        found: dict[str, Any]
        (found,) = [one for one in self.ask("GET", "/v1/me/subscriptions").json["items"] if one["slot"] == name]
        return found

    def invoices(self) -> list[dict[str, Any]]:
        """The oldest first."""
        found: list[dict[str, Any]] = self.ask("GET", "/v1/me/invoices").json["items"]
        return sorted(found, key=lambda one: (one["issued_at"], one["number"]))

    def entitled(self) -> dict[str, str]:
        items = self.ask("GET", "/v1/me/entitlements").json["items"]
        return {one["name"]: one["active_until"][:10] for one in items}

    def new_card(self, card: str) -> None:
        (row,) = CustomerRow.query(self.user)
        made = self.client.v1.payment_methods.attach(card, {"customer": row.external_id})
        self.client.v1.customers.update(row.external_id, {"invoice_settings": {"default_payment_method": made.id}})
        self.hear()

    def recognise(self, through: str) -> int:
        moved = recognise_revenue.run(through)
        self.publish()
        return moved

    def book(self) -> None:
        """All that was announced, once; a second time it finds nothing to do."""
        for event in self.published:
            if event["detail-type"] in store.BY_NAME:
                on_money_moved.hear(event)


def _in_a_month(moment: datetime) -> datetime:
    month = moment.month % 12 + 1
    return moment.replace(year=moment.year + (month == 1), month=month, day=min(moment.day, 28))


@contextmanager
def living(monkeypatch: pytest.MonkeyPatch, setting: Any, start: datetime = START) -> Iterator[Life]:
    with stripe_server(monkeypatch) as server:
        setting(STRIPE_URL=server.url, SITE_URL="https://site.example", **BOOKS)
        monkeypatch.setattr(processor, "secret", SECRETS.__getitem__)
        made = (
            processor._client, wiring.giving, store.ledger, on_processor_event.settling, on_processor_event.disputing,
            subscriptions_wiring.invoicing, subscriptions_wiring.subscribing, subscriptions_wiring.refunding,
        )  # fmt: skip
        addresses: Any = {"api": server.url}
        client = stripe_client.StripeClient(SECRETS["STRIPE_KEY"], base_addresses=addresses)
        publish_prices(client, start.date())
        frozen = client.v1.test_helpers.test_clocks.create({"frozen_time": int(start.timestamp())})
        life = Life(server, client, frozen.id, start)
        monkeypatch.setattr(clock, "now", lambda: life.now)
        for one in made:
            one.cache_clear()
        DynamoPayees().remember(Payee(CHANNEL, OWNER), 1)
        of_age(*PEOPLE)
        store.RateRow("KRW/USD", "2027-01-01", rate="1/1400", source="tests").save()
        yield life
        for one in made:
            one.cache_clear()
