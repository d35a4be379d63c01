"""Subscriptions: begun, changed, ended; https://docs.stripe.com/billing/subscriptions/overview."""

import copy
from dataclasses import dataclass

from local.cloud.services.stripe import cards, catalog, invoices, proration, standing
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError, only, required
from local.cloud.services.stripe.invoice_objects import Charged, invoice, show_due
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, merged_metadata, stamp, truth
from local.cloud.services.stripe.subscription_objects import item_of, subscription

DAY = 86_400
TRIAL_TOLD_BEFORE = 3 * DAY
BEGUN_WITH = {
    "items", "metadata", "description", "default_tax_rates", "default_payment_method", "trial_end",
    "trial_period_days", "payment_behavior", "proration_behavior",
}  # fmt: skip
CHANGED_BY = BEGUN_WITH - {"trial_period_days"} | {
    "proration_date", "billing_cycle_anchor", "cancel_at_period_end", "pause_collection",
}  # fmt: skip
BEHAVIORS = {"allow_incomplete", "error_if_incomplete", "default_incomplete"}


@dataclass(frozen=True)
class Begun:
    """A subscription that is not kept yet, and its first invoice."""

    subscription: Object
    invoice: Object


def prepared(account: Account, form: Object, customer: Object) -> Begun:
    """What `form` asks for. Raises StripeError; nothing is stored."""
    items = form.get("items") or []
    if len(items) != 1:
        raise StripeError("This stand-in's subscriptions have one item.", code="parameter_invalid")
    price = _price(account, items[0])
    rates = copy.deepcopy(catalog.rates(account, form.get("default_tax_rates")))
    made = subscription(
        customer, copy.deepcopy(price), int(items[0].get("quantity") or 1), form, rates, _trial_end(form)
    )
    return Begun(made, first_invoice(account, made, customer))


def first_invoice(account: Account, made: Object, customer: Object) -> Object:
    lines = [proration.whole_period(account, made)]
    return show_due(invoice(made, customer, lines, "subscription_create"), customer)


def _price(account: Account, item: Object) -> Object:
    if item.get("price_data"):
        return catalog.create_price(account, item["price_data"])
    price = account.get("price", required(item, "price"))
    if not price["recurring"]:
        raise StripeError("The price is not recurring.", code="parameter_invalid")
    if not price["active"]:
        raise StripeError(f"The price specified is inactive: {price['id']}.")
    return price


def _trial_end(form: Object) -> int | None:
    if form.get("trial_period_days"):
        return stamp() + int(form["trial_period_days"]) * DAY
    given = form.get("trial_end")
    return int(given) if given and given != "now" else None


def create(account: Account, form: Object) -> Object:
    customer = account.get("customer", required(form, "customer"))
    with account.time_of(customer):
        only(form, BEGUN_WITH | {"customer"})
        begun = prepared(account, form, customer)
        return begin(account, begun, form, customer)


def begin(account: Account, begun: Begun, form: Object, customer: Object) -> Object:
    """Keeps it, tells of it and asks for the first payment. Raises a 402 where that is to be an error."""
    made = begun.subscription
    behavior = _behavior(form)
    if form.get("default_payment_method"):
        made["default_payment_method"] = cards.attached(account, form["default_payment_method"], customer)["id"]
    if behavior == "error_if_incomplete":
        invoices.require_card(account, begun.invoice, made)
    account.keep("subscription", made)
    invoices.keep(account, begun.invoice, made)
    account.happened("customer.subscription.created", made)
    invoices.issue(account, begun.invoice, made, collects=behavior != "default_incomplete")
    if made["trial_end"] and made["trial_end"] - stamp() < TRIAL_TOLD_BEFORE:
        account.happened("customer.subscription.trial_will_end", made)
        account.table("told")[f"{made['id']} trial"] = made["trial_end"]
    return made


def _behavior(form: Object) -> str:
    behavior = str(form.get("payment_behavior", "allow_incomplete"))
    if behavior not in BEHAVIORS:
        raise StripeError(f"payment_behavior {behavior} is not part of this stand-in.", code="parameter_invalid")
    return behavior


