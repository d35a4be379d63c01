"""Stripe's HTTP API: which request asks for what; and the page that people pay on, as Checkout hosts one."""

import asyncio
import base64
import html
import json
import re
from collections.abc import Callable
from typing import Any

from local.cloud.services.stripe.account import Account, StripeError
from local.cloud.services.stripe.forms import parse
from local.cloud.services.stripe.objects import Object

PREFIX = "/_stripe"
KEY = re.compile(r"^sk_test_[A-Za-z0-9]{8,}$")
Answer = tuple[int, dict[str, str], bytes]
RETRIEVED = {
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "balance_transactions": "balance_transaction",
    "events": "events",
}


class StripeApi:
    def __init__(self, account: Account) -> None:
        self.account = account

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
        if path.startswith("/pay/"):
            return self._page(method, path.removeprefix("/pay/"), parse(body))
        extra = {"Content-Type": "application/json", "Request-Id": "req_local"}
        try:
            _require_key(headers.get("authorization", ""))
            form = parse(body or query)
            if method == "POST":
                act = self._change(path, form)
                found, replayed = self.account.once(headers.get("idempotency-key"), path, form, act)
                extra |= {"Idempotent-Replayed": "true"} if replayed else {}
            else:
                found = self._read(path, form)
        except StripeError as error:
            return error.status, extra, json.dumps(error.body()).encode()
        return 200, extra, json.dumps(found).encode()

    def _change(self, path: str, form: Object) -> Callable[[], Object]:
        match path.strip("/").split("/"):
            case ["v1", "checkout", "sessions"]:
                return lambda: self.account.open_checkout(form)
            case ["v1", "checkout", "sessions", name, "expire"]:
                return lambda: self.account.expire(self.account.get("checkout.session", name))
            case ["v1", "refunds"]:
                return lambda: self.account.refund(form)
            case ["v1", "webhook_endpoints"]:
                return lambda: self.account.add_endpoint(form)
        raise StripeError(f"Unrecognized request URL (POST: {path}).", status=404)

    def _read(self, path: str, form: Object) -> Object:
        expand = form.get("expand") or []
        match path.strip("/").split("/"):
            case ["v1", "checkout", "sessions", name]:
                return self.account.get("checkout.session", name)
            case ["v1", "webhook_endpoints"]:
                known = [{**point, "secret": None} for point in self.account.table("webhook_endpoint").values()]
                return {"object": "list", "data": known, "has_more": False, "url": "/v1/webhook_endpoints"}
            case ["v1", plural, name] if plural in RETRIEVED:
                kind = RETRIEVED[plural]
                return self.account.expanded(self.account.get(kind, name), expand)
        raise StripeError(f"Unrecognized request URL (GET: {path}).", status=404)

    def _page(self, method: str, name: str, form: Object) -> Answer:
        """What Checkout shows: the amount, a card, and after it the way back."""
        kind = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        try:
            session = self.account.get("checkout.session", name)
            if method == "POST":
                if form.get("act") == "cancel":
                    return 303, {"Location": session["cancel_url"] or "/"}, b""
                charge = self.account.pay(session, form.get("card", ""))
                if charge["paid"]:
                    return 303, {"Location": session["success_url"].replace("{CHECKOUT_SESSION_ID}", name)}, b""
                return 402, kind, page(session, "Your card was declined.").encode()
        except StripeError as error:
            return error.status, kind, page(None, error.message).encode()
        return 200, kind, page(session, "").encode()


def _require_key(header: str) -> None:
    """As a bearer, or as the user of basic authentication."""
    scheme, _, value = header.partition(" ")
    key = base64.b64decode(value + "==").decode().partition(":")[0] if scheme == "Basic" else value
    if not KEY.match(key):
        raise StripeError("Invalid API Key provided.", status=401)


def page(session: Object | None, said: str) -> str:
    notice = f'<p role="alert">{html.escape(said)}</p>' if said else ""
    form = ""
    if session and session["status"] == "open":
        amount = f"{session['amount_total']:,} {session['currency'].upper()} (minor units)"
        form = (
            f"<p><strong>{html.escape(amount)}</strong></p>"
            '<form method="post"><label>Card number <input name="card" inputmode="numeric" '
            'value="4242 4242 4242 4242" autocomplete="cc-number"></label> '
            '<button name="act" value="pay">Pay</button> <button name="act" value="cancel">Cancel</button></form>'
            "<p>Test cards: 4242… pays, 4000 0000 0000 0002 is declined.</p>"
        )
    elif session:
        form = f"<p>This checkout is {html.escape(session['status'])}.</p>"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Checkout (stand-in)</title><style>body{font:16px system-ui;max-width:26rem;margin:12vh auto}"
        "input{font:inherit;width:100%;padding:.5rem}button{font:inherit;padding:.5rem 1rem;margin-top:1rem}</style>"
        f"<h1>Checkout</h1><p>The laptop's stand-in for Stripe. No money moves.</p>{notice}{form}</html>"
    )
