"""The customer portal, as far as changing the card; and paying an invoice on its own page."""

from local.cloud.services.stripe import cards, invoices
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.checkout_objects import portal_session
from local.cloud.services.stripe.errors import StripeError, declined, required
from local.cloud.services.stripe.objects import Object, stripe_id

SESSION = "billing_portal.session"
FLOW = "payment_method_update"


def create(account: Account, form: Object) -> Object:
    customer = account.get("customer", required(form, "customer"))
    if (form.get("flow_data") or {}).get("type", FLOW) != FLOW:
        raise StripeError(f"Only the flow {FLOW} is part of this stand-in.", code="parameter_invalid")
    with account.time_of(customer):
        return account.keep(SESSION, portal_session(form, account.page(stripe_id("bps"))))


def change_card(account: Account, session: Object, number: str) -> None:
    """The customer's default, and no more: a subscription that has a card of its own goes on with that.

    https://docs.stripe.com/customer-management/portal-deep-links. Raises a 402 where the card is declined.
    """
    customer = account.get("customer", session["customer"])
    with account.time_of(customer):
        method = cards.attached(account, cards.by_number(account, number)["id"], customer)
        with account.changing(customer, "customer.updated"):
            customer["invoice_settings"]["default_payment_method"] = method["id"]


def pay_invoice(account: Account, invoice: Object, number: str) -> None:
    """Raises a 402 where the card is declined."""
    if invoice["status"] not in {"open", "uncollectible"}:
        raise StripeError(f"This invoice is {invoice['status']}.", code="invoice_not_open")
    customer = account.get("customer", invoice["customer"])
    with account.time_of(customer):
        method = cards.attached(account, cards.by_number(account, number)["id"], customer)
        if decline := invoices.collect(account, invoice, scheduled=False, method=method):
            raise declined(decline)


ROUTES = {"POST /v1/billing_portal/sessions": create}
