"""Stripe Billing: customers, checkouts of subscriptions, what is changed of them, and what Stripe says of them now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.billing.plans.book import Offer, by_external_id
from functions.billing.processor import ask, instant

Params = dict[str, Any]
PAUSED: Params = {"pause_collection": {"behavior": "void"}}
UNPAUSED: Params = {"pause_collection": ""}


@dataclass(frozen=True)
class Told:
    """A subscription as Stripe has it. `product` is a code of the price book."""

    id: str
    status: str
    metadata: dict[str, str]
    product: str
    renews_at: datetime
    ends_at_renewal: bool
    paused: bool
    resumes_at: datetime | None
    item_id: str


@dataclass(frozen=True)
class ToldLine:
    """`amount` as the price book shows it, `tax` in it where `tax_included`. A proration's may be negative."""

    id: str
    product: str
    amount: int
    tax: int
    tax_included: bool
    period_from: datetime
    period_to: datetime

    @property
    def net(self) -> int:
        return self.amount - self.tax if self.tax_included else self.amount


@dataclass(frozen=True)
class ToldInvoice:
    """An invoice as Stripe has it; `metadata` is its subscription's. `payment_id` is absent where nothing was due."""

    id: str
    number: str
    status: str
    reason: str
    subscription_id: str
    metadata: dict[str, str]
    currency: str
    total: int
    amount_paid: int
    lines: tuple[ToldLine, ...]
    issued_at: datetime
    paid_at: datetime | None
    payment_id: str | None
    attempts: int
    next_attempt_at: datetime | None
    payment_page: str | None


class StripeBilling:
    def customer(self, user_id: str) -> str:
        """Made once a person; nothing of him is told but our own identifier."""
        made = ask(
            lambda stripe: stripe.v1.customers.create(
                {"metadata": {"user_id": user_id}}, {"idempotency_key": f"customer-{user_id}"}
            )
        )
        return str(made.id)

    def checkout(self, customer: str, offer: Offer, metadata: dict[str, str], back: str, key: str) -> tuple[str, str]:
        """Its id, and the address of the page that takes the card."""
        subscription: Params = {"metadata": metadata}
        if offer.product.trial_days and metadata.get("trial") == "yes":
            subscription["trial_period_days"] = offer.product.trial_days
        if offer.region.tax_code:
            subscription["default_tax_rates"] = [self.tax_rate(offer.region.tax_code)]
        params: Params = {
            "mode": "subscription",
            "customer": customer,
            "client_reference_id": metadata["user_id"],
            "line_items": [{"price": self.price(offer), "quantity": 1}],
            "metadata": metadata,
            "subscription_data": subscription,
            "success_url": back,
            "cancel_url": f"{back}&cancelled=1",
        }
        session = ask(
            lambda stripe: stripe.v1.checkout.sessions.create(params, {"idempotency_key": f"checkout-{key}"})  # type: ignore[arg-type]
        )
        return str(session.id), str(session.url)

    def close_checkout(self, checkout_id: str) -> bool:
        """So that nobody pays it any more; False where somebody has."""
        found = ask(lambda stripe: stripe.v1.checkout.sessions.retrieve(checkout_id))
        if found.status == "open":
            ask(lambda stripe: stripe.v1.checkout.sessions.expire(checkout_id))
        return found.status != "complete"

    def price(self, offer: Offer) -> str:
        """The id of the price that tools/connect_stripe.py made for it. Raises LookupError where it is missing."""
        found = ask(lambda stripe: stripe.v1.prices.list({"lookup_keys": [offer.lookup_key], "active": True})).data
        if not found:
            raise LookupError(f"Stripe has no price {offer.lookup_key}: connect the stage again")
        return str(found[0].id)

    def tax_rate(self, code: str) -> str:
        rates = ask(lambda stripe: stripe.v1.tax_rates.list({"active": True, "limit": 100})).to_dict()["data"]
        found = [rate["id"] for rate in rates if rate["metadata"].get("code") == code]
        if not found:
            raise LookupError(f"Stripe has no tax rate {code}: connect the stage again")
        return str(found[0])

    def subscription(self, subscription_id: str) -> Told:
        return told(ask(lambda stripe: stripe.v1.subscriptions.retrieve(subscription_id)).to_dict())

    def update(self, subscription_id: str, params: Params, key: str) -> Told:
        """Raises a 402 when a card that must pay for the change does not."""
        options: Any = {"idempotency_key": f"subscription-{key}"}
        given: Any = params
        return told(ask(lambda stripe: stripe.v1.subscriptions.update(subscription_id, given, options)).to_dict())

    def end(self, subscription_id: str) -> Told:
        """At once, without an invoice."""
        return told(ask(lambda stripe: stripe.v1.subscriptions.cancel(subscription_id)).to_dict())

    def preview(self, subscription_id: str, params: Params) -> ToldInvoice:
        """The invoice that a change would make."""
        given: Any = {"subscription": subscription_id, "subscription_details": params}
        return told_invoice(ask(lambda stripe: stripe.v1.invoices.create_preview(given)).to_dict())

    def invoice(self, invoice_id: str) -> ToldInvoice:
        found = ask(lambda stripe: stripe.v1.invoices.retrieve(invoice_id, {"expand": ["payments"]}))
        return told_invoice(found.to_dict())

    def pay(self, invoice_id: str, key: str) -> None:
        """With the customer's card of now. Raises a 402 where it does not pay."""
        ask(lambda stripe: stripe.v1.invoices.pay(invoice_id, {}, {"idempotency_key": f"pay-{key}"}))

    def cards_of(self, customer: str) -> tuple[str | None, dict[str, str]]:
        """Whose customer it is and the card he pays with, and the card of each subscription that has one of its own."""
        found = ask(lambda stripe: stripe.v1.customers.retrieve(customer)).to_dict()
        given: Any = {"customer": customer, "limit": 100}
        listed = ask(lambda stripe: stripe.v1.subscriptions.list(given)).to_dict()["data"]
        card = (found.get("invoice_settings") or {}).get("default_payment_method")
        return card, {one["id"]: one["default_payment_method"] for one in listed if one["default_payment_method"]}

    def card_page(self, customer: str, back: str) -> str:
        """Where a person gives another card."""
        given: Any = {"customer": customer, "return_url": back, "flow_data": {"type": "payment_method_update"}}
        return str(ask(lambda stripe: stripe.v1.billing_portal.sessions.create(given)).url)

    def invoice_of(self, payment_id: str) -> str | None:
        """Which invoice a payment was for, if any."""
        given: Any = {"payment": {"type": "payment_intent", "payment_intent": payment_id}}
        found = ask(lambda stripe: stripe.v1.invoice_payments.list(given)).data
        return str(found[0].invoice) if found else None


