"""Disputes, refunds, connected accounts, transfers, the balance and payouts of the stand-in."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
import requests
import stripe

from kernel import clock
from local.cloud.services.stripe import clocks, objects
from tests.billing.stripe_server import stripe_server
from tests.cloud.stripe_billing import DAY, Shop, shop

GOOD, DISPUTES, AT_ONCE = "4242424242424242", "4000000000000259", "4000000000000077"
REFUND_PENDING, REFUND_FAILS = "4000000000007726", "4000000000005126"


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """In real time."""
    with stripe_server(monkeypatch) as server:
        server.account.page = lambda name: f"{server.url}/pay/{name}"
        yield shop(server)


def paid(bank: Shop, amount: int, card: str = AT_ONCE, currency: str = "usd") -> str:
    """A payment intent that was paid."""
    item = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Donation"}}
    session = bank.v1.checkout.sessions.create(
        {"mode": "payment", "line_items": [{"price_data": item, "quantity": 1}], "success_url": "https://site.example"}
    )
    assert bank.server.pay(session.url, card)["paid"]
    return str(session.payment_intent)


def later(bank: Shop, monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    moment = clock.now() + timedelta(**passed)
    monkeypatch.setattr(objects.clock, "now", lambda: moment)
    clocks.keep_time(bank.server.account)


def in_balance(bank: Shop, currency: str = "usd") -> tuple[int, int]:
    """Available and pending."""
    found = bank.v1.balance.retrieve()
    parts = [{part.currency: part.amount for part in side} for side in (found.available, found.pending)]
    return parts[0].get(currency, 0), parts[1].get(currency, 0)


def payee(bank: Shop) -> str:
    """A connected account whose owner told what is needed."""
    made = bank.v1.accounts.create({"type": "express", "country": "US", "metadata": {"user_id": "usr_mina"}})
    requests.post(onboarding(bank, made.id), data=FINISHED, allow_redirects=False, timeout=5)
    return str(made.id)


def onboarding(bank: Shop, account_id: str) -> str:
    urls = {"refresh_url": "https://site.example/again", "return_url": "https://site.example/done"}
    return str(bank.v1.account_links.create({"account": account_id, "type": "account_onboarding", **urls}).url)


FINISHED = {"bank": "First Bank", "number": "000123456789", "act": "finish"}


def test_a_dispute_takes_the_money_and_a_fee(bank: Shop):
    """10000 paid with a fee of 320: after the dispute 1500 more and the 320 are lost."""
    intent = paid(bank, 10_000, DISPUTES)
    kinds = bank.kinds()
    assert kinds[-3:] == ["charge.updated", "charge.dispute.created", "charge.dispute.funds_withdrawn"]
    (dispute,) = bank.v1.disputes.list({"payment_intent": intent}).data
    (taken,) = dispute.balance_transactions
    assert (dispute.status, taken.amount, taken.fee, taken.net) == ("needs_response", -10_000, 1500, -11_500)
    assert (taken.type, taken.reporting_category, taken.source) == ("adjustment", "dispute", dispute.id)
    assert in_balance(bank) == (-11_500, 9680)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        bank.v1.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_disputed"
    assert bank.v1.charges.retrieve(dispute.charge).disputed


@pytest.mark.parametrize(
    ("text", "status", "told", "back"),
    [
        ("winning_evidence", "won", ["updated", "closed", "funds_reinstated"], [10_000]),
        ("losing_evidence", "lost", ["updated", "closed"], []),
        ("a photograph", "under_review", ["updated"], []),
    ],
)
def test_evidence_decides_a_dispute(bank: Shop, text: str, status: str, told: list[str], back: list[int]):
    paid(bank, 10_000, DISPUTES)
    (dispute,) = bank.v1.disputes.list().data
    staged = bank.v1.disputes.update(dispute.id, {"evidence": {"product_description": "a stream"}, "submit": False})
    assert (staged.status, staged.evidence_details.submission_count) == ("needs_response", 0)
    bank.kinds()
    ended = bank.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": text}, "submit": True})
    assert (ended.status, ended.evidence_details.submission_count) == (status, 1)
    assert bank.kinds() == [f"charge.dispute.{kind}" for kind in told]
    assert [(move.amount, move.fee) for move in ended.balance_transactions[1:]] == [(amount, 0) for amount in back]


def test_an_accepted_dispute_is_lost(bank: Shop):
    paid(bank, 10_000, DISPUTES)
    (dispute,) = bank.v1.disputes.list().data
    assert bank.v1.disputes.close(dispute.id).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        bank.v1.disputes.close(dispute.id)


def test_an_invoice_can_be_disputed_and_the_fee_is_of_the_balances_currency(bank: Shop):
    bank.server.account.settlement["krw"] = ("usd", Fraction(1, 14))
    sub = bank.subscribe(bank.person("pm_card_createDispute"), bank.price(140_000, "krw"))
    assert sub.status == "active"
    (dispute,) = bank.v1.disputes.list().data
    (taken,) = dispute.balance_transactions
    assert (taken.currency, taken.amount, taken.fee) == ("usd", -10_000, 1500)


def test_money_is_pending_for_two_days(bank: Shop, monkeypatch: pytest.MonkeyPatch):
    paid(bank, 10_000, GOOD)
    assert in_balance(bank) == (0, 9680)
    later(bank, monkeypatch, days=2)
    assert in_balance(bank) == (9680, 0)
    paid(bank, 10_000, AT_ONCE)
    assert in_balance(bank) == (19_360, 0)


def test_money_of_a_clock_is_available_by_it(monkeypatch: pytest.MonkeyPatch):
    with stripe_server(monkeypatch) as server:
        ahead = shop(server, "2027-04-01 00:00")
        ahead.subscribe(ahead.person(), ahead.price(10_000))
        assert in_balance(ahead) == (0, 9680)
        ahead.pass_to("2027-04-03 00:00")
        assert in_balance(ahead) == (9680, 0)


def test_an_owner_tells_his_bank_on_a_hosted_page(bank: Shop):
    made = bank.v1.accounts.create({"controller": {"stripe_dashboard": {"type": "express"}}, "country": "KR"})
    assert (made.payouts_enabled, made.details_submitted, made.default_currency) == (False, False, "krw")
    assert "external_account" in made.requirements.currently_due
    url = onboarding(bank, made.id)
    assert "Where in KR" in requests.get(url, timeout=5).text
    left = requests.post(url, data={"act": "leave"}, allow_redirects=False, timeout=5)
    assert left.headers["Location"] == "https://site.example/done"
    assert requests.post(url, data={"act": "finish", "bank": " "}, allow_redirects=False, timeout=5).status_code == 402
    assert not bank.v1.accounts.retrieve(made.id).details_submitted
    requests.post(url, data=FINISHED, allow_redirects=False, timeout=5)
    known = bank.v1.accounts.retrieve(made.id)
    assert (known.charges_enabled, known.payouts_enabled, known.details_submitted) == (True, True, True)
    assert (known.requirements.currently_due, known.capabilities.transfers) == ([], "active")
    assert known.external_accounts.data[0].last4 == "6789"
    (told,) = bank.server.told("account.updated")
    assert told["data"]["previous_attributes"]["payouts_enabled"] is False
    again = requests.get(url, allow_redirects=False, timeout=5)
    assert (again.status_code, again.headers["Location"]) == (303, "https://site.example/again")


def test_what_is_not_available_cannot_be_transferred(bank: Shop):
    """9680 of 10000 are there."""
    destination = payee(bank)
    given: dict[str, Any] = {"currency": "usd", "destination": destination, "transfer_group": "pay_1"}
    paid(bank, 10_000, GOOD)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        bank.v1.transfers.create({**given, "amount": 1})
    assert refused.value.code == "balance_insufficient"
    paid(bank, 10_000, AT_ONCE)
    with pytest.raises(stripe.InvalidRequestError):
        bank.v1.transfers.create({**given, "amount": 9681})
    sent = bank.v1.transfers.create({**given, "amount": 9680, "expand": ["balance_transaction"]})
    assert (sent.balance_transaction.amount, sent.balance_transaction.reporting_category) == (-9680, "transfer")
    assert in_balance(bank) == (0, 9680)
    (found,) = bank.v1.transfers.list({"transfer_group": "pay_1", "expand": ["data.balance_transaction"]}).data
    assert (found.id, found.balance_transaction.id) == (sent.id, sent.balance_transaction.id)


def test_a_charges_own_money_can_be_sent_before_it_is_available(bank: Shop):
    destination = payee(bank)
    charge = bank.v1.payment_intents.retrieve(paid(bank, 10_000, GOOD)).latest_charge
    given: dict[str, Any] = {"currency": "usd", "destination": destination, "source_transaction": charge}
    bank.v1.transfers.create({**given, "amount": 7000})
    assert in_balance(bank) == (0, 2680)
    with pytest.raises(stripe.InvalidRequestError):
        bank.v1.transfers.create({**given, "amount": 3001})


def test_a_transfer_comes_back_in_parts(bank: Shop):
    destination = payee(bank)
    paid(bank, 10_000)
    sent = bank.v1.transfers.create({"amount": 5000, "currency": "usd", "destination": destination})
    bank.v1.transfers.reversals.create(sent.id, {"amount": 2000})
    assert in_balance(bank) == (6680, 0)
    with pytest.raises(stripe.InvalidRequestError):
        bank.v1.transfers.reversals.create(sent.id, {"amount": 3001})
    back = bank.v1.transfers.reversals.create(sent.id, {})
    after = bank.v1.transfers.retrieve(sent.id)
    assert (after.amount_reversed, after.reversed, len(after.reversals.data)) == (5000, True, 2)
    assert bank.v1.balance_transactions.retrieve(back.balance_transaction).type == "transfer_refund"


def test_an_account_without_a_bank_gets_nothing(bank: Shop):
    paid(bank, 10_000)
    made = bank.v1.accounts.create({"type": "express", "country": "US"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        bank.v1.transfers.create({"amount": 100, "currency": "usd", "destination": made.id})
    assert refused.value.code == "insufficient_capabilities_for_transfer"


def test_a_payout_leaves_the_balance_and_arrives_a_moment_later(bank: Shop, monkeypatch: pytest.MonkeyPatch):
    paid(bank, 10_000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        bank.v1.payouts.create({"amount": 9681, "currency": "usd"})
    assert refused.value.code == "balance_insufficient"
    bank.kinds()
    made = bank.v1.payouts.create({"amount": 9680, "currency": "usd"})
    assert (made.status, made.automatic, in_balance(bank)) == ("pending", False, (0, 0))
    later(bank, monkeypatch, seconds=3)
    assert bank.v1.payouts.retrieve(made.id).status == "paid"
    assert bank.kinds() == ["payout.created", "payout.updated", "payout.paid"]
    with pytest.raises(stripe.InvalidRequestError, match="automatic"):
        bank.v1.balance_transactions.list({"payout": made.id})


def test_movements_are_listed_by_what_they_are_and_walked_by_cursor(bank: Shop):
    intents = [paid(bank, 1000 + number, currency="usd" if number % 2 else "eur") for number in range(5)]
    refund = bank.v1.refunds.create({"payment_intent": intents[0], "amount": 100})
    movements = bank.v1.balance_transactions
    (of_refund,) = movements.list({"type": "refund"}).data
    assert (of_refund.source, of_refund.amount, of_refund.currency) == (refund.id, -100, "eur")
    assert [move.amount for move in movements.list({"currency": "usd"}).data] == [1003, 1001]
    assert [move.id for move in movements.list({"source": refund.id}).data] == [of_refund.id]
    first = movements.list({"limit": 4, "expand": ["data.source"]})
    assert (len(first.data), first.has_more, first.data[1].source.payment_intent) == (4, True, intents[4])
    rest = movements.list({"limit": 4, "starting_after": first.data[-1].id})
    assert ([move.amount for move in rest.data], rest.has_more) == ([1001, 1000], False)
    now = of_refund.created
    assert len(movements.list({"created": {"gte": now - DAY, "lt": now + DAY}}).data) == 6
    assert movements.list({"created": {"lt": now - DAY}}).data == []


def test_a_charge_is_refunded_too_and_a_bank_may_take_its_time(bank: Shop, monkeypatch: pytest.MonkeyPatch):
    charge = bank.v1.payment_intents.retrieve(paid(bank, 1000, REFUND_PENDING)).latest_charge
    bank.kinds()
    made = bank.v1.refunds.create({"charge": charge, "amount": 400})
    assert made.status == "pending"
    later(bank, monkeypatch, seconds=3)
    assert bank.v1.refunds.retrieve(made.id).status == "succeeded"
    assert bank.kinds() == ["refund.created", "charge.refunded", "refund.updated"]


def test_a_refund_that_fails_puts_the_money_back(bank: Shop, monkeypatch: pytest.MonkeyPatch):
    intent = paid(bank, 1000, REFUND_FAILS)
    made = bank.v1.refunds.create({"payment_intent": intent})
    later(bank, monkeypatch, seconds=3)
    failed = bank.v1.refunds.retrieve(made.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_balance_transaction.amount) == ("failed", 1000)
    assert bank.v1.charges.retrieve(made.charge).amount_refunded == 0
    assert [event["data"]["object"]["status"] for event in bank.server.told("refund.failed")] == ["failed"]


def test_a_checkout_nobody_pays_runs_out_by_itself(bank: Shop, monkeypatch: pytest.MonkeyPatch):
    item = {"currency": "usd", "unit_amount": 100, "product_data": {"name": "Donation"}}
    session = bank.v1.checkout.sessions.create(
        {"mode": "payment", "line_items": [{"price_data": item, "quantity": 1}], "success_url": "https://site.example"}
    )
    later(bank, monkeypatch, days=1)
    assert bank.v1.checkout.sessions.retrieve(session.id).status == "expired"
