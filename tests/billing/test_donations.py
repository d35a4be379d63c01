"""A donation from the request to the books and back, through Stripe's own client."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.billing import api, on_money_moved, on_processor_event, webhooks
from functions.billing.donations.domain import Donation, Shares
from functions.billing.donations.settling import NotYet, refund_parts
from functions.billing.ledger import chart
from functions.billing.ledger.journal import Balances
from functions.billing.ledger.store import RateRow, ledger
from functions.billing.wiring import giving
from kernel import clock
from kernel.errors import Conflict
from kernel.money import Money
from kernel.outbox import OutboxRow
from local.cloud.services.stripe.webhooks import signature
from tests.billing.conftest import CHANNEL, OWNER, SECRETS
from tests.billing.stripe_server import StripeServer
from tests.lambdas import Answer, call, claims

DONOR = "usr_sora"
GIFT = {"amount_minor": 5000, "currency": "USD", "message": "노래 최고!"}


def give(body: dict[str, Any], key: str | None = "key-1", who: str = DONOR) -> Answer:
    headers = {"idempotency-key": key} if key else {}
    place = f"/v1/channels/{CHANNEL}/donations"
    return call(api.handler, "POST", place, body, who=claims(who, "viewer"), headers=headers)


def show(donation_id: str, who: str = DONOR) -> Answer:
    return call(api.handler, "GET", f"/v1/donations/{donation_id}", None, who=claims(who, "viewer"))


def announced() -> list[dict[str, Any]]:
    return [
        {"detail-type": row.detail_type, "source": row.source, "detail": json.loads(row.detail)}
        for row in OutboxRow.scan()
    ]


def book_all() -> None:
    for event in announced():
        on_money_moved.hear(event)


def paid(stripe: StripeServer, body: dict[str, Any] | None = None) -> str:
    opened = give(body or GIFT).json
    stripe.pay(opened["checkout_url"])
    settle(stripe)
    return str(opened["id"])


def settle(stripe: StripeServer) -> None:
    for event in stripe.events:
        on_processor_event.run({"type": event["type"], "id": event["data"]["object"]["id"]})


def balance_of(balances: Balances, account: str, currency: str = "USD") -> int:
    return balances.of[account, currency].balance


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
    assert ledger().head().sequence == 2
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
    session = stripe.account.get("checkout.session", opened["checkout_url"].rsplit("/", 1)[-1])
    stripe.account.expire(session)
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


def test_it_is_taken_back_whole_once(stripe: StripeServer):
    donation_id = paid(stripe)
    place = f"/v1/donations/{donation_id}/refund"
    who, headers = claims(DONOR, "viewer"), {"idempotency-key": "back"}
    assert call(api.handler, "POST", place, None, who=who, headers=headers).status == 202
    settle(stripe)
    settle(stripe)
    assert show(donation_id).json["state"] == "refunded"
    book_all()
    month = ledger().balances(f"{clock.now():%Y-%m}")
    assert balance_of(month, chart.CREATORS) == balance_of(month, chart.DONATIONS) == 0
    again = call(api.handler, "POST", place, None, who=who, headers={"idempotency-key": "back-2"})
    assert (again.status, again.json["code"]) == (409, "not_refundable")


def test_a_part_refunded_at_the_processor_takes_back_each_ones_share(stripe: StripeServer):
    donation_id = paid(stripe, {**GIFT, "amount_minor": 1001})
    payment = giving().donations.find(donation_id)
    assert payment is not None
    stripe.account.refund({"payment_intent": payment.payment_id, "amount": "370"})
    settle(stripe)
    book_all()
    month = ledger().balances(f"{clock.now():%Y-%m}")
    creator, platform = 700, 301
    assert balance_of(month, chart.CREATORS) == -(creator - 259)
    assert balance_of(month, chart.DONATIONS) == -(platform - 111)
    assert show(donation_id).json["refunded_minor"] == 370
    assert month.sums() == {"USD": 0}


def test_a_refund_that_comes_before_its_payment_waits(stripe: StripeServer):
    opened = give(GIFT).json
    stripe.pay(opened["checkout_url"])
    intent = next(iter(stripe.account.table("payment_intent")))
    stripe.account.refund({"payment_intent": intent, "amount": "100"})
    (told,) = stripe.told("refund.created")
    with pytest.raises(NotYet):
        on_processor_event.run({"type": "refund.created", "id": told["data"]["object"]["id"]})
    on_processor_event.run({"type": "payment_intent.succeeded", "id": intent})
    on_processor_event.run({"type": "refund.created", "id": told["data"]["object"]["id"]})
    assert show(opened["id"]).json["refunded_minor"] == 100


def test_a_refund_on_its_way_counts_when_it_has_gone_back(stripe: StripeServer):
    donation_id = paid(stripe)
    known = giving().donations.find(donation_id)
    assert known is not None
    refund = stripe.account.refund({"payment_intent": known.payment_id, "amount": "500"})
    refund["status"] = "pending"
    on_processor_event.run({"type": "refund.created", "id": refund["id"]})
    assert show(donation_id).json["refunded_minor"] == 0
    refund["status"] = "succeeded"
    on_processor_event.run({"type": "refund.updated", "id": refund["id"]})
    assert show(donation_id).json["refunded_minor"] == 500


def test_what_the_processor_keeps_in_another_currency_is_cleared(stripe: StripeServer):
    RateRow("KRW/USD", "2026-01-01", rate="1/1400", source="ecb").save()
    stripe.account.settlement["krw"] = ("usd", Fraction(1, 14))
    donation_id = paid(stripe, {**GIFT, "amount_minor": 140_000, "currency": "KRW"})
    known = giving().donations.find(donation_id)
    assert known is not None
    stripe.account.refund({"payment_intent": known.payment_id, "amount": "14000"})
    settle(stripe)
    book_all()
    month = ledger().balances(f"{clock.now():%Y-%m}")
    fee = 10_000 * 290 // 10_000 + 30
    assert balance_of(month, chart.PROCESSOR) == 10_000 - 1_000 - fee
    assert balance_of(month, chart.PROCESSOR, "KRW") == 0
    assert balance_of(month, chart.CLEARING, "KRW") == 126_000
    assert balance_of(month, chart.CLEARING) == -9_000
    assert month.of[chart.CLEARING, "KRW"].functional_balance == 9_000, "at the rate of the books it is what was got"
    assert balance_of(month, chart.CREATORS, "KRW") == -88_200
    assert month.sums() == {"USD": 0, "KRW": 0}
    assert month.functional_sum() == 0


parts = st.integers(min_value=0, max_value=10**9)


@given(parts, parts, parts, st.lists(st.fractions(min_value=0, max_value=1), max_size=6))
def test_refunds_in_any_pieces_give_each_part_back(creator: int, platform: int, tax: int, pieces: list[Any]):
    shares = Shares(creator, platform, tax)
    if not shares.total:
        return
    donation = Donation("d", "c", "u", Money(shares.total, "USD"), shares, "", "paid", clock.now(), 7)
    back = Shares(0, 0, 0)
    for piece in [*pieces, 1]:
        left = shares.less(back).total
        amount = int(left * piece)
        if amount:
            some = Donation(**{**{n: getattr(donation, n) for n in donation.__dataclass_fields__}, "refunded": back})
            more = some.taken_back(amount)
            assert more.total == amount
            assert sum(part.amount for part in refund_parts(some, more)) == amount
            back = back.plus(more)
            rest = shares.less(back)
            assert min(rest.creator, rest.platform, rest.tax) >= 0
    assert back == shares
    with pytest.raises(Conflict):
        Donation(**{**{n: getattr(donation, n) for n in donation.__dataclass_fields__}, "refunded": back}).taken_back(1)


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
