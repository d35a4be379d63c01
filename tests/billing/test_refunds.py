"""Refunds: each part gives back its share, once, whatever the processor keeps its balance in."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.billing import api, on_processor_event
from functions.billing.donations.domain import Donation, Shares
from functions.billing.donations.settling import NotYet, refund_parts
from functions.billing.ledger import chart
from functions.billing.ledger.store import RateRow, ledger
from functions.billing.wiring import giving
from kernel import clock
from kernel.errors import Conflict
from kernel.money import Money
from tests.billing.gifts import DONOR, GIFT, balance_of, book_all, give, paid, settle, show
from tests.billing.stripe_server import StripeServer
from tests.lambdas import call, claims


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
    stripe.refund({"payment_intent": payment.payment_id, "amount": "370"})
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
    stripe.refund({"payment_intent": intent, "amount": "100"})
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
    refund = stripe.refund({"payment_intent": known.payment_id, "amount": "500"})
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
    stripe.refund({"payment_intent": known.payment_id, "amount": "14000"})
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