def update(account: Account, form: Object, name: str) -> Object:
    """Raises a 402 with `error_if_incomplete` where the card would not pay for it: nothing has changed then."""
    found = account.get("subscription", name)
    if found["status"] in standing.ENDED:
        return _note(account, found, form)
    behavior = _behavior(only(form, CHANGED_BY))
    customer = account.get("customer", found["customer"])
    with account.time_of(customer):
        plan = proration.planned(account, found, form)
        drafted = draft_now(account, plan, customer)
        if "default_payment_method" in form:
            given = form["default_payment_method"]
            plan.after["default_payment_method"] = cards.attached(account, given, customer)["id"] if given else None
        if drafted and behavior == "error_if_incomplete":
            invoices.require_card(account, drafted, plan.after)
        for item in plan.items:
            account.keep("invoiceitem", item)
        with account.changing(found, standing.UPDATED):
            found.update(plan.after)
            if drafted:
                invoices.keep(account, drafted, found)
        if drafted:
            invoices.issue(account, drafted, found, collects=behavior != "default_incomplete")
    return found


def draft_now(account: Account, plan: proration.Plan, customer: Object) -> Object | None:
    """The invoice that the change makes at once, not kept yet."""
    if not plan.invoices_now:
        return None
    lines = proration.charged(account, [*proration.waiting(account, plan.after), *plan.items])
    if plan.renewed:
        lines.append(proration.whole_period(account, plan.after))
    return show_due(invoice(plan.after, customer, lines, "subscription_update"), customer)


def _note(account: Account, found: Object, form: Object) -> Object:
    if set(form) - {"metadata", "expand"}:
        message = "A canceled subscription can only update its cancellation_details and metadata."
        raise StripeError(message)
    with account.changing(found, standing.UPDATED):
        found["metadata"] = merged_metadata(found["metadata"], form.get("metadata"))
    return found


def cancel(account: Account, form: Object, name: str) -> Object:
    """At once; `prorate` credits what is unused, `invoice_now` bills what waits."""
    found = account.get("subscription", name)
    if found["status"] in standing.ENDED:
        raise StripeError(f"No such subscription: '{name}'", status=404, code="resource_missing")
    only(form, {"invoice_now", "prorate"})
    customer = account.get("customer", found["customer"])
    with account.time_of(customer):
        if truth(form.get("prorate", "")) and found["status"] not in {"trialing", "incomplete"}:
            account.keep("invoiceitem", proration.prorated(account, found, item_of(found), stamp(), -1))
        lines: list[Charged] = []
        if truth(form.get("invoice_now", "")):
            lines = proration.charged(account, proration.waiting(account, found))
        expires = found["status"] == "incomplete"
        standing.end(account, found, "cancellation_requested")
        if expires:
            _void_first(account, found)
        if lines:
            last = show_due(invoice(found, customer, lines, "subscription_update"), customer)
            invoices.issue(account, invoices.keep(account, last, found), found)
    return found


def _void_first(account: Account, found: Object) -> None:
    first = account.get("invoice", found["latest_invoice"])
    if first["status"] == "open":
        invoices.void(account, first)


def list_all(account: Account, form: Object) -> Object:
    """Without the canceled ones, unless they are asked for."""
    status = form.get("status")
    wanted = {name: value for name, value in form.items() if name != "status"}
    rows = [row for row in account.table("subscription").values() if _shown(row, status)]
    filters = {"price": lambda row, price: item_of(row)["price"]["id"] == price}
    return page(account, rows, wanted, "/v1/subscriptions", filters)


def _shown(row: Object, status: str | None) -> bool:
    if status in {None, ""}:
        return row["status"] not in standing.ENDED
    if status == "ended":
        return row["status"] in standing.ENDED
    return status in {"all", row["status"]}


ROUTES = {
    "POST /v1/subscriptions": create,
    "POST /v1/subscriptions/:": update,
    "DELETE /v1/subscriptions/:": cancel,
    "GET /v1/subscriptions": list_all,
}
