"""A donation from the request to the books and back, through Stripe's own client."""

import json
from typing import Any

import pytest

from functions.billing import api, webhooks
from functions.billing.ledger import chart
from functions.billing.ledger.store import ledger
from functions.billing.payees import DynamoPayees, Payee
from functions.billing.wiring import giving
from kernel import clock
from local.cloud.services.stripe.webhooks import signature
from tests.billing.conftest import CHANNEL, OWNER, SECRETS
from tests.billing.gifts import DONOR, GIFT, announced, balance_of, book_all, give, paid, settle, show
from tests.billing.stripe_server import StripeServer
from tests.lambdas import Answer, call, claims


def test_a_donation_is_paid_booked_and_balanced(stripe: StripeServer):
    opened = give(GIFT)
    assert (opened.status, opened.json["state"]) == (201, "pending")
    assert stripe.pay(opened.json["checkout_url"])["paid"]
    settle(stripe)
    shown = show(opened.json["id"]).json
    assert (shown["state"], shown["amount_minor"], shown["checkout_url"]) == ("paid", 5000, None)
    book_all()
    month = ledger().balances(f"{clock.now():%Y-%m}")
    fee = 5000 * 290 // 10_000 + 30
    assert balance_of(month, chart.PROCESSOR) == 5000 - fee
    assert balance_of(month, chart.CREATORS) == -3500
    assert balance_of(month, chart.DONATIONS) == -1500
    assert balance_of(month, chart.PROCESSOR_FEES) == fee
    assert month.sums() == {"USD": 0}


def test_webhooks_that_come_again_count_once(stripe: StripeServer):
    paid(stripe)
    settle(stripe)
    assert len(announced()) == 2
    for _ in range(3):
        book_all()
    assert ledger().head_of(f"{clock.now():%Y-%m}").sequence == 2
    assert [entry.sequence for entry, _ in ledger().entries(f"{clock.now():%Y-%m}")] == [1, 2]


def test_a_declined_card_books_nothing(stripe: StripeServer):
    opened = give(GIFT).json
    assert not stripe.pay(opened["checkout_url"], "4000 0000 0000 0002")["paid"]
    settle(stripe)
    assert show(opened["id"]).json["state"] == "pending"
    assert announced() == []
    assert stripe.pay(opened["checkout_url"])["paid"], "the same page takes another card"


def test_a_checkout_that_ran_out_frees_the_day(stripe: StripeServer):
    largest = {**GIFT, "amount_minor": 75_000}
    opened = give(largest).json
    assert give(GIFT, "key-2").json["code"] == "daily_limit_reached"
    stripe.expire(opened["checkout_url"])
    settle(stripe)
    assert show(opened["id"]).json["state"] == "cancelled"
    assert give(GIFT, "key-3").status == 201


def test_the_same_key_is_the_same_donation(stripe: StripeServer):
    first, again = give(GIFT), give(GIFT)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    other = give({**GIFT, "amount_minor": 5001})
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    assert (give(GIFT, None).status, give(GIFT, None).json["code"]) == (400, "idempotency_key_missing")
    assert len(stripe.account.table("checkout.session")) == 1


def test_the_same_key_for_another_channel_is_another_donation(stripe: StripeServer):
    DynamoPayees().remember(Payee("chn_joon", "usr_joon"), 1)
    first = give(GIFT).json
    who, headers = claims(DONOR, "viewer"), {"idempotency-key": "key-1"}
    other = call(api.handler, "POST", "/v1/channels/chn_joon/donations", GIFT, who=who, headers=headers).json
    assert other["id"] != first["id"]
    assert (first["channel_id"], other["channel_id"]) == (CHANNEL, "chn_joon")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"amount_minor": -5}, 422, "invalid_fields"),
        ({"amount_minor": 0}, 422, "invalid_fields"),
        ({"amount_minor": 1.5}, 422, "invalid_fields"),
        ({"currency": "ZZZ"}, 422, "unknown_currency"),
        ({"currency": "usd"}, 422, "invalid_fields"),
        ({"currency": "KWD"}, 422, "currency_not_taken"),
        ({"amount_minor": 99}, 422, "amount_too_small"),
        ({"amount_minor": 75_001}, 422, "amount_too_large"),
        ({"return_path": "//evil.example"}, 422, "invalid_fields"),
        ({"return_path": "https://evil.example"}, 422, "invalid_fields"),
    ],
)
def test_what_cannot_be_given_is_refused(stripe: StripeServer, body: dict[str, Any], status: int, code: str):
    refused = give({**GIFT, **body})
    assert (refused.status, refused.json["code"]) == (status, code)
    assert not stripe.account.table("checkout.session")


