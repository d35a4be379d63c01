"""Checkout sessions, setup intents and sessions of the customer portal."""

import secrets
from dataclasses import dataclass, field

from local.cloud.services.stripe.objects import Object, empty, merged_metadata, stamp, stripe_id

OPEN_SECONDS = 86_400


@dataclass(frozen=True)
class Sums:
    """Minor units of `currency`; none where nothing is sold."""

    subtotal: int | None = None
    total: int | None = None
    tax: int = 0
    currency: str | None = None
    intents: Object = field(default_factory=dict)


def checkout_session(given: Object, sums: Sums, url: str) -> Object:
    name = url.rsplit("/", 1)[-1]
    return {
        **empty(
            "allow_promotion_codes", "billing_address_collection", "client_secret", "consent", "consent_collection",
            "customer_creation", "invoice", "locale", "payment_link",
            "payment_method_collection", "payment_method_configuration_details", "recovered_from", "payment_intent",
            "saved_payment_method_options", "setup_intent", "shipping_address_collection", "shipping_cost",
            "submit_type", "subscription", "after_expiration", "discounts", "collected_information", "customer_details",
            "permissions",
            "wallet_options", "origin_context", "currency_conversion", "customer_account", "integration_identifier",
            "managed_payments",
        ),
        **sums.intents,
        "id": name,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "amount_subtotal": sums.subtotal,
        "amount_total": sums.total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": given.get("cancel_url"),
        "client_reference_id": given.get("client_reference_id"),
        "created": stamp(),
        "currency": sums.currency,
        "custom_fields": [],
        "custom_text": empty("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"),
        "customer": given.get("customer"),
        "customer_email": given.get("customer_email"),
        "expires_at": int(given.get("expires_at", stamp() + OPEN_SECONDS)),
        "invoice_creation": None,
        "livemode": False,
        "metadata": merged_metadata({}, given.get("metadata")),
        "mode": given.get("mode", "payment"),
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required" if sums.total is None else "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "success_url": given.get("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": sums.tax},
        "ui_mode": "hosted",
        "url": url,
    }  # fmt: skip


def setup_intent(customer: str | None, metadata: Object) -> Object:
    name = stripe_id("seti")
    return {
        **empty(
            "application", "cancellation_reason", "customer_account", "description", "excluded_payment_method_types",
            "flow_directions", "last_setup_error", "latest_attempt", "mandate", "next_action", "on_behalf_of",
            "payment_method", "payment_method_configuration_details", "single_use_mandate",
        ),
        "id": name,
        "object": "setup_intent",
        "automatic_payment_methods": None,
        "client_secret": f"{name}_secret_{secrets.token_hex(12)}",
        "created": stamp(),
        "customer": customer,
        "livemode": False,
        "metadata": metadata,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "usage": "off_session",
    }  # fmt: skip


def portal_session(given: Object, url: str) -> Object:
    kind = (given.get("flow_data") or {}).get("type")
    return {
        **empty("customer_account", "locale", "on_behalf_of"),
        "id": url.rsplit("/", 1)[-1],
        "object": "billing_portal.session",
        "configuration": "bpc_of_the_laptop",
        "created": stamp(),
        "customer": given["customer"],
        "flow": {
            "after_completion": {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"},
            **empty("subscription_cancel", "subscription_update", "subscription_update_confirm"),
            "type": kind,
        } if kind else None,
        "livemode": False,
        "return_url": given.get("return_url"),
        "url": url,
    }  # fmt: skip
