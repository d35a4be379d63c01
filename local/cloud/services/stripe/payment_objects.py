"""Payment intents, charges, refunds and movements of the balance: every member is there, null where it says nothing."""

import secrets

from local.cloud.services.stripe.cards import RISKS
from local.cloud.services.stripe.objects import Object, empty, stamp, stripe_id

FEE_BASIS_POINTS, FEE_FIXED = 290, {"usd": 30, "eur": 25, "krw": 400, "jpy": 40}
CARD_SHOWN = ("brand", "last4", "country", "exp_month", "exp_year", "funding", "fingerprint")
CLEARING_SECONDS = 2 * 86_400  # until the money of a charge is available
FEES = {"charge": "Stripe processing fees", "adjustment": "Dispute fee"}
CATEGORIES = {"transfer_refund": "transfer_reversal"}  # where it is not the type


def fee_of(amount: int, currency: str) -> int:
    """2.9 % and a fixed part, rounded half up: the published price of a card in the United States."""
    return (amount * FEE_BASIS_POINTS + 5_000) // 10_000 + FEE_FIXED.get(currency, 0)


def payment_intent(amount: int, currency: str, metadata: Object, customer: str | None = None) -> Object:
    name = stripe_id("pi")
    return {
        **empty(
            "application", "application_fee_amount", "canceled_at", "cancellation_reason", "description",
            "last_payment_error", "latest_charge", "next_action", "on_behalf_of", "payment_method",
            "payment_method_configuration_details", "processing", "receipt_email", "review", "setup_future_usage",
            "shipping", "source", "statement_descriptor", "statement_descriptor_suffix", "transfer_data",
            "transfer_group", "excluded_payment_method_types", "customer_account",
        ),
        "id": name,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": {"enabled": True},
        "capture_method": "automatic",
        "client_secret": f"{name}_secret_{secrets.token_hex(12)}",
        "confirmation_method": "automatic",
        "created": stamp(),
        "currency": currency,
        "customer": customer,
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": metadata,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }  # fmt: skip


def charge(intent: Object, method: Object, decline: str | None) -> Object:
    """`decline` is the decline code of a charge that fails."""
    card = method["card"]
    return {
        **empty(
            "application", "application_fee", "application_fee_amount", "balance_transaction", "description",
            "failure_balance_transaction", "on_behalf_of", "receipt_email", "receipt_number", "receipt_url", "review",
            "shipping", "source", "source_transfer", "statement_descriptor", "statement_descriptor_suffix",
            "transfer_data", "transfer_group",
        ),
        "id": stripe_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0 if decline else intent["amount"],
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "MADANG",
        "captured": not decline,
        "created": stamp(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "disputed": False,
        "failure_code": "card_declined" if decline else None,
        "failure_message": "Your card was declined." if decline else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "outcome": {
            **empty("advice_code", "network_advice_code", "network_decline_code"),
            "network_status": "declined_by_network" if decline else "approved_by_network",
            "reason": decline,
            "seller_message": "The bank declined." if decline else "Payment complete.",
            "risk_level": RISKS.get(card["last4"], "normal"),
            "type": "issuer_declined" if decline else "authorized",
        },
        "paid": not decline,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {
            "card": {name: card[name] for name in CARD_SHOWN},
            "type": "card",
        },
        "refunded": False,
        "refunds": {"object": "list", "data": [], "has_more": False, "url": "/v1/refunds"},
        "status": "failed" if decline else "succeeded",
    }  # fmt: skip


def balance_transaction(
    source: str, kind: str, amount: int, currency: str, fee: int, *, clears: int = CLEARING_SECONDS
) -> Object:
    """What is taken is negative; a fee is always what is kept. `clears` are the seconds until it is available."""
    now = stamp()
    return {
        "id": stripe_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + clears,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {"amount": fee, "application": None, "currency": currency, "description": FEES.get(kind, "Fee"),
             "type": "stripe_fee"}
        ] if fee else [],
        "net": amount - fee,
        "reporting_category": CATEGORIES.get(kind, kind),
        "source": source,
        "status": "pending" if clears else "available",
        "type": kind,
    }  # fmt: skip


def refund(of: Object, amount: int, given: Object) -> Object:
    return {
        **empty(
            "receipt_number", "source_transfer_reversal", "transfer_reversal", "customer", "customer_account",
            "balance_transaction",
        ),
        "id": stripe_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": of["id"],
        "created": stamp(),
        "currency": of["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": given.get("metadata", {}),
        "payment_intent": of["payment_intent"],
        "payment_method": of["payment_method"],
        "reason": given.get("reason"),
        "status": "succeeded",
    }  # fmt: skip
