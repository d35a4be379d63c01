"""What payments make of a subscription's status: https://docs.stripe.com/billing/subscriptions/overview."""

from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.invoice_objects import subscription_id
from local.cloud.services.stripe.objects import Object, stamp

ENDED = {"canceled", "incomplete_expired"}
OWING = {"incomplete", "past_due", "unpaid"}
UPDATED = "customer.subscription.updated"


def after_payment(account: Account, invoice: Object) -> None:
    """The latest invoice decides."""
    subscription = account.get("subscription", subscription_id(invoice))
    if subscription["status"] in OWING and subscription["latest_invoice"] == invoice["id"]:
        with account.changing(subscription, UPDATED):
            subscription["status"] = "active"


def after_failure(account: Account, invoice: Object, *, last: bool) -> None:
    subscription = account.get("subscription", subscription_id(invoice))
    if last:
        end(account, subscription, "payment_failed")
    elif subscription["status"] in {"active", "trialing"}:
        with account.changing(subscription, UPDATED):
            subscription["status"] = "past_due"


def after_void(account: Account, invoice: Object) -> None:
    """Nothing is owed any more; one that never began never will."""
    subscription = account.get("subscription", subscription_id(invoice))
    if subscription["latest_invoice"] != invoice["id"] or subscription["status"] not in OWING:
        return
    with account.changing(subscription, UPDATED):
        if subscription["status"] == "incomplete":
            subscription.update(status="incomplete_expired", ended_at=stamp())
        else:
            subscription["status"] = "active"


def end(account: Account, subscription: Object, reason: str) -> None:
    """At once; what is owed stays owed, but is not asked for again."""
    now = stamp()
    subscription.update(status="canceled", ended_at=now, canceled_at=subscription["canceled_at"] or now)
    subscription["cancellation_details"]["reason"] = reason
    for invoice in account.table("invoice").values():
        if subscription_id(invoice) == subscription["id"] and invoice["status"] in {"open", "draft"}:
            invoice.update(auto_advance=False, next_payment_attempt=None)
    account.happened("customer.subscription.deleted", subscription)
