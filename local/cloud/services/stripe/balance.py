"""What is in the platform's balance: each movement counts as available from its time on."""

from local.cloud.services.stripe.account import CLOCK, Account
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.lists import page
from local.cloud.services.stripe.objects import Object, stamp
from local.cloud.services.stripe.payments import kept_in


def _now_for(account: Account, moved: Object) -> int:
    """By the clock of the customer who paid, if he has one."""
    charge = account.table("charge").get(moved["source"], {})
    customer = account.table("customer").get(charge.get("customer") or "", {})
    clock = account.table(CLOCK).get(customer.get("test_clock") or "")
    return int(clock["frozen_time"]) if clock else stamp()


def movements(account: Account) -> list[Object]:
    """All of them, as they stand now."""
    found = list(account.table("balance_transaction").values())
    for moved in found:
        if moved["status"] == "pending" and moved["available_on"] <= _now_for(account, moved):
            moved["status"] = "available"
    return found


def available(account: Account, currency: str) -> int:
    """Minor units of a currency in which the balance is kept."""
    return sum(
        moved["net"] for moved in movements(account) if moved["currency"] == currency and moved["status"] == "available"
    )


def require(account: Account, amount: int, currency: str) -> None:
    """Raises StripeError with `balance_insufficient` where less is available of what `currency` is kept in."""
    kept = kept_in(account, currency)
    _, rate = account.settlement.get(currency, (currency, 1))
    if amount <= 0:
        raise StripeError("Invalid positive integer", code="parameter_invalid_integer")
    if round(amount * rate) > available(account, kept):
        message = "You have insufficient available funds in your Stripe account."
        raise StripeError(message, code="balance_insufficient")


def retrieve(account: Account, _form: Object) -> Object:
    rows = movements(account)
    currencies = sorted({row["currency"] for row in rows}) or ["usd"]

    def parts(status: str) -> list[Object]:
        sums = {
            currency: sum(row["net"] for row in rows if row["currency"] == currency and row["status"] == status)
            for currency in currencies
        }
        return [{"amount": total, "currency": code, "source_types": {"card": total}} for code, total in sums.items()]

    return {
        "object": "balance",
        "available": parts("available"),
        "connect_reserved": [{"amount": 0, "currency": currency} for currency in currencies],
        "livemode": False,
        "pending": parts("pending"),
    }


def list_all(account: Account, form: Object) -> Object:
    """Stripe tells the transactions of automatic payouts only, and this account has none."""
    if payout := form.get("payout"):
        account.get("payout", payout)
        message = "Balance transaction history can only be filtered on automatic transfers, not manual."
        raise StripeError(message)
    return page(account, movements(account), form, "/v1/balance_transactions")


def one(account: Account, _form: Object, name: str) -> Object:
    movements(account)
    return account.get("balance_transaction", name)


ROUTES = {
    "GET /v1/balance": retrieve,
    "GET /v1/balance_transactions": list_all,
    "GET /v1/balance_transactions/:": one,
}
