"""Money from the platform to a connected account, and back."""

from local.cloud.services.stripe import balance
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.errors import StripeError, required
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, listed, merged_metadata, stamp, stripe_id
from local.cloud.services.stripe.payments import move


def transfer(amount: int, currency: str, form: Object) -> Object:
    name = stripe_id("tr")
    return {
        "id": name,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": stamp(),
        "currency": currency,
        "description": form.get("description"),
        "destination": form["destination"],
        "destination_payment": stripe_id("py"),
        "livemode": False,
        "metadata": merged_metadata({}, form.get("metadata")),
        "reversals": listed([], f"/v1/transfers/{name}/reversals"),
        "reversed": False,
        "source_transaction": form.get("source_transaction"),
        "source_type": "card",
        "transfer_group": form.get("transfer_group"),
    }


def reversal(of: Object, amount: int, form: Object) -> Object:
    return {
        **empty("balance_transaction", "destination_payment_refund", "source_refund"),
        "id": stripe_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "created": stamp(),
        "currency": of["currency"],
        "metadata": merged_metadata({}, form.get("metadata")),
        "transfer": of["id"],
    }


def create(account: Account, form: Object) -> Object:
    """Raises StripeError with `balance_insufficient` where less is available.

    With `source_transaction` the money of that charge may be sent before it is available: it follows the charge.
    """
    amount, currency = int(required(form, "amount")), required(form, "currency").lower()
    destination = account.get("account", required(form, "destination"))
    if destination["capabilities"].get("transfers") != "active":
        message = "Your destination account needs to have at least one of the following capabilities enabled: transfers"
        raise StripeError(message, code="insufficient_capabilities_for_transfer")
    clears = 0
    if form.get("source_transaction"):
        clears = _of_charge(account, form["source_transaction"], amount, currency)
    else:
        balance.require(account, amount, currency)
    made = account.keep("transfer", transfer(amount, currency, form))
    made["balance_transaction"] = move(account, made["id"], "transfer", -amount, currency, clears=clears)["id"]
    account.happened("transfer.created", made)
    return made


def _of_charge(account: Account, name: str, amount: int, currency: str) -> int:
    """The seconds until the charge's money is available. Raises StripeError for more than the charge."""
    charge = account.get("charge", name)
    if not charge["paid"] or charge["currency"] != currency:
        raise StripeError("source_transaction must be a paid charge of this currency.", code="parameter_invalid")
    sent = sum(
        one["amount"] - one["amount_reversed"]
        for one in account.table("transfer").values()
        if one["source_transaction"] == name
    )
    if not 0 < amount <= charge["amount"] - sent:
        message = "Transfers using this transaction as a source must not exceed the source amount."
        raise StripeError(message, code="balance_insufficient")
    moved = account.get("balance_transaction", charge["balance_transaction"])
    return max(0, int(moved["available_on"]) - stamp())


def reverse(account: Account, form: Object, name: str) -> Object:
    """Whole or in part, once each; the transfer says how much of it is back."""
    found = account.get("transfer", name)
    left = found["amount"] - found["amount_reversed"]
    amount = int(form.get("amount") or left)
    if not 0 < amount <= left:
        raise StripeError(f"Reversal amount ({amount}) is greater than unreversed amount on transfer ({left})")
    made = reversal(found, amount, form)
    made["balance_transaction"] = move(account, made["id"], "transfer_refund", amount, found["currency"], clears=0)[
        "id"
    ]
    account.keep("transfer_reversal", made)
    with account.changing(found, "transfer.reversed"):
        found["amount_reversed"] += amount
        found["reversed"] = found["amount_reversed"] == found["amount"]
        found["reversals"]["data"].insert(0, dict(made))
    return made


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table("transfer").values(), form, "/v1/transfers")


def list_reversals(account: Account, form: Object, name: str) -> Object:
    rows = [row for row in account.table("transfer_reversal").values() if row["transfer"] == name]
    return page(account, rows, form, f"/v1/transfers/{name}/reversals")


def one_reversal(account: Account, _form: Object, name: str, reversal_id: str) -> Object:
    account.get("transfer", name)
    return account.get("transfer_reversal", reversal_id)


ROUTES = {
    "POST /v1/transfers": create,
    "GET /v1/transfers": list_all,
    "POST /v1/transfers/:/reversals": reverse,
    "GET /v1/transfers/:/reversals": list_reversals,
    "GET /v1/transfers/:/reversals/:": one_reversal,
}
