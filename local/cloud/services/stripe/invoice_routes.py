"""What is asked of invoices: shown, paid by hand, voided, previewed."""

from local.cloud.services.stripe import cards, invoices, proration, subscriptions
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError, declined, only
from local.cloud.services.stripe.invoice_objects import subscription_id
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, truth


def list_all(account: Account, form: Object) -> Object:
    filters = {"subscription": lambda row, wanted: subscription_id(row) == wanted}
    return page(account, account.table("invoice").values(), form, "/v1/invoices", filters)


def pay(account: Account, form: Object, name: str) -> Object:
    """With the card of now, or `payment_method`. Raises a 402 where it does not pay."""
    found = _open(account, name, "pay")
    customer = account.get("customer", found["customer"])
    with account.time_of(customer):
        if truth(form.get("paid_out_of_band", "")):
            raise StripeError("paid_out_of_band is not part of this stand-in.", code="parameter_unknown")
        given = form.get("payment_method")
        method = cards.attached(account, given, customer) if given else None
        decline = invoices.collect(account, found, scheduled=False, method=method)
    if decline == "no_payment_method":
        message = "Cannot charge a customer that has no active card."
        raise StripeError(message, status=402, kind="card_error", code="missing")
    if decline:
        raise declined(decline)
    return found


def void(account: Account, _form: Object, name: str) -> Object:
    found = _open(account, name, "void")
    with account.time_of(found):
        invoices.void(account, found)
    return found


def finalise(account: Account, _form: Object, name: str) -> Object:
    found = account.get("invoice", name)
    if found["status"] != "draft":
        raise StripeError("This invoice is already finalized.", code="invoice_not_editable")
    with account.time_of(found):
        invoices.finalise(account, found)
    return found


def give_up(account: Account, _form: Object, name: str) -> Object:
    found = _open(account, name, "mark uncollectible")
    with account.time_of(found):
        invoices.give_up(account, found)
    return found


def _open(account: Account, name: str, act: str) -> Object:
    found = account.get("invoice", name)
    allowed = {"open"} if act == "mark uncollectible" else {"open", "uncollectible"}
    if act == "pay" and found["status"] == "draft":
        with account.time_of(found):
            invoices.finalise(account, found)
    if found["status"] not in allowed:
        code = "invoice_already_paid" if found["status"] == "paid" else "invoice_not_open"
        raise StripeError(f"You cannot {act} an invoice that is {found['status']}.", code=code)
    return found


def preview(account: Account, form: Object) -> Object:
    """The invoice that a change makes at once, or else the next renewal's with what waits for it."""
    details = only(form.get("subscription_details") or {}, subscriptions.CHANGED_BY)
    if not form.get("subscription"):
        customer = account.get("customer", form.get("customer", ""))
        with account.time_of(customer):
            return _shown(subscriptions.prepared(account, details, customer).invoice)
    found = account.get("subscription", form["subscription"])
    customer = account.get("customer", found["customer"])
    with account.time_of(customer):
        plan = proration.planned(account, found, details)
        return _shown(subscriptions.draft_now(account, plan, customer) or proration.renewal(account, plan, customer))


def _shown(drafted: Object) -> Object:
    drafted["id"] = f"upcoming_{drafted['id']}"
    for line in drafted["lines"]["data"]:
        line.update(id=f"il_tmp_{line['id'].removeprefix('il_')}", invoice=drafted["id"])
    return drafted


def list_payments(account: Account, form: Object) -> Object:
    """Of one invoice, or of one payment intent."""

    def paid_by(row: Object, wanted: Object) -> bool:
        return wanted.get("payment_intent") in {None, row["payment"]["payment_intent"]}

    return page(account, account.table("invoice_payment").values(), form, "/v1/invoice_payments", {"payment": paid_by})


ROUTES = {
    "GET /v1/invoices": list_all,
    "POST /v1/invoices/create_preview": preview,
    "POST /v1/invoices/:/pay": pay,
    "POST /v1/invoices/:/void": void,
    "POST /v1/invoices/:/finalize": finalise,
    "POST /v1/invoices/:/mark_uncollectible": give_up,
    "GET /v1/invoice_payments": list_payments,
}
