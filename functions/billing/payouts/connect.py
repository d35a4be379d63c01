"""Stripe Connect: accounts of those who are paid, and transfers to them from the platform's balance."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from functions.billing.processor import ProcessorDown, Refused, ask
from kernel.money import Money


class TransferRefused(Exception):
    """Nothing was moved, certainly; `why` is the processor's code, such as balance_insufficient."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class ConnectAccount:
    id: str
    payouts_enabled: bool


@dataclass(frozen=True)
class Transfer:
    """`settled` is what left the balance, positive, where that is kept in another currency than was sent."""

    id: str
    at: datetime
    settled: Money | None = None


class StripeConnect:
    def open_account(self, user_id: str, country: str, kind: str) -> ConnectAccount:
        """The same person gets the same account."""
        business = "individual" if kind == "individual" else "company"
        params: Any = {
            "type": "express",
            "country": country,
            "business_type": business,
            "capabilities": {"transfers": {"requested": True}},
            "metadata": {"user_id": user_id},
        }
        made = ask(
            lambda stripe: stripe.v1.accounts.create(params, {"idempotency_key": f"account-{user_id}-{country}-{kind}"})
        )
        return ConnectAccount(made.id, bool(made.payouts_enabled))

    def link(self, account_id: str, back_to: str, key: str) -> str:
        """The address at which its owner tells Stripe what it must know; good for some minutes."""
        params: Any = {
            "account": account_id,
            "type": "account_onboarding",
            "refresh_url": f"{back_to}?onboarding=again",
            "return_url": f"{back_to}?onboarding=done",
        }
        made = ask(lambda stripe: stripe.v1.account_links.create(params, {"idempotency_key": f"onboarding-{key}"}))
        return str(made.url)

    def account(self, account_id: str) -> ConnectAccount:
        found = ask(lambda stripe: stripe.v1.accounts.retrieve(account_id))
        return ConnectAccount(found.id, bool(found.payouts_enabled))

    def transfer(self, payout_id: str, account_id: str, net: Money, attempt: int) -> Transfer:
        """The same attempt moves the money once. Raises `TransferRefused`, or `ProcessorDown` where nobody knows."""
        params: Any = {
            "amount": net.minor,
            "currency": net.currency.lower(),
            "destination": account_id,
            "transfer_group": payout_id,
            "metadata": {"payout_id": payout_id},
            "expand": ["balance_transaction"],
        }
        try:
            made = ask(
                lambda stripe: stripe.v1.transfers.create(params, {"idempotency_key": f"payout-{payout_id}-{attempt}"})
            )
        except Refused as refused:
            if refused.certain:
                raise TransferRefused(refused.why or "refused") from refused
            raise ProcessorDown("Nobody knows whether it was paid; it is asked again.") from refused
        return _transfer(made.to_dict(), net.currency)

    def transfer_of(self, payout_id: str, net: Money) -> Transfer | None:
        """What was moved for this payout, whenever that was: the processor forgets a key after a day."""
        params: Any = {"transfer_group": payout_id, "limit": 1, "expand": ["data.balance_transaction"]}
        found = ask(lambda stripe: stripe.v1.transfers.list(params)).to_dict()["data"]
        return _transfer(found[0], net.currency) if found else None


def _transfer(told: dict[str, Any], currency: str) -> Transfer:
    moved = told.get("balance_transaction")
    kept = moved["currency"].upper() if isinstance(moved, dict) else currency
    settled = Money(-moved["amount"], kept) if isinstance(moved, dict) and kept != currency else None
    return Transfer(told["id"], datetime.fromtimestamp(told["created"], UTC), settled)
