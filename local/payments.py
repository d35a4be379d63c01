"""The laptop's stand-in for Stripe is connected as a stage is to Stripe itself."""

import boto3

from local import deploy
from local.settings import Settings
from tools.connect_stripe import Place, connect

KEY = "sk_test_ofThisLaptop"  # the stand-in takes any test key


def connect_stand_in(settings: Settings) -> None:
    """Registers the webhook and stores the secrets; what is connected stays as it is."""
    found = deploy.outputs(settings)
    place = Place(f"{settings.site_url}/v1/webhooks/stripe", found["StripeKeySecret"], found["StripeWebhookSecret"])
    connect(place, KEY, settings.stripe_url, boto3.client("secretsmanager"))
