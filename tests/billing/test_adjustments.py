"""Corrections of the books by two people, through the back office's handler and the desk behind it."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.billing import BooksAdjusted
from functions.backoffice import api, audit
from functions.billing.ledger.journal import close, next_period
from functions.billing.ledger.store import ledger
from kernel import clock
from tests.billing.conftest import CHANNEL
from tests.billing.gifts import book_all, paid, settle
from tests.billing.payout_world import NOW, World, donation
from tests.billing.stripe_server import StripeServer
from tests.desks import connect
from tests.lambdas import Answer, call, claims, outbox

CORRECTION = {
    "day": "2026-11-20",
    "currency": "USD",
    "reason": "Bank charges of November",
    "lines": [{"account": "5400", "amount": 1250}, {"account": "1100", "amount": -1250}],
}
ASKS, DECIDES = "usr_jin", "usr_ara"


def office(
    method: str, path: str, body: Any = None, *, who: str = ASKS, role: str = "finance", key: str | None = "key-1"
) -> Answer:
    headers = {"idempotency-key": key} if key else {}
    return call(api.handler, method, f"/v1/backoffice{path}", body, who=claims(who, role), headers=headers)


def asked(key: str = "key-1", **other: Any) -> str:
    answer = office("POST", "/adjustments", {**CORRECTION, **other}, key=key)
    assert (answer.status, answer.json["state"]) == (201, "requested"), answer
    return str(answer.json["id"])


def decided(adjustment_id: str, act: str = "approve", who: str = DECIDES) -> Answer:
    return office("POST", f"/adjustments/{adjustment_id}/{act}", {"reason": "Seen on the statement"}, who=who)


@pytest.fixture
def books(here: World, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Any:
    connect(monkeypatch, setting)
    monkeypatch.setattr(audit, "now", lambda: NOW)
    donation("1", 10_000)
    return ledger()


def deeds() -> list[tuple[str, str, int]]:
    """Who did what and how it ended, in no order: here the clock stands still."""
    items = office("GET", "/deeds/2026-12").json["items"]
    return sorted((deed["actor"], deed["what"].rpartition("/")[2], deed["status"]) for deed in items)


def test_invariant_25_one_asks_another_approves_and_only_then_it_is_posted(books: Any) -> None:
    named = asked()
    assert not outbox(BooksAdjusted)
    own = decided(named, who=ASKS)
    assert (own.status, own.code) == (403, "second_person_needed")
    assert not outbox(BooksAdjusted)
    done = decided(named)
    assert (done.status, done.json["state"], done.json["decided_by"]) == (200, "approved", DECIDES)
    again = decided(named)
    assert (again.status, again.code) == (409, "already_decided")
    assert len(outbox(BooksAdjusted)) == 1
    book_all()
    book_all()
    month = ledger().balances("2026-11")
    assert (month.of["5400", "USD"].balance, month.of["1100", "USD"].balance) == (1250, -1250)
    assert len(list(ledger().entries("2026-11"))) == 2


def test_what_is_rejected_is_never_posted(books: Any) -> None:
    named = asked()
    assert decided(named, "reject").json["state"] == "rejected"
    assert decided(named).code == "already_decided"
    assert not outbox(BooksAdjusted)
    assert [one["state"] for one in office("GET", "/adjustments").json["items"]] == ["rejected"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([{"account": "5400", "amount": 1250}, {"account": "1100", "amount": -1249}], "unbalanced"),
        ([{"account": "5400", "amount": 0}, {"account": "1100", "amount": 0}], "unbalanced"),
        ([{"account": "5000", "amount": 10}, {"account": "1100", "amount": -10}], "no_such_account"),
        ([{"account": "5400", "amount": 10}], "invalid_fields"),
    ],
)
def test_what_does_not_balance_is_refused(books: Any, lines: list[dict[str, Any]], code: str) -> None:
    answer = office("POST", "/adjustments", {**CORRECTION, "lines": lines})
    assert (answer.status, answer.code) == (422, code)
    assert office("GET", "/adjustments").json["items"] == []


def test_invariant_03_a_closed_month_refuses_whoever_asks_and_whoever_approves(books: Any) -> None:
    before_it = asked()
    head = ledger().head()
    ledger().close(head, close(head, "2026-11", clock.now().date(), "2026-11"))
    refused = decided(before_it)
    assert (refused.status, refused.code) == (409, "period_closed")
    late = office("POST", "/adjustments", CORRECTION, key="key-2")
    assert (late.status, late.code) == (409, "period_closed")
    assert not outbox(BooksAdjusted)
    assert ledger().head() == replace(head, closed="2026-11")
    assert decided(asked("key-3", day="2026-12-01")).status == 200, f"{next_period('2026-11')} takes it"


def test_the_log_has_what_was_done_and_what_was_refused(books: Any) -> None:
    named = asked()
    office("POST", "/adjustments", {**CORRECTION, "lines": [{"account": "5400", "amount": 1250}] * 2}, key="key-2")
    decided(named, who=ASKS)
    decided(named)
    decided(named)
    office("POST", f"/adjustments/{named}/approve", {"reason": "I may not"}, who="usr_viewer", role="viewer")
    assert deeds() == [
        (DECIDES, "approve", 200),
        (DECIDES, "approve", 409),
        (ASKS, "adjustments", 201),
        (ASKS, "adjustments", 422),
        (ASKS, "approve", 403),
        ("usr_viewer", "approve", 403),
    ]
    (first,) = [deed for deed in office("GET", "/deeds/2026-12").json["items"] if deed["status"] == 201]
    assert (first["about"], first["reason"]) == (CORRECTION["day"], CORRECTION["reason"])


def test_the_same_key_asks_once_and_another_body_under_it_is_refused(books: Any) -> None:
    first, again = office("POST", "/adjustments", CORRECTION), office("POST", "/adjustments", CORRECTION)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    other = office("POST", "/adjustments", {**CORRECTION, "reason": "Another one"})
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    none = office("POST", "/adjustments", CORRECTION, key=None)
    assert (none.status, none.code) == (400, "idempotency_key_missing")
    assert office("POST", "/adjustments", CORRECTION, who=DECIDES).json["id"] != first.json["id"], "another's key"
    assert len(office("GET", "/adjustments").json["items"]) == 2


def test_a_refund_by_an_operator_happens_once_a_key(
    stripe: StripeServer, monkeypatch: pytest.MonkeyPatch, setting: Any
) -> None:
    connect(monkeypatch, setting)
    given = paid(stripe)
    body = {"of": given, "amount_minor": 1000, "currency": "USD", "reason": "Asked by who gave it"}

    def ask(key: str | None = "key-1", role: str = "operator", **other: Any) -> Answer:
        return office("POST", "/refunds", {**body, **other}, who="usr_op", role=role, key=key)

    assert ask(role="finance").code == "role_required"
    assert ask(None).code == "idempotency_key_missing"
    first, again = ask(), ask()
    assert (first.status, again.json) == (202, first.json)
    assert ask(amount_minor=2000).code == "idempotency_key_reused"
    assert (ask("key-2", amount_minor=5001).status, ask("key-2", amount_minor=5001).code) == (
        409, "refund_exceeds_payment"
    )  # fmt: skip
    assert len(stripe.account.table("refund")) == 1
    settle(stripe)
    book_all()
    month = ledger().balances(f"{clock.now():%Y-%m}")
    assert -month.of["2200", "USD"].balance == 3500 - 700, f"of {CHANNEL}"
