"""What a change of a subscription makes of it and of the running period.

https://docs.stripe.com/billing/subscriptions/prorations: by the second, what is unused is credited and what remains is
charged, each rounded alone.
"""

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction

from kernel.money import decimal_text, rounded
from local.cloud.services.stripe import catalog
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.invoice_objects import Charged, invoice, show_due
from local.cloud.services.stripe.objects import Object, at_moment, merged_metadata, stamp, truth
from local.cloud.services.stripe.subscription_objects import (
    amount_of,
    invoice_item,
    item_of,
    next_renewal,
    plan_of,
    set_period,
)

BEHAVIORS = {"none", "create_prorations", "always_invoice"}


@dataclass
class Plan:
    """`after` is the subscription as it would be; `items` are its prorations; `renewed` that a period begins now."""

    after: Object
    items: list[Object] = field(default_factory=list)
    renewed: bool = False
    invoices_now: bool = False


def product_name(account: Account, price: Object) -> str:
    return str(account.get("product", price["product"])["name"])


def whole_period(account: Account, subscription: Object) -> Charged:
    """The line of the period that the item is in; of a trial it costs nothing."""
    item = item_of(subscription)
    price, quantity = item["price"], item["quantity"]
    start, end = item["current_period_start"], item["current_period_end"]
    name = product_name(account, price)
    if subscription["status"] == "trialing":
        return Charged(0, price, quantity, f"Trial period for {name}", start, end)
    shown = decimal_text(price["unit_amount"], price["currency"].upper())
    text = f"{quantity} × {name} (at {shown} {price['currency'].upper()} / {price['recurring']['interval']})"
    return Charged(amount_of(item), price, quantity, text, start, end)


def waiting(account: Account, subscription: Object) -> list[Object]:
    """Invoice items that the next invoice takes."""
    return [
        item
        for item in account.table("invoiceitem").values()
        if item["parent"]["subscription_details"]["subscription"] == subscription["id"] and item["invoice"] is None
    ]


def charged(account: Account, items: list[Object]) -> list[Charged]:
    return [
        Charged(
            item["amount"],
            account.get("price", item["pricing"]["price_details"]["price"]),
            item["quantity"],
            item["description"],
            item["period"]["start"],
            item["period"]["end"],
            item["id"],
        )
        for item in items
    ]


def prorated(account: Account, subscription: Object, item: Object, at: int, sign: int) -> Object:
    """What of `item` is unused (`sign` -1) or remains (+1) from `at` to the end of its period."""
    start, end = item["current_period_start"], item["current_period_end"]
    if not start <= at <= end:
        raise StripeError("Invalid proration_date: it must be within the current period.", code="parameter_invalid")
    amount = rounded(Fraction(sign * amount_of(item) * (end - at), end - start))
    words = "Unused time on" if sign < 0 else "Remaining time on"
    day = datetime.fromtimestamp(at, UTC).strftime("%d %b %Y")
    text = f"{words} {product_name(account, item['price'])} after {day}"
    return invoice_item(subscription, amount, item["price"], text, at, end)


def planned(account: Account, subscription: Object, form: Object) -> Plan:
    """Nothing is changed yet. Raises StripeError for what cannot be."""
    behavior = form.get("proration_behavior", "create_prorations")
    if behavior not in BEHAVIORS:
        raise StripeError("Invalid proration_behavior.", code="parameter_invalid")
    plan = Plan(copy.deepcopy(subscription))
    after, now = plan.after, stamp()
    at = int(form.get("proration_date") or now)
    before, item = item_of(subscription), item_of(after)
    _set_price(account, after, form)
    _set_plain(account, after, form)
    trial = form.get("trial_end")
    another_cycle = before["plan"]["interval"] != item["plan"]["interval"] or (
        before["plan"]["interval_count"] != item["plan"]["interval_count"]
    )
    running = subscription["status"] != "trialing"
    plan.renewed = trial is not None or (running and another_cycle) or form.get("billing_cycle_anchor") == "now"
    changed = (before["price"]["id"], before["quantity"]) != (item["price"]["id"], item["quantity"])
    if running and behavior != "none" and (changed or plan.renewed):
        plan.items.append(prorated(account, subscription, before, at, -1))
        if not plan.renewed:
            plan.items.append(prorated(account, after, item, at, 1))
    if plan.renewed:
        _begin(after, now, None if trial in {None, "now"} else int(trial))
    elif another_cycle:  # of a trial: what follows it changes, its end does not
        set_period(after, item["current_period_start"], after["trial_end"])
    if after["cancel_at_period_end"]:
        after["cancel_at"] = item["current_period_end"]
    plan.invoices_now = plan.renewed or (behavior == "always_invoice" and bool(plan.items))
    return plan


