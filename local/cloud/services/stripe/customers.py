"""Customers: who pays, by which card, and what a negative invoice left to their credit."""

import secrets

from local.cloud.services.stripe import cards
from local.cloud.services.stripe.account import CLOCK, Account
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, merged_metadata, stripe_id
from local.cloud.services.stripe.objects import stamp as now

TEXTS = ("description", "email", "name", "phone")


def create(account: Account, form: Object) -> Object:
    """`test_clock` puts whoever it is, and all that is his, under that clock."""
    clock = form.get("test_clock")
    if clock:
        account.get(CLOCK, clock)
    with account.time_of({"test_clock": clock}):
        made = customer(form)
        account.keep("customer", made)
        account.happened("customer.created", made)
        _cards(account, made, form)
    return made


def customer(form: Object) -> Object:
    return {
        **empty("address", "currency", "customer_account", "default_source", "shipping"),
        **{name: form.get(name) for name in TEXTS},
        "id": stripe_id("cus"),
        "object": "customer",
        "balance": int(form.get("balance", 0)),
        "created": now(),
        "delinquent": False,
        "discount": None,
        "invoice_prefix": secrets.token_hex(4).upper(),
        "invoice_settings": empty("custom_fields", "default_payment_method", "footer", "rendering_options"),
        "livemode": False,
        "metadata": merged_metadata({}, form.get("metadata")),
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
        "test_clock": form.get("test_clock"),
    }


def update(account: Account, form: Object, name: str) -> Object:
    found = account.get("customer", name)
    with account.time_of(found), account.changing(found, "customer.updated"):
        for text in TEXTS:
            if text in form:
                found[text] = form[text] or None
        if "balance" in form:
            found["balance"] = int(form["balance"])
        if "metadata" in form:
            found["metadata"] = merged_metadata(found["metadata"], form["metadata"])
        _cards(account, found, form)
    return found


def _cards(account: Account, who: Object, form: Object) -> None:
    if form.get("payment_method"):
        cards.attached(account, form["payment_method"], who)
    settings = form.get("invoice_settings") or {}
    if "default_payment_method" in settings:
        name = settings["default_payment_method"]
        who["invoice_settings"]["default_payment_method"] = cards.attached(account, name, who)["id"] if name else None


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table("customer").values(), form, "/v1/customers")


ROUTES = {
    "POST /v1/customers": create,
    "POST /v1/customers/:": update,
    "GET /v1/customers": list_all,
}
