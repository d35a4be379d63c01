"""Stripe Connect through Stripe's own client, against a server that answers what a test wrote down."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from functions.billing import processor
from functions.billing.payouts.accounts import DynamoAccounts, refresh
from functions.billing.payouts.connect import ConnectAccount, StripeConnect, TransferRefused
from functions.billing.processor import ProcessorDown
from kernel.money import Money

NET = Money(7_000, "USD")
MOVED = {"id": "tr_1", "object": "transfer", "created": 1_797_310_800}


class Answers:
    """`next` are status and body of the answers to come; `heard` method, path, form and key of the requests."""

    def __init__(self) -> None:
        self.next: list[tuple[int, dict[str, Any]]] = []
        self.heard: list[tuple[str, str, dict[str, list[str]], str | None]] = []

    def refuse(self, status: int, kind: str, code: str, times: int = 1) -> None:
        self.next += [(status, {"error": {"type": kind, "code": code, "message": code}})] * times


def _handler(answers: Answers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            answers.heard.append((self.command, self.path, parse_qs(body), self.headers.get("idempotency-key")))
            status, document = answers.next.pop(0)
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Stripe-Should-Retry", "false")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815 - the base class's names

        def log_message(self, *_: Any) -> None:
            """Silence: requests are in the assertions."""

    return Handler


@pytest.fixture
def answers(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[Answers]:
    made = Answers()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    setting(STRIPE_URL=f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setattr(processor, "secret", {"STRIPE_KEY": "sk_test_tests0000"}.__getitem__)
    processor._client.cache_clear()
    yield made
    processor._client.cache_clear()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_transfer_has_the_key_of_its_attempt_and_says_what_left(answers: Answers) -> None:
    answers.next = [(200, {**MOVED, "balance_transaction": {"id": "txn_1", "amount": -6_500, "currency": "eur"}})]
    made = StripeConnect().transfer("po_1", "acct_1", NET, 2)
    assert (made.id, made.settled) == ("tr_1", Money(6_500, "EUR"))
    ((method, path, form, key),) = answers.heard
    assert (method, path, key) == ("POST", "/v1/transfers", "payout-po_1-2")
    assert (form["amount"], form["currency"], form["destination"]) == (["7000"], ["usd"], ["acct_1"])
    assert (form["transfer_group"], form["metadata[payout_id]"]) == (["po_1"], ["po_1"])


def test_in_the_currency_of_the_balance_nothing_is_converted(answers: Answers) -> None:
    answers.next = [(200, {**MOVED, "balance_transaction": {"id": "txn_1", "amount": -7_000, "currency": "usd"}})]
    assert StripeConnect().transfer("po_1", "acct_1", NET, 0).settled is None


def test_a_refusal_is_certain_and_says_why(answers: Answers) -> None:
    answers.refuse(400, "invalid_request_error", "balance_insufficient")
    with pytest.raises(TransferRefused) as refused:
        StripeConnect().transfer("po_1", "acct_1", NET, 0)
    assert refused.value.why == "balance_insufficient"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (500, "api_error", "internal"),
        (409, "idempotency_error", "idempotency_key_in_use"),
        (401, "authentication_error", "api_key_expired"),
    ],
)
def test_what_nobody_knows_is_no_refusal(answers: Answers, status: int, kind: str, code: str) -> None:
    answers.refuse(status, kind, code, times=3)
    with pytest.raises(ProcessorDown):
        StripeConnect().transfer("po_1", "acct_1", NET, 0)


def test_an_earlier_transfer_is_found_by_its_payout(answers: Answers) -> None:
    answers.next = [(200, {"object": "list", "data": [MOVED]}), (200, {"object": "list", "data": []})]
    found = StripeConnect().transfer_of("po_1", NET)
    assert found is not None
    assert (found.id, found.settled) == ("tr_1", None)
    assert "transfer_group=po_1" in answers.heard[0][1]
    assert StripeConnect().transfer_of("po_1", NET) is None


def test_accounts_are_opened_linked_and_refreshed(answers: Answers) -> None:
    answers.next = [
        (200, {"id": "acct_9", "object": "account", "payouts_enabled": False}),
        (200, {"object": "account_link", "url": "https://connect.stripe.test/setup"}),
        (200, {"id": "acct_9", "object": "account", "payouts_enabled": True}),
        (200, {"id": "acct_else", "object": "account", "payouts_enabled": True}),
    ]
    opened = StripeConnect().open_account("usr_9", "KR", "individual")
    assert opened == ConnectAccount("acct_9", payouts_enabled=False)
    assert StripeConnect().link("acct_9", "https://site.example/studio", "usr_9-a").startswith("https://connect")
    DynamoAccounts().set_account("usr_9", opened)
    assert refresh("acct_9")
    assert DynamoAccounts().find("usr_9").payouts_enabled
    assert not refresh("acct_else")
    first, second = answers.heard[0], answers.heard[1]
    assert (first[1], first[2]["country"], first[3]) == ("/v1/accounts", ["KR"], "account-usr_9-KR-individual")
    assert (second[1], second[3]) == ("/v1/account_links", "onboarding-usr_9-a")
