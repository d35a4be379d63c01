"""Payouts of the platform's balance to its own bank, made by hand."""

from collections.abc import Iterator
from functools import partial

from local.cloud.services.stripe import balance
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.due import Due
from local.cloud.services.stripe.errors import required
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, empty, merged_metadata, stamp, stripe_id
from local.cloud.services.stripe.payments import move

ARRIVES_AFTER_SECONDS = 2  # at a bank it takes days
BANK = "ba_of_the_platform"


def payout(amount: int, currency: str, form: Object) -> Object:
    return {
        **empty(
            "application_fee", "application_fee_amount", "balance_transaction", "failure_balance_transaction",
            "failure_code", "failure_message", "original_payout", "payout_method", "reversed_by",
        ),
        "id": stripe_id("po"),
        "object": "payout",
        "amount": amount,
        "arrival_date": stamp() + ARRIVES_AFTER_SECONDS,
        "automatic": False,
        "created": stamp(),
        "currency": currency,
        "description": form.get("description"),
        "destination": form.get("destination") or BANK,
        "livemode": False,
        "metadata": merged_metadata({}, form.get("metadata")),
        "method": form.get("method", "standard"),
        "reconciliation_status": "not_applicable",
        "source_type": "card",
        "statement_descriptor": form.get("statement_descriptor"),
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }  # fmt: skip


def create(account: Account, form: Object) -> Object:
    """Raises StripeError with `balance_insufficient`."""
    amount, currency = int(required(form, "amount")), required(form, "currency").lower()
    balance.require(account, amount, currency)
    made = account.keep("payout", payout(amount, currency, form))
    made["balance_transaction"] = move(account, made["id"], "payout", -amount, currency, clears=0)["id"]
    account.happened("payout.created", made)
    return made


def due(account: Account) -> Iterator[Due]:
    for found in account.table("payout").values():
        if found["status"] == "pending":
            yield Due(found["arrival_date"], found["id"], None, partial(_arrive, account, found))


def _arrive(account: Account, found: Object) -> None:
    with account.changing(found, "payout.updated"):
        found.update(status="paid", trace_id={"status": "supported", "value": found["id"][-8:]})
    account.happened("payout.paid", found)


def list_all(account: Account, form: Object) -> Object:
    return page(account, account.table("payout").values(), form, "/v1/payouts")


ROUTES = {
    "POST /v1/payouts": create,
    "GET /v1/payouts": list_all,
}