def told(found: Params) -> Told:
    item = found["items"]["data"][0]
    pause = found.get("pause_collection") or {}
    return Told(
        id=found["id"],
        status=found["status"],
        metadata=dict(found["metadata"]),
        product=code_of(item["price"]["product"]),
        renews_at=instant(item["current_period_end"]),
        ends_at_renewal=bool(found["cancel_at_period_end"]),
        paused=bool(pause),
        resumes_at=instant(pause["resumes_at"]) if pause.get("resumes_at") else None,
        item_id=item["id"],
    )


def told_invoice(found: Params) -> ToldInvoice:
    """A preview has no id, no number and no payment."""
    parent = (found.get("parent") or {}).get("subscription_details") or {}
    payments = (found.get("payments") or {}).get("data", [])
    paid = [row["payment"]["payment_intent"] for row in payments if row["status"] == "paid"]
    moments = found.get("status_transitions") or {}
    return ToldInvoice(
        id=found.get("id") or "",
        number=found.get("number") or "",
        status=found["status"],
        reason=found.get("billing_reason") or "",
        subscription_id=parent.get("subscription") or "",
        metadata=dict(parent.get("metadata") or {}),
        currency=found["currency"].upper(),
        total=found["total"],
        amount_paid=found["amount_paid"],
        lines=tuple(_line(line) for line in found["lines"]["data"]),
        issued_at=instant(moments.get("finalized_at") or found["created"]),
        paid_at=instant(moments["paid_at"]) if moments.get("paid_at") else None,
        payment_id=paid[0] if paid else None,
        attempts=found["attempt_count"],
        next_attempt_at=instant(found["next_payment_attempt"]) if found.get("next_payment_attempt") else None,
        payment_page=found.get("hosted_invoice_url"),
    )


def _line(line: Params) -> ToldLine:
    taxes = line.get("taxes") or []
    return ToldLine(
        id=line["id"],
        product=code_of(line["pricing"]["price_details"]["product"]),
        amount=line["amount"],
        tax=sum(tax["amount"] for tax in taxes),
        tax_included=any(tax["tax_behavior"] == "inclusive" for tax in taxes),
        period_from=instant(line["period"]["start"]),
        period_to=instant(line["period"]["end"]),
    )


def code_of(external_id: str) -> str:
    found = by_external_id(external_id)
    if found is None:
        raise LookupError(f"{external_id} is no product of the price book")
    return found.code
