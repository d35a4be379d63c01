"""What happens as time passes, above all to subscriptions and their invoices."""

import copy
from collections.abc import Callable, Iterator
from functools import partial

from local.cloud.services.stripe import checkout, invoices, payouts, proration, refunds, standing
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.calendar import DAY, HOUR
from local.cloud.services.stripe.due import Due
from local.cloud.services.stripe.invoice_objects import invoice, show_due, subscription_id
from local.cloud.services.stripe.objects import Object, stamp
from local.cloud.services.stripe.subscription_objects import item_of, next_renewal, set_period

INCOMPLETE_SECONDS = 23 * HOUR
TRIAL_TOLD_BEFORE, RENEWAL_TOLD_BEFORE = 3 * DAY, 7 * DAY


def due(account: Account) -> Iterator[Due]:
    """All that is to come, each thing's next step only."""
    for subscription in account.table("subscription").values():
        if subscription["status"] not in standing.ENDED:
            for at, act in _of_subscription(account, subscription):
                yield Due(at, subscription["id"], subscription["test_clock"], act)
    for row in account.table("invoice").values():
        if row["status"] == "open" and row["next_payment_attempt"]:
            act = partial(_collect, account, row)
            yield Due(row["next_payment_attempt"], row["id"], row["test_clock"], act)
    for subject in (checkout, payouts, refunds):
        yield from subject.due(account)


def _of_subscription(account: Account, subscription: Object) -> Iterator[tuple[int, Callable[[], None]]]:
    item = item_of(subscription)
    start, end, told = item["current_period_start"], item["current_period_end"], account.table("told")
    if subscription["status"] == "incomplete":
        yield subscription["created"] + INCOMPLETE_SECONDS, partial(_expire, account, subscription)
        return
    if (pause := subscription["pause_collection"]) and pause["resumes_at"]:
        yield pause["resumes_at"], partial(_resume, account, subscription)
    trial_end = subscription["trial_end"]
    if subscription["status"] == "trialing" and told.get(f"{subscription['id']} trial") != trial_end:
        yield trial_end - TRIAL_TOLD_BEFORE, partial(_tell_trial, account, subscription)
    tells = end - RENEWAL_TOLD_BEFORE >= start and not subscription["cancel_at_period_end"]
    if tells and told.get(f"{subscription['id']} renewal") != end:
        yield end - RENEWAL_TOLD_BEFORE, partial(_tell_renewal, account, subscription)
    yield end, partial(_renew, account, subscription)


def _collect(account: Account, row: Object) -> None:
    invoices.collect(account, row, scheduled=True)


def _expire(account: Account, subscription: Object) -> None:
    """Its first invoice is void then."""
    with account.changing(subscription, standing.UPDATED):
        subscription.update(status="incomplete_expired", ended_at=stamp())
    for row in list(account.table("invoice").values()):
        if subscription_id(row) == subscription["id"] and row["status"] == "open":
            invoices.void(account, row)


def _resume(account: Account, subscription: Object) -> None:
    with account.changing(subscription, standing.UPDATED):
        subscription["pause_collection"] = None


def _tell_trial(account: Account, subscription: Object) -> None:
    account.table("told")[f"{subscription['id']} trial"] = subscription["trial_end"]
    account.happened("customer.subscription.trial_will_end", subscription)


def _tell_renewal(account: Account, subscription: Object) -> None:
    """Of an invoice that is not there yet."""
    account.table("told")[f"{subscription['id']} renewal"] = item_of(subscription)["current_period_end"]
    plan = proration.Plan(copy.deepcopy(subscription))
    customer = account.get("customer", subscription["customer"])
    upcoming = proration.renewal(account, plan, customer)
    account.happened("invoice.upcoming", {**upcoming, "id": f"upcoming_{upcoming['id']}"})


def _renew(account: Account, subscription: Object) -> None:
    """A period ends: so does the subscription, or the next one begins with an invoice."""
    if subscription["cancel_at_period_end"]:
        standing.end(account, subscription, "cancellation_requested")
        return
    customer = account.get("customer", subscription["customer"])
    item = item_of(subscription)
    over = (item["current_period_start"], item["current_period_end"])
    with account.changing(subscription, standing.UPDATED):
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        set_period(subscription, over[1], next_renewal(subscription, over[1]))
        lines = proration.charged(account, proration.waiting(account, subscription))
        lines.append(proration.whole_period(account, subscription))
        drafted = show_due(invoice(subscription, customer, lines, "subscription_cycle"), customer)
        drafted.update(period_start=over[0], period_end=over[1])
        invoices.keep(account, drafted, subscription)
    invoices.issue(account, drafted, subscription)
