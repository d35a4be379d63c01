"""Subscriptions as objects: one item, whose period is the item's since the API of 2025."""

from local.cloud.services.stripe import calendar
from local.cloud.services.stripe.objects import Object, empty, listed, merged_metadata, stamp, stripe_id


def item_of(subscription: Object) -> Object:
    item: Object = subscription["items"]["data"][0]
    return item


def amount_of(item: Object) -> int:
    return int(item["price"]["unit_amount"]) * int(item["quantity"])


def plan_of(price: Object) -> Object:
    """The older name of a recurring price, which every item still carries."""
    every = price["recurring"]
    return {
        **{name: price[name] for name in ("active", "billing_scheme", "created", "currency", "id", "metadata")},
        **{name: price[name] for name in ("nickname", "product", "tiers_mode", "livemode")},
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "interval": every["interval"],
        "interval_count": every["interval_count"],
        "meter": None,
        "object": "plan",
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def next_renewal(subscription: Object, after: int) -> int:
    every = item_of(subscription)["price"]["recurring"]
    anchor = subscription["billing_cycle_anchor"]
    return calendar.following(anchor, every["interval"], every["interval_count"], after)


def subscription(
    customer: Object, price: Object, quantity: int, form: Object, rates: list[Object], trial_end: int | None
) -> Object:
    """Of now: in a trial until `trial_end`, else incomplete until it is paid."""
    name, now = stripe_id("sub"), stamp()
    made = {
        **empty(
            "application", "application_fee_percent", "billing_cycle_anchor_config", "billing_schedules",
            "billing_thresholds", "cancel_at", "canceled_at", "customer_account", "days_until_due", "default_source",
            "ended_at", "latest_invoice", "next_pending_invoice_item_invoice", "on_behalf_of", "pause_collection",
            "pending_invoice_item_interval", "pending_setup_intent", "pending_update", "schedule", "transfer_data",
        ),
        "id": name,
        "object": "subscription",
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": trial_end or now,
        "billing_mode": {"type": "classic", "flexible": None},
        "cancel_at_period_end": False,
        "cancellation_details": empty("comment", "feedback", "reason"),
        "collection_method": "charge_automatically",
        "created": now,
        "currency": price["currency"],
        "customer": customer["id"],
        "default_payment_method": None,
        "default_tax_rates": rates,
        "description": form.get("description"),
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"},
                             **empty("custom_fields", "description", "footer")},
        "items": listed([_item(name, price, quantity)], f"/v1/subscription_items?subscription={name}"),
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": merged_metadata({}, form.get("metadata")),
        "payment_settings": {
            "payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off",
        },
        "start_date": now,
        "status": "trialing" if trial_end else "incomplete",
        "test_clock": customer["test_clock"],
        "trial_end": trial_end,
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        "trial_start": now if trial_end else None,
    }  # fmt: skip
    set_period(made, now, trial_end or next_renewal(made, now))
    return made


def _item(subscription_id: str, price: Object, quantity: int) -> Object:
    return {
        "id": stripe_id("si"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": stamp(),
        "current_period_end": 0,
        "current_period_start": 0,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription_id,
        "tax_rates": [],
    }


def set_period(subscription: Object, start: int, end: int) -> None:
    item_of(subscription).update(current_period_start=start, current_period_end=end)


def invoice_item(subscription: Object, amount: int, price: Object, description: str, start: int, end: int) -> Object:
    """A proration that waits for an invoice."""
    return {
        **empty("customer_account", "invoice"),
        "id": stripe_id("ii"),
        "object": "invoiceitem",
        "amount": amount,
        "currency": subscription["currency"],
        "customer": subscription["customer"],
        "date": stamp(),
        "description": description,
        "discountable": False,
        "discounts": [],
        "livemode": False,
        "metadata": {},
        "net_amount": amount,
        "parent": {
            "subscription_details": {"subscription": subscription["id"],
                                     "subscription_item": item_of(subscription)["id"]},
            "type": "subscription_details",
        },
        "period": {"start": start, "end": end},
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "proration": True,
        "quantity": item_of(subscription)["quantity"],
        "quantity_decimal": str(item_of(subscription)["quantity"]),
        "tax_rates": [],
        "test_clock": subscription["test_clock"],
    }  # fmt: skip
