"""Compares what the laptop's stand-in for Stripe returns with the examples that Stripe publishes, field by field.

The examples (github.com/stripe/openapi, fixtures3.json, MIT) are not part of this repository: name the file.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

from local.cloud.services.stripe import (  # noqa: E402 - the import paths come first
    balance,
    cards,
    catalog,
    checkout_objects,
    clocks,
    connect,
    customers,
    disputes,
    invoice_objects,
    objects,
    payment_objects,
    payouts,
    radar,
    subscription_objects,
    transfers,
)
from local.cloud.services.stripe.account import Account  # noqa: E402


class Scratch(Account):
    """An account that nothing is told of and that is kept nowhere."""

    def __init__(self) -> None:
        self.state, self.tell, self.page = (
            {},
            lambda _endpoints, _event: None,
            lambda name: f"http://stripe.test/{name}",
        )


def made() -> dict[str, dict[str, Any]]:
    """One of each."""
    intent = payment_objects.payment_intent(1000, "usd", {})
    charge = payment_objects.charge(intent, cards.payment_method("4242424242424242"), None)
    sums = checkout_objects.Sums(1000, 1000, 0, "usd", {"payment_intent": intent["id"]})
    return {
        "payment_intent": intent,
        "charge": charge,
        "balance_transaction": payment_objects.balance_transaction(charge["id"], "charge", 1000, "usd", 59),
        "checkout.session": checkout_objects.checkout_session({}, sums, "http://stripe.test/pay/cs_test_1"),
        "refund": payment_objects.refund(charge, 100, {}),
        "event": objects.event("charge.succeeded", charge, None),
        "webhook_endpoint": objects.webhook_endpoint("https://site.example", ["*"]),
        **_billing(intent),
        **_connect(charge),
    }


def _billing(intent: dict[str, Any]) -> dict[str, dict[str, Any]]:
    account = Scratch()
    product = catalog.create_product(account, {"name": "Basic"})
    every = {"interval": "month"}
    price = catalog.create_price(
        account, {"product": product["id"], "currency": "usd", "unit_amount": "499", "recurring": every}
    )
    rate = catalog.create_tax_rate(account, {"display_name": "VAT", "inclusive": "true", "percentage": "19"})
    customer = customers.customer({})
    subscription = subscription_objects.subscription(customer, price, 1, {}, [rate], None)
    charged = invoice_objects.Charged(499, price, 1, "1 × Basic", 0, 1)
    invoice = invoice_objects.invoice(subscription, customer, [charged], "subscription_create")
    return {
        "customer": customer,
        "product": product,
        "price": price,
        "tax_rate": rate,
        "payment_method": cards.payment_method("4242424242424242"),
        "setup_intent": checkout_objects.setup_intent(customer["id"], {}),
        "billing_portal.session": checkout_objects.portal_session(
            {"customer": customer["id"], "flow_data": {"type": "payment_method_update"}}, "http://stripe.test/pay/bps_1"
        ),
        "subscription": subscription,
        "subscription_item": subscription["items"]["data"][0],
        "plan": subscription["items"]["data"][0]["plan"],
        "invoiceitem": subscription_objects.invoice_item(subscription, -100, price, "Unused time", 0, 1),
        "invoice": invoice,
        "line_item": invoice["lines"]["data"][0],
        "invoice_payment": invoice_objects.invoice_payment(invoice, intent),
        "test_helpers.test_clock": clocks.create(account, {"frozen_time": "1"}),
    }


def _connect(charge: dict[str, Any]) -> dict[str, dict[str, Any]]:
    owner = connect.connected({"type": "express", "country": "KR"})
    sent = transfers.transfer(1000, "usd", {"destination": owner["id"]})
    return {
        "dispute": disputes.dispute(charge),
        "radar.early_fraud_warning": radar.warning(charge),
        "review": radar.review(charge),
        "account": owner,
        "account_link": connect.link({"expires_at": 1}, "http://stripe.test/pay/link_1"),
        "bank_account": connect.bank_account(owner, "Bank", "000123456789"),
        "transfer": sent,
        "transfer_reversal": transfers.reversal(sent, 100, {}),
        "payout": payouts.payout(1000, "usd", {}),
        "balance": balance.retrieve(Scratch(), {}),
    }


def faults(published: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Members that are missing, and those whose type is another where both say something."""
    missing = [f"{name} is missing" for name in published if name not in ours]
    other = [
        f"{name} is {type(ours[name]).__name__}, published as {type(value).__name__}"
        for name, value in published.items()
        if name in ours and None not in (value, ours[name]) and type(value) is not type(ours[name])
    ]
    return missing + other


def main() -> int:
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["resources"]
    wrong = 0
    for kind, ours in made().items():
        found = faults(published[kind], ours)
        wrong += len(found)
        print(f"{'✗' if found else '✓'} {kind}: {len(published[kind])} members  {'; '.join(found)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
