"""Checkout: what a hosted page is opened for, and what paying on it does."""

import copy
from collections.abc import Iterator
from functools import partial
from typing import Any

from local.cloud.services.stripe import cards, catalog, customers, disputes, payments, radar, subscriptions
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.checkout_objects import Sums, checkout_session, setup_intent
from local.cloud.services.stripe.due import Due
from local.cloud.services.stripe.errors import StripeError, declined, only
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, merged_metadata, stripe_id
from local.cloud.services.stripe.payment_objects import payment_intent

SESSION = "checkout.session"
STAND_IN: Object = {"id": None, "email": None, "name": None, "balance": 0, "test_clock": None}  # nobody yet


def create(account: Account, form: Object) -> Object:
    """`mode` is `payment`, `subscription` or `setup`; the items have a price or `price_data`."""
    customer = account.get("customer", form["customer"]) if form.get("customer") else None
    if form.get("mode") not in MODES:
        raise StripeError("mode is payment, subscription or setup.", code="parameter_invalid")
    with account.time_of(customer):
        url = account.page(stripe_id("cs_test"))
        session = checkout_session(form, MODES[form["mode"]](account, form, customer or STAND_IN), url)
        if session["mode"] == "subscription":
            account.table("checkout.wanted")[session["id"]] = _wanted(account, form)
        return account.keep(SESSION, session)


def _for_payment(account: Account, form: Object, customer: Object) -> Sums:
    prices = [(_unit(account, item), int(item.get("quantity", 1))) for item in _items(form)]
    currencies = {str(price["currency"]).lower() for price, _ in prices}
    if len(currencies) != 1:
        raise StripeError("All line items must have the same currency.", code="parameter_invalid")
    total = sum(int(price["unit_amount"]) * quantity for price, quantity in prices)
    if total <= 0:
        raise StripeError("Invalid positive integer", code="parameter_invalid_integer")
    given = form.get("payment_intent_data") or {}
    metadata = merged_metadata({}, given.get("metadata"))
    intent = account.keep("payment_intent", payment_intent(total, currencies.pop(), metadata, customer["id"]))
    return Sums(total, total, 0, intent["currency"], {"payment_intent": intent["id"]})


def _for_subscription(account: Account, form: Object, customer: Object) -> Sums:
    invoice = subscriptions.prepared(account, _wanted(account, form), customer).invoice
    tax = sum(part["amount"] for part in invoice["total_taxes"])
    return Sums(invoice["subtotal"], invoice["total"], tax, invoice["currency"])


def _wanted(account: Account, form: Object) -> Object:
    """What the subscription is made of when it is paid; prices that are given in full are made."""
    for item in _items(form):
        if not item.get("price"):
            item["price"] = catalog.create_price(account, item.pop("price_data"))["id"]
    given = only(form.get("subscription_data") or {}, subscriptions.BEGUN_WITH - {"items"})
    return {**given, "items": _items(form)}


def _for_setup(account: Account, form: Object, customer: Object) -> Sums:
    given = (form.get("setup_intent_data") or {}).get("metadata")
    intent = account.keep("setup_intent", setup_intent(customer["id"], merged_metadata({}, given)))
    return Sums(currency=form.get("currency"), intents={"setup_intent": intent["id"]})


MODES: dict[str, Any] = {"payment": _for_payment, "subscription": _for_subscription, "setup": _for_setup}


def _items(form: Object) -> list[Object]:
    items: list[Object] = form.get("line_items") or []
    if not items:
        raise StripeError("You must provide line_items.", code="parameter_missing")
    return items


def _unit(account: Account, item: Object) -> Object:
    given: Object = item["price_data"] if item.get("price_data") else account.get("price", item.get("price", ""))
    return given


def pay(account: Account, session: Object, number: str) -> Object:
    """What the page does when somebody pays by the card of `number`. Raises a 402 where it is declined."""
    if session["status"] != "open":
        raise StripeError(f"This checkout is {session['status']}.", code="checkout_session_not_open")
    customer = account.get("customer", session["customer"]) if session["customer"] else None
    with account.time_of(customer):
        method = cards.by_number(account, number)
        PAID[session["mode"]](account, session, method, customer)
        session["status"] = "complete"
        account.happened("checkout.session.completed", session)
        if session["payment_intent"]:
            intent = account.get("payment_intent", session["payment_intent"])
            charge = account.get("charge", intent["latest_charge"])
            disputes.after(account, charge)
            radar.after(account, charge)
    return session


def _pay_once(account: Account, session: Object, method: Object, _customer: Object | None) -> None:
    charge = payments.charge(account, account.get("payment_intent", session["payment_intent"]), method)
    if not charge["paid"]:
        raise declined(charge["outcome"]["reason"])
    session["payment_status"] = "paid"


def _subscribe(account: Account, session: Object, method: Object, customer: Object | None) -> None:
    form = account.table("checkout.wanted")[session["id"]]
    trial = bool(form.get("trial_period_days") or form.get("trial_end"))
    decline = (cards.NEVER_ATTACHED if trial else cards.NEVER_CHARGED).get(cards.last4(method))
    if decline:
        raise declined(decline)
    owner = customer or customers.create(account, {"email": session["customer_email"]})
    session["customer"] = owner["id"]
    cards.attached(account, method["id"], owner)
    wanted = {**copy.deepcopy(form), "default_payment_method": method["id"]}
    begun = subscriptions.prepared(account, wanted, owner)
    made = subscriptions.begin(account, begun, wanted, owner)
    session.update(subscription=made["id"], invoice=made["latest_invoice"])
    session["payment_status"] = "paid" if begun.invoice["amount_paid"] else "no_payment_required"


def _set_up(account: Account, session: Object, method: Object, customer: Object | None) -> None:
    intent = account.get("setup_intent", session["setup_intent"])
    if decline := cards.NEVER_ATTACHED.get(cards.last4(method)):
        intent["last_setup_error"] = {"type": "card_error", "code": "card_declined", "decline_code": decline}
        account.happened("setup_intent.setup_failed", intent)
        raise declined(decline)
    if customer:
        cards.attached(account, method["id"], customer)
    intent.update(status="succeeded", payment_method=method["id"])
    account.happened("setup_intent.succeeded", intent)


PAID: dict[str, Any] = {"payment": _pay_once, "subscription": _subscribe, "setup": _set_up}


def expire(account: Account, session: Object) -> Object:
    if session["status"] != "open":
        raise StripeError("Only open checkouts expire.", code="checkout_session_not_open")
    session["status"] = "expired"
    account.happened("checkout.session.expired", session)
    return session


def due(account: Account) -> Iterator[Due]:
    """Nobody pays on a page for longer than it is open."""
    for session in account.table(SESSION).values():
        if session["status"] == "open":
            customer = payments.customer_of(account, session)
            act = partial(_run_out, account, session)
            yield Due(session["expires_at"], session["id"], (customer or {}).get("test_clock"), act)


def _run_out(account: Account, session: Object) -> None:
    expire(account, session)


def _expire(account: Account, _form: Object, name: str) -> Object:
    session = account.get(SESSION, name)
    with account.time_of(payments.customer_of(account, session)):
        return expire(account, session)


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table(SESSION).values(), form, "/v1/checkout/sessions")


ROUTES = {
    "POST /v1/checkout/sessions": create,
    "POST /v1/checkout/sessions/:/expire": _expire,
    "GET /v1/checkout/sessions": list_all,
}
