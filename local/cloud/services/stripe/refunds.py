"""Money back to a card; with two of Stripe's test cards later than at once, or not after all."""

from collections.abc import Iterator
from functools import partial

from local.cloud.services.stripe import cards, payment_objects
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.due import Due
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, merged_metadata
from local.cloud.services.stripe.payments import customer_of, move

TURNS_AFTER_SECONDS = 2  # until a bank has answered


def create(account: Account, form: Object) -> Object:
    """Of a payment intent or a charge, whole or in part; never more than was charged."""
    paid = _charge_of(account, form)
    left = paid["amount_captured"] - paid["amount_refunded"]
    amount = int(form.get("amount", left))
    disputed = [one for one in account.table("dispute").values() if one["charge"] == paid["id"]]
    if any(one["status"] != "won" for one in disputed):
        raise StripeError(f"Charge {paid['id']} has been charged back.", code="charge_disputed")
    if not left:
        raise StripeError(f"Charge {paid['id']} has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise StripeError(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
    with account.time_of(customer_of(account, paid)):
        made = account.keep("refund", payment_objects.refund(paid, amount, form))
        made["balance_transaction"] = move(account, made["id"], "refund", -amount, paid["currency"], clears=0)["id"]
        if _turn(paid):
            account.table("turning")[made["id"]] = made["created"] + TURNS_AFTER_SECONDS
        made["status"] = "pending" if _turn(paid) == "succeeded" else "succeeded"
        account.happened("refund.created", made)
        _count(account, paid, amount)
    return made


def _turn(charge: Object) -> str | None:
    """What becomes of a refund to such a card later."""
    return cards.REFUNDS_TURN.get(charge["payment_method_details"]["card"]["last4"])


def _count(account: Account, charge: Object, amount: int) -> None:
    with account.changing(charge, "charge.refunded" if amount > 0 else "charge.updated"):
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]


def due(account: Account) -> Iterator[Due]:
    for name, at in account.table("turning").items():
        refund = account.get("refund", name)
        customer = customer_of(account, account.get("charge", refund["charge"]))
        yield Due(at, name, (customer or {}).get("test_clock"), partial(_settle, account, refund))


def _settle(account: Account, refund: Object) -> None:
    """The bank's answer: the money arrived, or it is back."""
    del account.table("turning")[refund["id"]]
    charge = account.get("charge", refund["charge"])
    with account.changing(refund, "refund.updated"):
        refund["status"] = _turn(charge)
        if refund["status"] == "failed":
            refund["failure_reason"] = "unknown"
            back = move(account, refund["id"], "refund_failure", refund["amount"], refund["currency"], clears=0)
            refund["failure_balance_transaction"] = back["id"]
    if refund["status"] == "failed":
        _count(account, charge, -refund["amount"])
        account.happened("refund.failed", refund)


def update(account: Account, form: Object, name: str) -> Object:
    found = account.get("refund", name)
    with account.changing(found, "refund.updated"):
        found["metadata"] = merged_metadata(found["metadata"], form.get("metadata"))
    return found


def _charge_of(account: Account, form: Object) -> Object:
    if form.get("charge"):
        found = account.get("charge", form["charge"])
        if found["paid"]:
            return found
    else:
        intent = account.get("payment_intent", form.get("payment_intent", ""))
        if intent["status"] == "succeeded":
            return account.get("charge", intent["latest_charge"])
    raise StripeError("There is no successful charge to refund.", code="charge_not_refundable")


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table("refund").values(), form, "/v1/refunds")


ROUTES = {
    "POST /v1/refunds": create,
    "POST /v1/refunds/:": update,
    "GET /v1/refunds": list_all,
}