def _begin(after: Object, now: int, trial_end: int | None) -> None:
    if trial_end is not None and trial_end <= now:
        raise StripeError("Invalid timestamp: can only be specified in the future.", code="parameter_invalid")
    if trial_end:
        after.update(status="trialing", trial_start=after["trial_start"] or now, trial_end=trial_end)
    elif after["status"] == "trialing":
        after.update(status="active", trial_end=now)
    after["billing_cycle_anchor"] = trial_end or now
    set_period(after, now, trial_end or next_renewal(after, now))


def _set_price(account: Account, after: Object, form: Object) -> None:
    given = form.get("items") or []
    item = item_of(after)
    if len(given) > 1 or any(each.get("id", item["id"]) != item["id"] for each in given):
        raise StripeError("This stand-in's subscriptions have one item, which is named by its id.")
    for each in given:
        if not each.get("id"):
            raise StripeError("This stand-in's subscriptions have one item: name it by its id.")
        price = account.get("price", each.get("price") or item["price"]["id"])
        if price["currency"] != after["currency"]:
            raise StripeError("The price's currency is not the subscription's.", code="currency_mismatch")
        item.update(price=copy.deepcopy(price), plan=plan_of(price), quantity=int(each.get("quantity") or 1))


def _set_plain(account: Account, after: Object, form: Object) -> None:
    if "metadata" in form:
        after["metadata"] = merged_metadata(after["metadata"], form["metadata"])
    if "default_tax_rates" in form:
        after["default_tax_rates"] = copy.deepcopy(catalog.rates(account, form["default_tax_rates"]))
    if "description" in form:
        after["description"] = form["description"] or None
    if "pause_collection" in form:
        after["pause_collection"] = _pause(form["pause_collection"])
    if "cancel_at_period_end" in form:
        _set_ending(after, ends=truth(form["cancel_at_period_end"]))


def _set_ending(after: Object, *, ends: bool) -> None:
    if ends == after["cancel_at_period_end"]:
        return
    after["cancel_at_period_end"] = ends
    after["canceled_at"] = stamp() if ends else None
    after["cancel_at"] = item_of(after)["current_period_end"] if ends else None
    after["cancellation_details"]["reason"] = "cancellation_requested" if ends else None


def _pause(given: Object | str) -> Object | None:
    if not isinstance(given, dict):
        return None
    if given.get("behavior") not in {"void", "keep_as_draft", "mark_uncollectible"}:
        raise StripeError("Invalid pause_collection[behavior].", code="parameter_invalid")
    resumes = given.get("resumes_at")
    return {"behavior": given["behavior"], "resumes_at": int(resumes) if resumes else None}


def renewal(account: Account, plan: Plan, customer: Object) -> Object:
    """Of the period that follows, as it would be."""
    after = plan.after
    if after["cancel_at_period_end"]:
        raise StripeError("No upcoming invoices for customer: the subscription ends.", code="invoice_upcoming_none")
    begins = item_of(after)["current_period_end"]
    with at_moment(begins):
        if after["status"] == "trialing":
            after["status"] = "active"
        set_period(after, begins, next_renewal(after, begins))
        lines = charged(account, [*waiting(account, after), *plan.items])
        lines.append(whole_period(account, after))
        return show_due(invoice(after, customer, lines, "upcoming"), customer)
