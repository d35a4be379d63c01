"""The payment processor: Stripe, through its own client, which is imported with the first call.

Whoever only reads a donation never pays for it: importing Stripe's client takes longer than everything else together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import botocore.session

from functions.billing.donations.domain import Donation
from kernel import environment
from kernel.errors import BadRequest, Conflict, Problem
from kernel.money import Money
from kernel.observability import logger

if TYPE_CHECKING:
    from stripe import StripeClient

Answer = TypeVar("Answer")
CONFLICT, SERVER_ERROR = 409, 500
SIGNATURE_GOOD_SECONDS = 300  # of a webhook's own time, against replays; Stripe signs every retry anew


class ProcessorDown(Problem):
    """Nothing was charged; the same request may be sent again."""

    status = 503
    code = "processor_unavailable"


class Refused(Conflict):
    """`why` is the processor's own code; `certain` tells that nothing was done, and not only that we do not know."""

    code = "processor_refused"

    def __init__(self, why: str, *, certain: bool) -> None:
        super().__init__("The payment processor refused this.")
        self.why = why
        self.certain = certain


@dataclass(frozen=True)
class Payment:
    """A payment intent, with what its balance transaction says once the charge succeeded."""

    id: str
    status: str
    amount: int
    currency: str
    metadata: dict[str, str]
    paid_at: datetime | None = None
    balance_transaction_id: str | None = None
    settled: Money | None = None  # as the processor keeps it, in its own currency
    fee: Money | None = None
    card: str | None = None  # the fingerprint of the card that paid
    risk: str | None = None  # as the processor sees it: normal, elevated or highest


@dataclass(frozen=True)
class Refund:
    id: str
    payment_id: str
    amount: int
    currency: str
    status: str
    reason: str
    at: datetime
    settled: Money | None = None  # what left the processor's balance, positive


@cache
def secret(setting: str) -> str:
    """From Secrets Manager, kept for as long as the container lives."""
    client: Any = botocore.session.get_session().create_client("secretsmanager", region_name=environment.region())
    return str(client.get_secret_value(SecretId=environment.required(setting))["SecretString"])


@cache
def _client() -> "StripeClient":
    import stripe

    addresses: Any = {"api": environment.required("STRIPE_URL")}
    return stripe.StripeClient(secret("STRIPE_KEY"), base_addresses=addresses, max_network_retries=2)


class CardRefused(Problem):
    """Nothing was charged; another card may do."""

    status = 402
    code = "card_refused"


def ask(call: Callable[["StripeClient"], Answer]) -> Answer:
    """Stripe's refusals as ours: what we may try again, and what we may not."""
    import stripe

    try:
        return call(_client())
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError) as error:
        logger.exception("processor", extra={"kind": type(error).__name__})
        raise ProcessorDown("Payments cannot be taken at the moment.", retry_after=10) from error
    except stripe.CardError as error:
        raise CardRefused("The card was refused.") from error
    except stripe.StripeError as error:
        logger.warning("processor refused", extra={"code": error.code, "status": error.http_status})
        # a conflict: the first request with this key is still on its way
        busy = isinstance(error, stripe.IdempotencyError) or error.http_status == CONFLICT
        known = error.http_status is not None and error.http_status < SERVER_ERROR
        raise Refused(error.code or "", certain=known and not busy) from error


class StripeProcessor:
    def open_checkout(self, donation: Donation, back_to: str, key: str) -> str:
        """The address of the page that takes the money. The same key gives the same page."""
        named = {"donation_id": donation.id}
        back = f"{back_to}{'&' if '?' in back_to else '?'}donation={donation.id}"
        session = ask(
            lambda stripe: stripe.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": donation.id,
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": donation.gross.currency.lower(),
                                "unit_amount": donation.gross.minor,
                                "product_data": {"name": "Donation"},
                            },
                        }
                    ],
                    "metadata": named,
                    "payment_intent_data": {"metadata": named},
                    "success_url": back,
                    "cancel_url": f"{back}&cancelled=1",
                },
                {"idempotency_key": f"checkout-{key}"},
            )
        )
        return str(session.url)

    def donation_of(self, checkout_id: str) -> str | None:
        """Whose checkout it was."""
        found = ask(lambda stripe: stripe.v1.checkout.sessions.retrieve(checkout_id))
        return found.client_reference_id

    def payment(self, payment_id: str) -> Payment:
        """As it stands now, whatever the webhook said."""
        found = ask(
            lambda stripe: stripe.v1.payment_intents.retrieve(
                payment_id, {"expand": ["latest_charge.balance_transaction"]}
            )
        ).to_dict()
        charge = found.get("latest_charge") or {}
        moved = charge.get("balance_transaction") or {}
        return Payment(
            id=found["id"],
            status=found["status"],
            amount=found["amount_received"],
            currency=found["currency"].upper(),
            metadata=dict(found["metadata"]),
            paid_at=instant(charge["created"]) if charge else None,
            balance_transaction_id=moved.get("id"),
            settled=Money(moved["amount"], moved["currency"].upper()) if moved else None,
            fee=Money(moved["fee"], moved["currency"].upper()) if moved else None,
            card=((charge.get("payment_method_details") or {}).get("card") or {}).get("fingerprint"),
            risk=(charge.get("outcome") or {}).get("risk_level"),
        )

    def refund(self, payment_id: str, amount: int, key: str) -> None:
        """Asks for it; it counts when its webhook comes."""
        ask(
            lambda stripe: stripe.v1.refunds.create(
                {"payment_intent": payment_id, "amount": amount, "reason": "requested_by_customer"},
                {"idempotency_key": f"refund-{key}"},
            )
        )

    def refund_of(self, refund_id: str) -> Refund:
        found = ask(lambda stripe: stripe.v1.refunds.retrieve(refund_id, {"expand": ["balance_transaction"]})).to_dict()
        moved = found.get("balance_transaction")
        return Refund(
            id=found["id"],
            payment_id=found["payment_intent"],
            amount=found["amount"],
            currency=found["currency"].upper(),
            status=found["status"],
            reason=found["reason"] or "",
            at=instant(found["created"]),
            settled=Money(-moved["amount"], moved["currency"].upper()) if moved else None,
        )


def verified(body: str, signature: str) -> None:
    """Raises a 400 unless Stripe signed these very bytes within the last minutes."""
    import stripe

    try:
        stripe.WebhookSignature.verify_header(body, signature, secret("STRIPE_WEBHOOK_SECRET"), SIGNATURE_GOOD_SECONDS)
    except stripe.SignatureVerificationError as error:
        raise BadRequest("The signature is not Stripe's.", code="forged_webhook") from error


def instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
