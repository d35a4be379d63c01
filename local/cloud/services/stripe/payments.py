"""Money from a card, and what the balance says of it."""

from fractions import Fraction

from local.cloud.services.stripe import cards, payment_objects
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object


def customer_of(account: Account, found: Object) -> Object | None:
    """Of anything that names one."""
    return account.get("customer", found["customer"]) if found.get("customer") else None


def charge(account: Account, intent: Object, method: Object) -> Object:
    """Tries a card; the charge says whether it was paid, the intent as well."""
    decline = cards.refusal(method)
    made = account.keep("charge", payment_objects.charge(intent, method, decline))
    intent["latest_charge"] = made["id"]
    if decline:
        error = {"type": "card_error", "code": "card_declined", "decline_code": decline, "charge": made["id"]}
        intent["last_payment_error"] = {**error, "message": made["failure_message"]}
        account.happened("charge.failed", made)
        account.happened("payment_intent.payment_failed", intent)
        return made
    clears = 0 if cards.last4(method) == cards.AT_ONCE else payment_objects.CLEARING_SECONDS
    made["balance_transaction"] = move(
        account, made["id"], "charge", intent["amount"], intent["currency"], clears=clears
    )["id"]
    intent.update(status="succeeded", amount_received=intent["amount"], last_payment_error=None)
    intent["payment_method"] = method["id"]
    account.happened("charge.succeeded", made)
    account.happened("payment_intent.succeeded", intent)
    return made


def move(
    account: Account, source: str, kind: str, amount: int, currency: str, *, fee: int = 0,
    clears: int = payment_objects.CLEARING_SECONDS,
) -> Object:  # fmt: skip
    """A movement of the balance, in the currency in which it is kept; a refund costs no fee and returns none."""
    kept, rate = account.settlement.get(currency, (currency, Fraction(1)))
    moved = round(amount * rate)
    cost = payment_objects.fee_of(moved, kept) if kind == "charge" else fee
    made = payment_objects.balance_transaction(source, kind, moved, kept, cost, clears=clears)
    made["exchange_rate"] = float(rate) if kept != currency else None
    return account.keep("balance_transaction", made)


def kept_in(account: Account, currency: str) -> str:
    """The currency of the balance that money of `currency` goes to."""
    return account.settlement.get(currency, (currency, Fraction(1)))[0]


def list_charges(account: Account, form: Object) -> Object:
    return page(account, account.table("charge").values(), form, "/v1/charges")


ROUTES = {
    "GET /v1/charges": list_charges,
}
