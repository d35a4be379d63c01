"""Money on the laptop: Stripe's stand-in connected as a stage is to Stripe, rates for the books, gifts of the seed."""

from typing import Any

import boto3
import requests

from kernel import clock
from local import deploy
from local.api_client import Person, wait_for
from local.settings import Settings
from tools.record_rates import by_hand, record, table_of

KEY = "sk_test_ofThisLaptop"  # the stand-in takes any test key
RATES = ["KRW=1/1400", "EUR=27/25", "JPY=1/150"]  # round ones, for a demonstration
PATIENCE_SECONDS = 40.0


def connect_stand_in(settings: Settings) -> None:
    """Registers the webhook, stores the secrets, and gives the books rates; what is there stays as it is."""
    from tools.connect_stripe import Place, connect  # Stripe's client is slow to import, and this is seldom

    found = deploy.outputs(settings)
    place = Place(f"{settings.site_url}/v1/webhooks/stripe", found["StripeKeySecret"], found["StripeWebhookSecret"])
    connect(place, KEY, settings.stripe_url, boto3.client("secretsmanager"))
    first = f"{clock.now().year - 1}-01-01"  # also for what is booked of months before
    record(by_hand(RATES, first, "demonstration", "USD"), table_of("laptop"), boto3.client("dynamodb"))


def donate(donor: Person, channel_id: str, amount_minor: int, currency: str, message: str) -> None:
    """Gives, pays on the checkout's page, and waits until it counts; once for the same message."""
    gift = {"amount_minor": amount_minor, "currency": currency, "message": message}
    key = {"Idempotency-Key": f"seed-{channel_id}-{amount_minor}-{currency}"}
    path = f"/v1/channels/{channel_id}/donations"
    opened: dict[str, Any] = wait_for(
        lambda: donor.raw("POST", path, gift, key), lambda answer: bool(answer.ok), "the channel", 20
    ).json()
    requests.post(
        opened["checkout_url"], data={"card": "4242 4242 4242 4242", "act": "pay"}, allow_redirects=False, timeout=30
    )
    wait_for(
        lambda: donor.call("GET", f"/v1/donations/{opened['id']}")["state"],
        lambda state: state == "paid",
        "the payment",
        PATIENCE_SECONDS,
    )
