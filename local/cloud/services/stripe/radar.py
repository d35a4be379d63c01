"""Radar: a card network's early warning of fraud, and a review; https://docs.stripe.com/radar."""

from local.cloud.services.stripe import cards
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, stamp, stripe_id

WARNING = "radar.early_fraud_warning"


def warning(charge: Object) -> Object:
    """`actionable`: it can still be given back before the card's holder disputes it."""
    return {
        "id": stripe_id("issfr"),
        "object": WARNING,
        "actionable": not charge["refunded"] and not charge["disputed"],
        "charge": charge["id"],
        "created": stamp(),
        "fraud_type": "made_with_stolen_card",
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }


def review(charge: Object) -> Object:
    return {
        **empty("billing_zip", "closed_reason", "ip_address"),
        "id": stripe_id("prv"),
        "object": "review",
        "charge": charge["id"],
        "created": stamp(),
        "ip_address_location": empty("city", "country", "latitude", "longitude", "region"),
        "livemode": False,
        "open": True,
        "opened_reason": "rule",
        "payment_intent": charge["payment_intent"],
        "reason": "rule",
        "session": empty("browser", "device", "platform", "version"),
    }


def after(account: Account, charge: Object) -> None:
    """Of a paid charge: some cards are warned of, and what Radar sees as a risk is put up for review."""
    last4 = charge["payment_method_details"]["card"]["last4"]
    if last4 == cards.WARNED:
        made = account.keep(WARNING, warning(charge))
        account.happened("radar.early_fraud_warning.created", made)
    if last4 in cards.RISKS:
        opened = account.keep("review", review(charge))
        charge["review"] = opened["id"]
        account.happened("review.opened", opened)


def list_warnings(account: Account, form: Object) -> Object:
    return page(account, account.table(WARNING).values(), form, "/v1/radar/early_fraud_warnings")


def list_reviews(account: Account, form: Object) -> Object:
    return page(account, account.table("review").values(), form, "/v1/reviews")


ROUTES = {
    "GET /v1/radar/early_fraud_warnings": list_warnings,
    "GET /v1/reviews": list_reviews,
}
