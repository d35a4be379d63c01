"""One Stripe account: its objects, what happens to them, and the events it tells of."""

import copy
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from fractions import Fraction
from typing import Any

from ministack.core.persistence import load_state, save_state

from local.cloud.repairs.persistence import also_save
from local.cloud.services.stripe import objects
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.objects import Object, at_moment, listed

CLOCK = "test_helpers.test_clock"


class Account:
    """`tell` gets the webhook endpoints and every event after it is stored; `page` makes the address of a hosted page.

    Whoever reads or changes `state` from a thread of its own holds `lock`.
    """

    def __init__(self, tell: Callable[[Iterable[Object], Object], None], page: Callable[[str], str]) -> None:
        self.tell, self.page = tell, page
        self.lock = threading.RLock()
        self.state: dict[str, dict[str, Any]] = load_state("madang_stripe") or {}
        self.settlement: dict[str, tuple[str, Fraction]] = {}  # by currency what it is kept in, and minor units for one
        also_save(self._save)

    def _save(self) -> None:
        with self.lock:
            save_state("madang_stripe", self.state)

    def table(self, name: str) -> dict[str, Any]:
        return self.state.setdefault(name, {})

    def get(self, name: str, object_id: str) -> Object:
        try:
            found: Object = self.table(name)[object_id]
        except KeyError:
            message = f"No such {name}: '{object_id}'"
            raise StripeError(message, status=404, code="resource_missing") from None
        return found

    def keep(self, name: str, made: Object) -> Object:
        self.table(name)[made["id"]] = made
        return made

    def happened(self, kind: str, about: Object, previous: Object | None = None) -> None:
        event = self.keep("events", objects.event(kind, copy.deepcopy(about), None, previous))
        self.tell(list(self.table("webhook_endpoint").values()), event)

    @contextmanager
    def changing(self, about: Object, kind: str) -> Iterator[None]:
        """Tells of what changed inside with its earlier values, and nothing when nothing did."""
        before = copy.deepcopy(about)
        yield
        previous = objects.difference(before, about)
        if previous:
            self.happened(kind, about, previous)

    def time_of(self, owner: Object | None) -> AbstractContextManager[None]:
        """The time that `owner`, a customer or something with a `test_clock`, lives by."""
        name = (owner or {}).get("test_clock")
        return at_moment(self.get(CLOCK, name)["frozen_time"] if name else None)

    def once(self, key: str | None, path: str, form: Object, act: Callable[[], Object]) -> tuple[Object, bool]:
        """The answer, and whether it is an earlier one; the same key with another request is an error.

        A card that was declined is an answer too: the same request is told the same again.
        """
        if not key:
            return act(), False
        digest = hashlib.sha256(json.dumps([path, form], sort_keys=True).encode()).hexdigest()
        earlier = self.table("idempotency").get(key)
        if earlier and earlier["digest"] != digest:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            raise StripeError(message, kind="idempotency_error")
        if earlier and "declined" in earlier:
            raise StripeError(**earlier["declined"])
        if earlier:
            return earlier["answer"], True
        try:
            answer = act()
        except StripeError as error:
            if error.kind == "card_error":
                told = {name: getattr(error, name) for name in ("message", "status", "kind", "code", "decline")}
                self.table("idempotency")[key] = {"digest": digest, "declined": told}
            raise
        self.table("idempotency")[key] = {"digest": digest, "answer": copy.deepcopy(answer)}
        return answer, False

    def expanded(self, found: Object, wanted: list[str]) -> Object:
        """With what `expand` names in the place of its id, along paths such as latest_charge.balance_transaction."""
        made = copy.deepcopy(found)
        for path in wanted:
            self._expand(made, path.split("."))
        return made

    def _expand(self, place: Object, path: list[str]) -> None:
        part, rest = path[0], path[1:]
        if place.get("object") == "invoice" and part == "payments":  # there only when it is asked for
            rows = [row for row in self.table("invoice_payment").values() if row["invoice"] == place["id"]]
            place[part] = listed(copy.deepcopy(rows), f"/v1/invoices/{place['id']}/payments")
        inner = place.get(part)
        if isinstance(inner, str):
            inner = place[part] = copy.deepcopy(self.get(_kind(part, inner), inner))
        if not rest or inner is None:
            return
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, dict):
                self._expand(each, rest)


def _kind(member: str, name: str) -> str:
    return SOURCES[name.partition("_")[0]] if member == "source" else MEMBERS.get(member, member)


SOURCES = {  # of a balance transaction, by the prefix of its identifier
    "ch": "charge",
    "dp": "dispute",
    "po": "payout",
    "re": "refund",
    "tr": "transfer",
    "trr": "transfer_reversal",
}
MEMBERS = {  # members whose name is not their object's
    "failure_balance_transaction": "balance_transaction",
    "latest_charge": "charge",
    "latest_invoice": "invoice",
    "default_payment_method": "payment_method",
    "source_transaction": "charge",
    "destination": "account",
}
