"""Stripe's objects as its API reference of 2026 describes them: every member is there, null where it says nothing."""

import secrets
from typing import Any

from kernel import clock

Object = dict[str, Any]
FEE_BASIS_POINTS, FEE_FIXED = 290, {"usd": 30, "eur": 25, "krw": 400, "jpy": 40}


def stripe_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def stamp() -> int:
    """Seconds since 1970, as Stripe tells time."""
    return int(clock.now().timestamp())


def fee_of(amount: int, currency: str) -> int:
    """2.9 % and a fixed part, rounded half up: the published price of a card in the United States."""
    return (amount * FEE_BASIS_POINTS + 5_000) // 10_000 + FEE_FIXED.get(currency, 0)


def _empty(*names: str) -> Object:
    return dict.fromkeys(names)


def payment_intent(amount: int, currency: str, metadata: Object) -> Object:
    name = stripe_id("pi")
    return {
        **_empty(
            "application", "application_fee_amount", "canceled_at", "cancellation_reason", "customer", "description",
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
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": metadata,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }  # fmt: skip


def charge(intent: Object, failure: str | None) -> Object:
    return {
        **_empty(
            "application", "application_fee", "application_fee_amount", "balance_transaction", "customer",
            "description", "failure_balance_transaction", "failure_message", "on_behalf_of", "receipt_email",
            "receipt_number", "receipt_url", "review", "shipping", "source", "source_transfer",
            "statement_descriptor", "statement_descriptor_suffix", "transfer_data", "transfer_group",
        ),
        "id": stripe_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0 if failure else intent["amount"],
        "amount_refunded": 0,
        "billing_details": {
            "address": _empty("city", "country", "line1", "line2", "postal_code", "state"),
            **_empty("email", "name", "phone", "tax_id"),
        },
        "calculated_statement_descriptor": "MADANG",
        "captured": not failure,
        "created": stamp(),
        "currency": intent["currency"],
        "disputed": False,
        "failure_code": failure,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "outcome": {
            **_empty("advice_code", "network_advice_code", "network_decline_code", "reason"),
            "network_status": "declined_by_network" if failure else "approved_by_network",
            "seller_message": "Payment complete." if not failure else "The bank declined.",
            "type": "issuer_declined" if failure else "authorized",
        },
        "paid": not failure,
        "payment_intent": intent["id"],
        "payment_method": stripe_id("pm"),
        "payment_method_details": {"card": {"brand": "visa", "last4": "4242", "country": "US"}, "type": "card"},
        "refunded": False,
        "refunds": {"object": "list", "data": [], "has_more": False, "url": "/v1/refunds"},
        "status": "failed" if failure else "succeeded",
    }  # fmt: skip


def balance_transaction(source: str, kind: str, amount: int, currency: str, fee: int) -> Object:
    """Of a charge the amount is positive, of a refund negative; a fee is always what is kept."""
    now = stamp()
    return {
        "id": stripe_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + 2 * 86_400,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {"amount": fee, "application": None, "currency": currency, "description": "Stripe processing fees",
             "type": "stripe_fee"}
        ] if fee else [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }  # fmt: skip


def checkout_session(given: Object, intent: Object, total: int, url: str) -> Object:
    name = url.rsplit("/", 1)[-1]
    return {
        **_empty(
            "allow_promotion_codes", "billing_address_collection", "client_secret", "consent", "consent_collection",
            "customer", "customer_creation", "customer_email", "invoice", "locale", "payment_link",
            "payment_method_collection", "payment_method_configuration_details", "recovered_from",
            "saved_payment_method_options", "setup_intent", "shipping_address_collection", "shipping_cost",
            "submit_type", "subscription", "after_expiration", "discounts", "collected_information", "customer_details",
            "permissions",
            "wallet_options", "origin_context", "currency_conversion", "customer_account", "integration_identifier",
            "managed_payments",
        ),
        "id": name,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": given.get("cancel_url"),
        "client_reference_id": given.get("client_reference_id"),
        "created": stamp(),
        "currency": intent["currency"],
        "custom_fields": [],
        "custom_text": _empty("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"),
        "expires_at": int(given.get("expires_at", stamp() + 86_400)),
        "invoice_creation": None,
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "mode": "payment",
        "payment_intent": intent["id"],
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "success_url": given.get("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted",
        "url": url,
    }  # fmt: skip


def refund(of: Object, amount: int, given: Object) -> Object:
    return {
        **_empty(
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


def event(kind: str, about: Object, key: str | None) -> Object:
    return {
        "id": stripe_id("evt"),
        "object": "event",
        "api_version": "2026-10-28.basil",
        "created": stamp(),
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": stripe_id("req"), "idempotency_key": key},
        "type": kind,
    }


def webhook_endpoint(url: str, kinds: list[str]) -> Object:
    return {
        "id": stripe_id("we"),
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": stamp(),
        "description": None,
        "enabled_events": kinds,
        "livemode": False,
        "metadata": {},
        "secret": f"whsec_{secrets.token_hex(16)}",
        "status": "enabled",
        "url": url,
    }
