"""The stand-in for Stripe behind a real HTTP server, for Stripe's own client; its webhooks are kept, not sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from local.cloud.services.stripe import checkout, clocks, refunds
from local.cloud.services.stripe.account import Account
from local.cloud.services.stripe.api import PREFIX, StripeApi
from local.cloud.services.stripe.errors import StripeError


@dataclass
class StripeServer:
    account: Account
    api: StripeApi
    url: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)

    key: str = "sk_test_tests0000"

    def fresh(self) -> list[dict[str, Any]]:
        """What happened since the last time."""
        new = list(self.events)
        self.events.clear()
        return new

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    def pay(self, checkout_url: str, card: str = "4242 4242 4242 4242") -> dict[str, Any]:
        """`paid`, and of a checkout that was: the session."""
        session = self.account.get("checkout.session", checkout_url.rsplit("/", 1)[-1])
        with self.account.lock:
            try:
                return {**checkout.pay(self.account, session, card), "paid": True}
            except StripeError as error:
                if error.kind != "card_error":
                    raise
                return {"paid": False, "decline_code": error.decline}

    def expire(self, checkout_url: str) -> None:
        with self.account.lock:
            checkout.expire(self.account, self.account.get("checkout.session", checkout_url.rsplit("/", 1)[-1]))

    def refund(self, form: dict[str, Any]) -> dict[str, Any]:
        with self.account.lock:
            return refunds.create(self.account, form)

    def advance(self, clock_id: str, to: int) -> None:
        """Until all that was due has happened."""
        with self.account.lock:
            clocks.advance(self.account, {"frozen_time": str(to)}, clock_id)
            clocks.keep_time(self.account)


def _handler(api: StripeApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            place = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            path = place.path.removeprefix(PREFIX)
            status, answered, content = api.answer(self.command, path, place.query, headers, body)
            self.send_response(status)
            for name, value in {**answered, "Content-Length": str(len(content)), "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the base class's names

        def log_message(self, *_: Any) -> None:
            """Silence: requests are in the assertions."""

    return Handler


@contextmanager
def stripe_server(monkeypatch: Any) -> Iterator[StripeServer]:
    monkeypatch.setattr("local.cloud.services.stripe.account.load_state", lambda _name: None)
    monkeypatch.setattr("local.cloud.services.stripe.account.also_save", lambda _save: None)
    events: list[dict[str, Any]] = []
    account = Account(lambda _endpoints, event: events.append(event), lambda name: f"http://stripe.test/pay/{name}")
    made = StripeServer(account, StripeApi(account), events=events)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made.api))
    made.url = f"http://127.0.0.1:{server.server_address[1]}{PREFIX}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    made.api.time.start()
    try:
        yield made
    finally:
        made.api.time.stop()
        server.shutdown()
        server.server_close()
        thread.join()
