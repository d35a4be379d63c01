"""Connects a deployed stage to a Stripe account: STRIPE_KEY=sk_… python tools/connect_stripe.py --stage dev.

Registers the stage's webhook with Stripe, makes the products, prices and tax rates of the price book that it lacks, and
puts the API key and the webhook's signing secret into Secrets Manager. Run it again after a change of the price book.
 The key is read from the environment: an argument would stand in the process list.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

import boto3  # noqa: E402 - the import paths come first
import stripe  # noqa: E402

from functions.billing.webhooks import HEARD  # noqa: E402
from kernel import clock, environment  # noqa: E402
from tools.price_book import publish_prices  # noqa: E402
from tools.stacks import outputs  # noqa: E402

LIVE = "https://api.stripe.com"


@dataclass(frozen=True)
class Place:
    """`webhook_url` is where Stripe tells of events, the two others name secrets."""

    webhook_url: str
    key_secret: str
    webhook_secret: str


def place_of(stage: str) -> Place:
    """From the outputs of the stage's stacks."""
    api, money = outputs(stage, "foundation")["ApiUrl"], outputs(stage, "money")
    return Place(f"{api}/v1/webhooks/stripe", money["StripeKeySecret"], money["StripeWebhookSecret"])


def connect(place: Place, key: str, stripe_url: str, secrets: Any) -> bool:
    """False where it was connected before: Stripe tells the signing secret only when a webhook is made."""
    addresses: Any = {"api": stripe_url}
    client = stripe.StripeClient(key, base_addresses=addresses)
    secrets.put_secret_value(SecretId=place.key_secret, SecretString=key)
    publish_prices(client, clock.now().date())
    kinds: Any = list(HEARD)  # texts here, literals there
    for point in client.v1.webhook_endpoints.list({"limit": 100}).data:
        if point.url == place.webhook_url:
            if set(point.enabled_events) != set(kinds):
                client.v1.webhook_endpoints.update(point.id, {"enabled_events": kinds})
            return False
    made = client.v1.webhook_endpoints.create({"url": place.webhook_url, "enabled_events": kinds})
    secrets.put_secret_value(SecretId=place.webhook_secret, SecretString=str(made.secret))
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--stripe-url", default=LIVE)
    given = parser.parse_args()
    key = environment.required("STRIPE_KEY")
    place = place_of(given.stage)
    made = connect(place, key, given.stripe_url, boto3.client("secretsmanager"))
    print("connected" if made else "the key is stored; the webhook was there already")
    return 0


if __name__ == "__main__":
    sys.exit(main())
