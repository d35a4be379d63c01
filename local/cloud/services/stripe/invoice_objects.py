"""Invoices and their lines, in the shapes since the API of 2025 ("basil")."""

from dataclasses import dataclass

from local.cloud.services.stripe import taxes
from local.cloud.services.stripe.objects import Object, empty, listed, stamp, stripe_id

SMALLEST = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50}  # what a card is charged at the least, in minor units


@dataclass(frozen=True)
class Charged:
    """A line before it is one: `amount` in minor units, for `start` to `end`, in seconds since 1970."""

    amount: int
    price: Object
    quantity: int
    description: str
    start: int
    end: int
    invoice_item: str | None = None  # a proration is an invoice item first

    @property
    def prorated(self) -> bool:
        return self.invoice_item is not None


def line(charged: Charged, subscription: Object, invoice_id: str) -> Object:
    item = subscription["items"]["data"][0]
    levied = taxes.taxes_of(charged.amount, subscription["default_tax_rates"])
    return {
        "id": stripe_id("il"),
        "object": "line_item",
        "amount": charged.amount,
        "currency": subscription["currency"],
        "description": charged.description,
        "discount_amounts": [],
        "discountable": not charged.prorated,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": charged.invoice_item,
                "proration": charged.prorated,
                "proration_details": {"credited_items": None},
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        "period": {"start": charged.start, "end": charged.end},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": charged.price["id"], "product": charged.price["product"]},
            "type": "price_details",
            "unit_amount_decimal": charged.price["unit_amount_decimal"],
        },
        "quantity": charged.quantity,
        "quantity_decimal": str(charged.quantity),
        "subscription": None,  # since 2025 it is in `parent`
        "subtotal": charged.amount,
        "taxes": levied,
    }


def invoice(subscription: Object, customer: Object, charged: list[Charged], reason: str) -> Object:
    """A draft with its lines and sums; `amount_due` comes with the customer's balance."""
    name = stripe_id("in")
    lines = [line(each, subscription, name) for each in charged]
    levied = [tax for each in lines for tax in each["taxes"]]
    subtotal = sum(each["amount"] for each in lines)
    included, added = taxes.part(levied, "inclusive"), taxes.part(levied, "exclusive")
    now = stamp()
    return {
        **empty(
            "account_name", "account_tax_ids", "application", "customer_account", "customer_address", "customer_phone",
            "customer_shipping", "custom_fields", "default_payment_method", "default_source", "description", "due_date",
            "effective_at", "ending_balance", "footer", "from_invoice", "hosted_invoice_url", "invoice_pdf",
            "last_finalization_error", "latest_revision", "next_payment_attempt", "number", "on_behalf_of",
            "receipt_number", "rendering", "shipping_cost", "shipping_details", "statement_descriptor",
            "webhooks_delivered_at",
        ),
        "id": name,
        "object": "invoice",
        "account_country": "US",
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {**empty("disabled_reason", "liability", "provider", "status"), "enabled": False},
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": list(subscription["default_tax_rates"]),
        "discounts": [],
        "issuer": {"type": "self"},
        "lines": listed(lines, f"/v1/invoices/{name}/lines"),
        "livemode": False,
        "metadata": {},
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        "payment_settings": empty("default_mandate", "payment_method_options", "payment_method_types"),
        "period_end": now,
        "period_start": now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": customer["balance"],
        "status": "draft",
        "status_transitions": empty("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at"),
        "subscription": None,  # since 2025 it is in `parent`
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - included,
        "test_clock": customer["test_clock"],
        "total": subtotal + added,
        "total_discount_amounts": [],
        "total_excluding_tax": subtotal - included,
        "total_pretax_credit_amounts": [],
        "total_taxes": taxes.summed(levied),
    }  # fmt: skip


def settled(invoice: Object, balance: int) -> tuple[int, int]:
    """What is due, and what the customer's balance is afterwards. A negative balance is credit."""
    together = balance + invoice["total"]
    if invoice["total"] < 0 or together < SMALLEST.get(invoice["currency"], 1):
        return 0, together  # so little is not charged but carried over to the next invoice
    return together, 0


def show_due(invoice: Object, customer: Object) -> Object:
    """A draft with what would be due of it."""
    due, _ = settled(invoice, customer["balance"])
    invoice.update(amount_due=due, amount_remaining=due)
    return invoice


def subscription_id(invoice: Object) -> str:
    return str(invoice["parent"]["subscription_details"]["subscription"])


def invoice_payment(invoice: Object, intent: Object) -> Object:
    return {
        "id": stripe_id("inpay"),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "created": stamp(),
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": empty("canceled_at", "paid_at"),
    }
