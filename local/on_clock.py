"""Subscribers whose customer at the payment processor lives on a test clock, so that months pass in seconds.

What Stripe's own test mode offers: https://docs.stripe.com/billing/testing/test-clocks. The product finds the customer
as one it made itself; everything else goes through its API and the processor's webhooks.
"""

from datetime import UTC, datetime
from typing import Any

import boto3
import requests
import stripe

from local.api_client import Person, wait_for
from local.payments import KEY, PATIENCE_SECONDS
from local.settings import Settings
from tools.stacks import resource


class OnClock:
    """A person of the laptop, from `start` on."""

    def __init__(
        self, settings: Settings, person: Person, region: str, start: datetime, *, trials: bool = False
    ) -> None:
        addresses: Any = {"api": settings.stripe_url}
        self.person, self.region, self.now = person, region, start
        self.stripe = stripe.StripeClient(KEY, base_addresses=addresses).v1
        self.clock = self.stripe.test_helpers.test_clocks.create({"frozen_time": int(start.timestamp())}).id
        user_id = person.call("GET", "/v1/me")["user_id"]
        self.customer = str(
            self.stripe.customers.create({"test_clock": self.clock, "metadata": {"user_id": user_id}}).id
        )
        table = resource("laptop", "billing", "AWS::DynamoDB::GlobalTable", "Customers")
        row: dict[str, Any] = {
            "user_id": {"S": user_id},
            "external_id": {"S": self.customer},
            "region": {"S": region},
        }
        if not trials:
            row["tried"] = {"SS": ["viewer", "streamer"]}
        boto3.client("dynamodb").put_item(TableName=table, Item=row)

    def subscribe(self, product: str, channel_id: str | None = None, card: str = "4242 4242 4242 4242") -> str:
        """The slot, once it runs."""
        wanted = {"product": product, "region": self.region, **({"channel_id": channel_id} if channel_id else {})}
        key = {"Idempotency-Key": f"clock-{self.clock}-{product}-{channel_id}"}
        opened: dict[str, Any] = wait_for(
            lambda: self.person.raw("POST", "/v1/me/subscriptions", wanted, key),
            lambda answer: bool(answer.ok),
            "an age that is told",
            PATIENCE_SECONDS,
        ).json()
        requests.post(opened["checkout_url"], data={"card": card, "act": "pay"}, allow_redirects=False, timeout=30)
        slot: str = opened["slot"]
        self.until(slot, lambda found: found["state"] in {"active", "trialing"}, "a subscription")
        return slot

    def until(self, slot: str, good: Any, what: str) -> dict[str, Any]:
        """The subscription, as soon as it is so."""

        def find() -> dict[str, Any]:
            items = self.person.call("GET", "/v1/me/subscriptions")["items"]
            return next((one for one in items if one["slot"] == slot), {"state": "unknown"})

        found: dict[str, Any] = wait_for(find, good, what, PATIENCE_SECONDS)
        return found

    def to(self, end: datetime) -> None:
        """A month at a time, as Stripe lets clocks be advanced by two at the most."""
        while self.now < end:
            month = self.now.month % 12 + 1
            further = self.now.replace(year=self.now.year + (month == 1), month=month, day=min(self.now.day, 28))
            self.now = min(end, further)
            self.stripe.test_helpers.test_clocks.advance(self.clock, {"frozen_time": int(self.now.timestamp())})
            wait_for(
                lambda: self.stripe.test_helpers.test_clocks.retrieve(self.clock).status,
                lambda status: status == "ready",
                "the test clock",
                PATIENCE_SECONDS,
            )

    def invoices(self, count: int) -> list[dict[str, Any]]:
        """The oldest first, once there are so many of which none is still open to be heard of."""

        def listed() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = self.person.call("GET", "/v1/me/invoices?limit=100")["items"]
            return sorted(found, key=lambda one: (one["issued_at"], one["number"]))

        made: list[dict[str, Any]] = wait_for(listed, lambda found: len(found) >= count, "invoices", PATIENCE_SECONDS)
        return made


def first_of_month(months_ago: int, now: datetime) -> datetime:
    """Nine o'clock on the first, so many months before that of `now`."""
    number = now.year * 12 + now.month - 1 - months_ago
    return datetime(number // 12, number % 12 + 1, 1, 9, tzinfo=UTC)