def test_a_channel_of_nobody_and_ones_own_are_refused(stripe: StripeServer):
    assert give(GIFT, who=OWNER).json["code"] == "own_channel"
    answer = call(
        api.handler, "POST", "/v1/channels/chn_none/donations", GIFT,
        who=claims(DONOR, "viewer"), headers={"idempotency-key": "k"},
    )  # fmt: skip
    assert (answer.status, answer.json["code"]) == (404, "no_such_channel")
    assert show(paid(stripe), who="usr_else").status == 404


def revenue(who: str = OWNER, **query: str) -> Answer:
    place = f"/v1/channels/{CHANNEL}/revenue"
    return call(api.handler, "GET", place, None, who=claims(who, "streamer"), query=query)


def test_what_a_channel_earned_is_what_the_books_owe_it(stripe: StripeServer):
    first = giving().donations.find(paid(stripe))
    assert first is not None
    paid(stripe, {**GIFT, "amount_minor": 1001}, "key-2")
    stripe.refund({"payment_intent": first.payment_id, "amount": "1000"})
    settle(stripe)
    book_all()
    month = f"{clock.now():%Y-%m}"
    shown = revenue().json
    assert shown["rows"] == [
        {"period": month, "source": "donation", "currency": "USD", "amount_minor": 4200, "entries": 2},
        {"period": month, "source": "refund", "currency": "USD", "amount_minor": -700, "entries": 1},
    ]
    owed = -balance_of(ledger().balances(month), chart.CREATORS)
    assert shown["totals"] == [{"currency": "USD", "amount_minor": owed, "payable_minor": owed}]
    assert revenue(until="2026-01").json["totals"] == [{"currency": "USD", "amount_minor": 0, "payable_minor": owed}]
    assert revenue(until="2026-13").status == 422
    assert revenue(who=DONOR).json["code"] == "no_such_channel"


def hook(body: str, signed: str) -> Answer:
    return call(webhooks.handler, "POST", "/v1/webhooks/stripe", raw_body=body, headers={"stripe-signature": signed})


def test_a_webhook_is_verified_on_its_bytes_and_queued_once(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []
    monkeypatch.setattr("kernel.tasks.ask", lambda *given: asked.append(given))
    give(GIFT)
    event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}
    body, at = json.dumps(event), int(clock.now().timestamp())
    good = signature(SECRETS["STRIPE_WEBHOOK_SECRET"], body.encode(), at)
    assert [hook(body, good).status for _ in range(2)] == [202, 202]
    assert [document["id"] for _, document in asked] == ["pi_1"]
    for text, signed in (
        (body, signature("whsec_another", body.encode(), at)),
        (body.replace("pi_1", "pi_2"), good),
        (body, signature(SECRETS["STRIPE_WEBHOOK_SECRET"], body.encode(), at - 3600)),
        (body, ""),
    ):
        refused = hook(text, signed)
        assert (refused.status, refused.json["code"]) == (400, "forged_webhook")
    unheard = json.dumps({**event, "id": "evt_2", "type": "customer.created"})
    signed = signature(SECRETS["STRIPE_WEBHOOK_SECRET"], unheard.encode(), at)
    assert hook(unheard, signed).status == 202
    assert len(asked) == 1
