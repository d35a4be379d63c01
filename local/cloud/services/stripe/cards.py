"""Stripe's test cards as payment methods: https://docs.stripe.com/testing."""

import hashlib

from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError, declined, required
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, merged_metadata, stamp, stripe_id

NUMBERS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_bypassPending": "4000000000000077",
    "pm_card_riskLevelElevated": "4000000000009235",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
}
NEVER_ATTACHED = {"0002": "generic_decline", "9995": "insufficient_funds"}  # by the last four digits
NEVER_CHARGED = {**NEVER_ATTACHED, "0341": "generic_decline"}
DISPUTED, AT_ONCE = "0259", "0077"
RISKS = {"9235": "elevated"}  # as Radar sees them; all others are normal
WARNED = "5423"  # a card network's early warning of fraud comes after the payment
REFUNDS_TURN = {"7726": "succeeded", "5126": "failed"}  # what becomes of a refund later
SHORTEST_NUMBER = 12


def by_number(account: Account, number: str) -> Object:
    """A payment method of a hosted page's card. Raises StripeError for what is no number."""
    digits = "".join(number.split())
    if not digits.isdigit() or len(digits) < SHORTEST_NUMBER:
        raise StripeError("Your card number is invalid.", status=402, kind="card_error", code="invalid_number")
    return account.keep("payment_method", payment_method(digits))


def payment_method(number: str) -> Object:
    return {
        "id": stripe_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {
            "address": empty("city", "country", "line1", "line2", "postal_code", "state"),
            **empty("email", "name", "phone", "tax_id"),
        },
        "card": {
            **empty("generated_from", "wallet", "regulated_status"),
            "brand": "visa",
            "checks": {**empty("address_line1_check", "address_postal_code_check"), "cvc_check": "pass"},
            "country": "US",
            "display_brand": "visa",
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": hashlib.sha256(number.encode()).hexdigest()[:16],  # the same card is the same everywhere
            "funding": "credit",
            "last4": number[-4:],
            "networks": {"available": ["visa"], "preferred": None},
            "three_d_secure_usage": {"supported": True},
        },
        "created": stamp(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }


def last4(method: Object) -> str:
    return str(method["card"]["last4"])


def refusal(method: Object) -> str | None:
    """The decline code of a charge, or None where it pays."""
    return NEVER_CHARGED.get(last4(method))


def attached(account: Account, name: str, customer: Object) -> Object:
    """A payment method of the customer's: his own, or a new one of a test card. Raises a 402 where it is declined."""
    if name in NUMBERS:
        method = payment_method(NUMBERS[name])
    else:
        method = account.get("payment_method", name)
        if method["customer"] == customer["id"]:
            return method
        if method["customer"]:
            message = "The payment method you provided has already been attached to a customer."
            raise StripeError(message, code="payment_method_already_attached")
    if last4(method) in NEVER_ATTACHED:
        raise declined(NEVER_ATTACHED[last4(method)])
    method["customer"] = customer["id"]
    account.keep("payment_method", method)
    account.happened("payment_method.attached", method)
    return method


def attach(account: Account, form: Object, name: str) -> Object:
    customer = account.get("customer", required(form, "customer"))
    with account.time_of(customer):
        return attached(account, name, customer)


def detach(account: Account, _form: Object, name: str) -> Object:
    found = account.get("payment_method", name)
    previous = {"customer": found["customer"]}
    found["customer"] = None
    account.happened("payment_method.detached", found, previous)
    return found


def update(account: Account, form: Object, name: str) -> Object:
    found = account.get("payment_method", name)
    with account.changing(found, "payment_method.updated"):
        found["metadata"] = merged_metadata(found["metadata"], form.get("metadata"))
    return found


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table("payment_method").values(), form, "/v1/payment_methods")


def list_of(account: Account, form: Object, customer: str) -> Object:
    account.get("customer", customer)
    wanted = {**form, "customer": customer}
    return page(account, account.table("payment_method").values(), wanted, f"/v1/customers/{customer}/payment_methods")


ROUTES = {
    "POST /v1/payment_methods/:/attach": attach,
    "POST /v1/payment_methods/:/detach": detach,
    "POST /v1/payment_methods/:": update,
    "GET /v1/payment_methods": list_all,
    "GET /v1/customers/:/payment_methods": list_of,
}
