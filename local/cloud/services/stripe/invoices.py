"""What an invoice goes through: drafted, finalised, paid or not, voided.

On the laptop a draft is finalised at once; Stripe leaves it open to changes for an hour.
"""

from local.cloud.services.stripe import cards, disputes, invoice_objects, payments, standing
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError, declined
from local.cloud.services.stripe.invoice_objects import settled, subscription_id
from local.cloud.services.stripe.objects import Object, stamp
from local.cloud.services.stripe.payment_objects import payment_intent

DAY = 86_400
RETRY_AFTER_DAYS = (3, 5, 7)  # after each failed attempt; when the last has failed the subscription ends
DESCRIPTIONS = {"subscription_create": "Subscription creation"}


def method_of(account: Account, invoice: Object, subscription: Object) -> Object | None:
    """The card that pays: the invoice's own, the subscription's, or the customer's."""
    customer = account.get("customer", invoice["customer"])
    name = (
        invoice["default_payment_method"]
        or subscription["default_payment_method"]
        or customer["invoice_settings"]["default_payment_method"]
    )
    return account.get("payment_method", name) if name else None


def require_card(account: Account, invoice: Object, subscription: Object) -> None:
    """Raises a 402 where the card would not pay what is due, and a 400 where there is none."""
    if not invoice["amount_due"]:
        return
    method = method_of(account, invoice, subscription)
    if method is None:
        message = "This customer has no attached payment source or default payment method."
        raise StripeError(message, code="resource_missing")
    if decline := cards.refusal(method):
        raise declined(decline)


def keep(account: Account, invoice: Object, subscription: Object) -> Object:
    """Before anybody is told: its subscription names it from now on, and the items it bills are billed."""
    invoice["automatically_finalizes_at"] = invoice["created"]
    billed = {each["parent"]["subscription_item_details"]["invoice_item"] for each in invoice["lines"]["data"]}
    for name in billed - {None}:
        account.get("invoiceitem", name)["invoice"] = invoice["id"]
    subscription["latest_invoice"] = invoice["id"]
    return account.keep("invoice", invoice)


def issue(account: Account, invoice: Object, subscription: Object, *, collects: bool = True) -> None:
    """From a kept draft to what can become of it now; a paused collection stops it where it says."""
    account.happened("invoice.created", invoice)
    pause = (subscription["pause_collection"] or {}).get("behavior")
    if pause == "keep_as_draft":
        invoice.update(auto_advance=False, automatically_finalizes_at=None)
        return
    finalise(account, invoice)
    if pause == "void":
        void(account, invoice)
    elif pause == "mark_uncollectible":
        give_up(account, invoice)
    elif collects or not invoice["amount_due"]:
        collect(account, invoice, scheduled=True)


def finalise(account: Account, invoice: Object) -> None:
    customer = account.get("customer", invoice["customer"])
    due, after = settled(invoice, customer["balance"])
    now = stamp()
    invoice.update(
        status="open", amount_due=due, amount_remaining=due, starting_balance=customer["balance"],
        ending_balance=after, effective_at=now, automatically_finalizes_at=None,
        number=f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        hosted_invoice_url=account.page(invoice["id"]),
    )  # fmt: skip
    invoice["status_transitions"]["finalized_at"] = now
    customer["next_invoice_sequence"] += 1
    customer["currency"] = customer["currency"] or invoice["currency"]
    with account.changing(customer, "customer.updated"):
        customer["balance"] = after
    if due:
        intent = payment_intent(due, invoice["currency"], {}, customer["id"])
        intent["description"] = DESCRIPTIONS.get(invoice["billing_reason"], "Subscription update")
        account.keep("payment_intent", intent)
        account.keep("invoice_payment", invoice_objects.invoice_payment(invoice, intent))
        account.happened("payment_intent.created", intent)
    account.happened("invoice.finalized", invoice)


def payments_of(account: Account, invoice_id: str) -> list[Object]:
    return [row for row in account.table("invoice_payment").values() if row["invoice"] == invoice_id]


def collect(account: Account, invoice: Object, *, scheduled: bool, method: Object | None = None) -> str | None:
    """Tries to be paid; returns the decline code where it was not.

    Only scheduled attempts, and whichever is the first, count and set the next one.
    """
    subscription = account.get("subscription", subscription_id(invoice))
    if not invoice["amount_due"]:
        _paid(account, invoice)
        return None
    method = method or method_of(account, invoice, subscription)
    counts = scheduled or not invoice["attempted"]
    (row,) = payments_of(account, invoice["id"])
    intent = account.get("payment_intent", row["payment"]["payment_intent"])
    charge = payments.charge(account, intent, method) if method else None
    invoice["attempted"] = True
    invoice["attempt_count"] += counts
    if charge and charge["paid"]:
        row.update(status="paid", amount_paid=invoice["amount_due"])
        row["status_transitions"]["paid_at"] = stamp()
        _paid(account, invoice)
        disputes.after(account, charge)
        return None
    last = False
    if counts:
        invoice["next_payment_attempt"] = None
    if counts and subscription["status"] not in standing.ENDED | {"incomplete"}:
        last = invoice["attempt_count"] > len(RETRY_AFTER_DAYS)
        wait = None if last else RETRY_AFTER_DAYS[invoice["attempt_count"] - 1]
        invoice["next_payment_attempt"] = None if wait is None else stamp() + wait * DAY
    account.happened("invoice.payment_failed", invoice)
    standing.after_failure(account, invoice, last=last)
    return cards.refusal(method) if method else "no_payment_method"


def _paid(account: Account, invoice: Object) -> None:
    invoice.update(
        status="paid", attempted=True, amount_paid=invoice["amount_due"], amount_remaining=0, next_payment_attempt=None
    )
    invoice["status_transitions"]["paid_at"] = stamp()
    account.happened("invoice.paid", invoice)
    account.happened("invoice.payment_succeeded", invoice)
    standing.after_payment(account, invoice)


def void(account: Account, invoice: Object) -> None:
    """Nobody pays it any more; what it took of the customer's balance goes back."""
    _close(account, invoice, "void", "voided_at")
    customer = account.get("customer", invoice["customer"])
    with account.changing(customer, "customer.updated"):
        customer["balance"] -= invoice["ending_balance"] - invoice["starting_balance"]
    account.happened("invoice.voided", invoice)
    standing.after_void(account, invoice)


def give_up(account: Account, invoice: Object) -> None:
    _close(account, invoice, "uncollectible", "marked_uncollectible_at")
    account.happened("invoice.marked_uncollectible", invoice)


def _close(account: Account, invoice: Object, status: str, moment: str) -> None:
    invoice.update(status=status, next_payment_attempt=None, auto_advance=False)
    invoice["status_transitions"][moment] = stamp()
    if status != "void":
        return  # what is uncollectible may still be paid
    for row in payments_of(account, invoice["id"]):
        intent = account.get("payment_intent", row["payment"]["payment_intent"])
        row["status"] = intent["status"] = "canceled"
        row["status_transitions"]["canceled_at"] = intent["canceled_at"] = stamp()
        intent["cancellation_reason"] = "void_invoice"
        account.happened("payment_intent.canceled", intent)
