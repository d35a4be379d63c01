"""Stripe's HTTP API: which request asks for what. Each subject has its routes; `:` in them is an identifier."""

import asyncio
import base64
import json
import re
from collections.abc import Callable
from typing import Any

from local.cloud.services.stripe import (
    balance,
    cards,
    catalog,
    checkout,
    clocks,
    connect,
    customers,
    disputes,
    endpoints,
    invoice_routes,
    pages,
    payments,
    payouts,
    portal,
    radar,
    refunds,
    subscriptions,
    transfers,
)
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.clocks import Timekeeper
from local.cloud.services.stripe.errors import StripeError
from local.cloud.services.stripe.forms import parse
from local.cloud.services.stripe.objects import Object

PREFIX = "/_stripe"
KEY = re.compile(r"^sk_test_[A-Za-z0-9]{8,}$")
Answer = tuple[int, dict[str, str], bytes]
Act = Callable[..., Object]
RETRIEVED = {  # by the path under /v1 what an identifier is looked up as
    "checkout/sessions": "checkout.session",
    "events": "events",
    "radar/early_fraud_warnings": "radar.early_fraud_warning",
    **{
        f"{name}s": name
        for name in (
            "account", "charge", "customer", "dispute", "invoice", "invoice_payment", "payment_intent",
            "payment_method", "payout", "price", "product", "refund", "review", "setup_intent", "subscription",
            "tax_rate", "transfer",
        )
    },
}  # fmt: skip
SUBJECTS = (
    balance, cards, catalog, checkout, clocks, connect, customers, disputes, endpoints, invoice_routes, payments,
    payouts, portal, radar, refunds, subscriptions, transfers,
)  # fmt: skip


def _retrieve(kind: str) -> Act:
    return lambda account, _form, name: account.get(kind, name)


def _table() -> dict[tuple[str, ...], Act]:
    """By method and segments."""
    routes: dict[str, Act] = {f"GET /v1/{path}/:": _retrieve(kind) for path, kind in RETRIEVED.items()}
    for subject in SUBJECTS:
        routes |= subject.ROUTES
    return {(route.split()[0], *route.split()[1].strip("/").split("/")): act for route, act in routes.items()}


class StripeApi:
    """`time` makes what is due happen; whoever serves the API starts it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.time = Timekeeper(account)
        self.routes = _table()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        path, query = scope["path"].removeprefix(PREFIX), scope["query_string"].decode()
        status, answered, content = await asyncio.to_thread(
            self.answer, scope["method"], path, query, headers, body.decode()
        )
        sent = [(name.lower().encode(), value.encode()) for name, value in answered.items()]
        await send({"type": "http.response.start", "status": status, "headers": sent})
        await send({"type": "http.response.body", "body": content})

    def answer(self, method: str, path: str, query: str, headers: dict[str, str], body: str) -> Answer:
        """One at a time: what is read has no half of a change."""
        with self.account.lock:
            if path.startswith("/pay/"):
                answer = pages.answer(self.account, method, path.removeprefix("/pay/"), parse(body))
            else:
                answer = self._api(method, path, query, headers, body)
        if method != "GET":
            self.time.wake()
        return answer

    def _api(self, method: str, path: str, query: str, headers: dict[str, str], body: str) -> Answer:
        extra = {"Content-Type": "application/json", "Request-Id": "req_local"}
        try:
            _require_key(headers.get("authorization", ""))
            form = parse(body or query)
            act, names = self._route(method, path)
            key = headers.get("idempotency-key") if method == "POST" else None
            found, replayed = self.account.once(key, path, form, lambda: self._done(act, form, names))
            extra |= {"Idempotent-Replayed": "true"} if replayed else {}
        except StripeError as error:
            return error.status, extra, json.dumps(error.body()).encode()
        return 200, extra, json.dumps(found).encode()

    def _done(self, act: Act, form: Object, names: list[str]) -> Object:
        found = act(self.account, form, *names)
        expand = form.get("expand") or []
        return found if found["object"] == "list" else self.account.expanded(found, expand)

    def _route(self, method: str, path: str) -> tuple[Act, list[str]]:
        """A route that names a segment is meant before one that takes it for an identifier."""
        asked = path.strip("/").split("/")
        candidates = [
            (route, act)
            for route, act in self.routes.items()
            if route[0] == method and len(route) == len(asked) + 1
            and all(part in {":", given} for part, given in zip(route[1:], asked, strict=True))
        ]  # fmt: skip
        if not candidates:
            raise StripeError(f"Unrecognized request URL ({method}: {path}).", status=404)
        route, act = min(candidates, key=lambda candidate: candidate[0].count(":"))
        return act, [given for part, given in zip(route[1:], asked, strict=True) if part == ":"]


def _require_key(header: str) -> None:
    """As a bearer, or as the user of basic authentication."""
    scheme, _, value = header.partition(" ")
    key = base64.b64decode(value + "==").decode().partition(":")[0] if scheme == "Basic" else value
    if not KEY.match(key):
        raise StripeError("Invalid API Key provided.", status=401)
