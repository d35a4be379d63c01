"""One Stripe account: its objects, what happens to them, and the events it tells of."""

import hashlib
import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from ministack.core.persistence import load_state, save_state

from local.cloud.repairs.persistence import also_save
from local.cloud.services.stripe import objects
from local.cloud.services.stripe.objects import Object, stripe_id

DECLINED = {"4000000000000002": "generic_decline", "4000000000009995": "insufficient_funds"}  # Stripe's test cards


class StripeError(Exception):
    """An error object of Stripe's: https://docs.stripe.com/api/errors."""

    def __init__(self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "") -> None:
        super().__init__(message)
        self.status, self.kind, self.code, self.message = status, kind, code, message

    def body(self) -> Object:
        error = {"type": self.kind, "message": self.message, **({"code": self.code} if self.code else {})}
        return {"error": error}


class Account:
    """`tell` gets the webhook endpoints and every event after it is stored; `page` makes the address of a checkout."""

    def __init__(self, tell: Callable[[Iterable[Object], Object], None], page: Callable[[str], str]) -> None:
        self.tell, self.page = tell, page
        self.state: dict[str, dict[str, Any]] = load_state("madang_stripe") or {}
        self.settlement: dict[str, tuple[str, Fraction]] = {}  # by currency what it is kept in, and minor units for one
        also_save(lambda: save_state("madang_stripe", self.state))

    def table(self, name: str) -> dict[str, Any]:
        return self.state.setdefault(name, {})

    def get(self, name: str, object_id: str) -> Object:
        try:
            found: Object = self.table(name)[object_id]
        except KeyError:
            message = f"No such {name}: '{object_id}'"
            raise StripeError(message, status=404, code="resource_missing") from None
        return found

    def _keep(self, name: str, made: Object) -> Object:
        self.table(name)[made["id"]] = made
        return made

    def happened(self, kind: str, about: Object, key: str | None = None) -> None:
        event = self._keep("events", objects.event(kind, json.loads(json.dumps(about)), key))
        self.tell(list(self.table("webhook_endpoint").values()), event)

    def once(self, key: str | None, path: str, form: Object, act: Callable[[], Object]) -> tuple[Object, bool]:
        """The answer, and whether it is an earlier one; the same key with another request is an error."""
        if not key:
            return act(), False
        digest = hashlib.sha256(json.dumps([path, form], sort_keys=True).encode()).hexdigest()
        earlier = self.table("idempotency").get(key)
        if earlier and earlier["digest"] != digest:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            raise StripeError(message, kind="idempotency_error")
        if earlier:
            return earlier["answer"], True
        answer = act()
        self.table("idempotency")[key] = {"digest": digest, "answer": json.loads(json.dumps(answer))}
        return answer, False

    def open_checkout(self, form: Object) -> Object:
        """`mode=payment` with `line_items[].price_data`; a payment intent is made with it."""
        if form.get("mode") != "payment":
            raise StripeError("Only mode=payment is part of this stand-in.", code="parameter_invalid")
        items = form.get("line_items") or []
        if not items:
            raise StripeError("You must provide line_items.", code="parameter_missing")
        prices = [(item["price_data"], int(item.get("quantity", 1))) for item in items]
        currencies = {price["currency"].lower() for price, _ in prices}
        if len(currencies) != 1:
            raise StripeError("All line items must have the same currency.", code="parameter_invalid")
        total = sum(int(price["unit_amount"]) * quantity for price, quantity in prices)
        if total <= 0:
            raise StripeError("Invalid positive integer", code="parameter_invalid_integer")
        metadata = form.get("payment_intent_data", {}).get("metadata", {})
        intent = self._keep("payment_intent", objects.payment_intent(total, currencies.pop(), metadata))
        name = stripe_id("cs_test")
        return self._keep("checkout.session", objects.checkout_session(form, intent, total, self.page(name)))

    def pay(self, session: Object, card: str) -> Object:
        """What the page does when somebody pays: a charge, and the events of it. Returns the charge."""
        if session["status"] != "open":
            raise StripeError(f"This checkout is {session['status']}.", code="checkout_session_not_open")
        intent = self.get("payment_intent", session["payment_intent"])
        failure = DECLINED.get(card.replace(" ", ""))
        charge = self._keep("charge", objects.charge(intent, failure))
        if failure:
            intent["last_payment_error"] = {"type": "card_error", "code": "card_declined", "decline_code": failure}
            self.happened("payment_intent.payment_failed", intent)
            return charge
        moved = self._move(charge["id"], "charge", intent["amount"], intent["currency"])
        charge["balance_transaction"] = moved["id"]
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
        intent["payment_method"] = charge["payment_method"]
        session.update(status="complete", payment_status="paid")
        self.happened("charge.succeeded", charge)
        self.happened("payment_intent.succeeded", intent)
        self.happened("checkout.session.completed", session)
        return charge

    def _move(self, source: str, kind: str, amount: int, currency: str) -> Object:
        """A movement of the balance, in the currency in which it is kept; a refund costs no fee and returns none."""
        kept, rate = self.settlement.get(currency, (currency, Fraction(1)))
        moved = round(amount * rate)
        fee = objects.fee_of(moved, kept) if kind == "charge" else 0
        made = objects.balance_transaction(source, kind, moved, kept, fee)
        made["exchange_rate"] = float(rate) if kept != currency else None
        return self._keep("balance_transaction", made)

    def expire(self, session: Object) -> Object:
        if session["status"] != "open":
            raise StripeError("Only open checkouts expire.", code="checkout_session_not_open")
        session["status"] = "expired"
        self.happened("checkout.session.expired", session)
        return session

    def refund(self, form: Object) -> Object:
        """Of a payment intent, whole or in part; never more than was charged."""
        intent = self.get("payment_intent", form.get("payment_intent", ""))
        if not intent["latest_charge"]:
            raise StripeError("This PaymentIntent has no successful charge to refund.", code="charge_not_refundable")
        charge = self.get("charge", intent["latest_charge"])
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = int(form.get("amount", left))
        if not left:
            raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise StripeError(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
        made = self._keep("refund", objects.refund(charge, amount, form))
        made["balance_transaction"] = self._move(made["id"], "refund", -amount, charge["currency"])["id"]
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.happened("refund.created", made)
        self.happened("charge.refunded", charge)
        return made

    def add_endpoint(self, form: Object) -> Object:
        return self._keep("webhook_endpoint", objects.webhook_endpoint(form["url"], form["enabled_events"]))

    def expanded(self, found: Object, wanted: list[str]) -> Object:
        """With what `expand` names in the place of its id, along paths such as latest_charge.balance_transaction."""
        copy: Object = json.loads(json.dumps(found))
        for path in wanted:
            place = copy
            for part in path.split("."):
                inner = place.get(part)
                if isinstance(inner, str):
                    place[part] = json.loads(json.dumps(self.get(MEMBERS.get(part, part), inner)))
                if not isinstance(place.get(part), dict):
                    break
                place = place[part]
        return copy


MEMBERS = {"latest_charge": "charge"}  # members whose name is not their object's
