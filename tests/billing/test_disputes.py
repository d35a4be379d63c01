"""Disputes: out of the processor's balance, then back, or taken from whom a refund would take it."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.billing import on_processor_event
from functions.billing.disputes.stripe_disputes import Dispute, Movement
from functions.billing.ledger import chart
from kernel.money import Money
from tests.billing.gifts import GIFT, give
from tests.billing.life import Life, living
from tests.billing.test_invoice_refunds import balances

DISPUTED = "4000 0000 0000 0259"


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[Life]:
    with living(monkeypatch, setting) as made:
        yield made


def gift(life: Life) -> str:
    opened = give({**GIFT, "amount_minor": 1000}).json
    life.server.pay(opened["checkout_url"], DISPUTED)
    life.hear()
    (dispute,) = life.client.v1.disputes.list().data
    return str(dispute.id)


def evidence(life: Life, dispute: str, text: str) -> None:
    life.client.v1.disputes.update(dispute, {"evidence": {"uncategorized_text": text}, "submit": True})
    life.hear()


def test_what_is_disputed_is_neither_cash_nor_lost(life: Life):
    gift(life)
    found = balances(life, "USD")
    assert (found[chart.IN_DISPUTE], found[chart.DISPUTE_FEES]) == (-1000, -1500)
    assert (found[chart.CREATORS], found[chart.DONATIONS]) == (700, 300)
    life.hear()
    assert balances(life, "USD") == found


def test_won_it_is_back_and_only_the_fee_is_gone(life: Life):
    dispute = gift(life)
    evidence(life, dispute, "winning_evidence")
    found = balances(life, "USD")
    assert chart.IN_DISPUTE not in found
    assert (found[chart.CREATORS], found[chart.DONATIONS], found[chart.DISPUTE_FEES]) == (700, 300, -1500)


def test_lost_it_is_taken_from_who_had_it(life: Life):
    dispute = gift(life)
    evidence(life, dispute, "losing_evidence")
    found = balances(life, "USD")
    assert {chart.IN_DISPUTE, chart.CREATORS, chart.DONATIONS, chart.CHARGEBACKS} & set(found) == set()
    assert found[chart.DISPUTE_FEES] == -1500
    assert found[chart.PROCESSOR] == 1500 - found[chart.PROCESSOR_FEES]


def test_a_part_that_was_given_back_before_is_the_platforms_loss(life: Life):
    opened = give({**GIFT, "amount_minor": 1000}).json
    life.server.pay(opened["checkout_url"])
    life.hear()
    donation = on_processor_event.settling().donations.find(opened["id"])
    assert donation is not None
    life.server.refund({"payment_intent": donation.payment_id, "amount": "400"})
    life.hear()
    lost = on_processor_event.disputing()
    told = lost.disputes
    dispute = _of(life, donation.payment_id or "", 1000)
    object.__setattr__(lost, "disputes", _Told(told, dispute))
    lost.changed(dispute.id)
    found = balances(life, "USD")
    assert found[chart.CHARGEBACKS] == -400
    assert {chart.CREATORS, chart.DONATIONS, chart.IN_DISPUTE} & set(found) == set()


def _of(life: Life, payment_id: str, amount: int) -> Any:
    moved = Movement("txn_d", Money(-amount, "USD"), Money(0, "USD"), life.now)
    return Dispute("dp_1", payment_id, "lost", "general", amount, "USD", life.now, None, moved, None)


class _Told:
    def __init__(self, real: Any, dispute: Any) -> None:
        self.real, self.told = real, dispute

    def dispute(self, _: str) -> Any:
        return self.told

    def payment(self, payment_id: str) -> Any:
        return self.real.payment(payment_id)


def test_a_subscription_whose_payment_is_charged_back_ends(life: Life):
    life.customer(tried={"viewer"}, card="pm_card_createDispute")
    life.subscribe("premium", card=DISPUTED)
    (dispute,) = life.client.v1.disputes.list().data
    assert life.entitled() == {"plan:premium": "2027-02-28"}
    evidence(life, dispute.id, "losing_evidence")
    assert (life.slot("viewer")["state"], life.entitled()) == ("canceled", {})
    found = balances(life, "USD")
    assert {chart.DEFERRED, chart.IN_DISPUTE, chart.PLANS} & set(found) == set()
