"""Invariant 16: an exchange difference is posted where it is realised, and clearing keeps nothing of it."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from contracts import billing as facts
from functions.billing.ledger import chart
from functions.billing.ledger.journal import Head, Rate, book
from functions.billing.ledger.rebuild import restatements
from functions.billing.ledger.rules import VERSION, draft_of
from tests.billing.books import ENTITY, balances_of, booked
from tests.billing.facts import month_of_facts

NOW = datetime(2026, 11, 3, tzinfo=UTC)
GIVEN = facts.DonationReceived(
    donation_id="don_1",
    channel_id="chn_1",
    donor_id="usr_1",
    payment_id="pi_1",
    currency="EUR",
    gross=10_000,
    creator_part=7_000,
    platform_part=3_000,
    received_at=NOW,
)
PAID = facts.PayoutPaid(
    payout_id="po_1",
    payee_type="creator",
    payee_id="chn_1",
    currency="EUR",
    gross=9_000,
    adjustments=1_000,
    fee=100,
    income_tax=240,
    local_tax=24,
    net=7_636,
    paid_at=NOW,
    paid_from="processor",
    transfer_id="tr_1",
)
amounts = st.integers(min_value=1, max_value=10**9)


def lines(fact: facts.DonationReceived | facts.PayoutPaid, rate: Fraction, account: str) -> list[tuple[int, int]]:
    entry, _ = book(ENTITY, Head(), draft_of(fact, "evt_1"), NOW, lambda *_: Rate(rate, "test"))
    assert sum(line.functional_minor for line in entry.draft.lines) == 0
    return [(line.amount.minor, line.functional_minor) for line in entry.draft.lines if line.account == account]


@given(amounts, st.fractions(min_value=Fraction(1, 10), max_value=10))
def test_invariant_16_clearing_keeps_nothing_in_the_functional_currency(kept: int, rate: Fraction) -> None:
    fact = GIVEN.model_copy(update={"settled": facts.Settled(currency="USD", amount=kept)})
    assert sum(functional for _, functional in lines(fact, rate, chart.CLEARING)) == 0
    differences = lines(fact, rate, chart.DIFFERENCES)
    due = abs(sum(functional for _, functional in lines(fact, rate, chart.CREATORS)))
    worth = round(10_000 * rate)
    assert sum(functional for _, functional in differences) in {worth - kept - 1, worth - kept, worth - kept + 1}
    assert due <= worth


def test_invariant_16_a_gain_is_a_credit_and_a_loss_a_debit() -> None:
    more, less = (
        GIVEN.model_copy(update={"settled": facts.Settled(currency="USD", amount=kept)}) for kept in (11_000, 10_500)
    )
    assert lines(more, Fraction(108, 100), chart.DIFFERENCES) == [(-200, -200)]
    assert lines(less, Fraction(108, 100), chart.DIFFERENCES) == [(300, 300)]
    same = GIVEN.model_copy(update={"settled": facts.Settled(currency="USD", amount=10_800)})
    assert lines(same, Fraction(108, 100), chart.DIFFERENCES) == []


def test_a_payout_leaves_the_processors_balance_in_its_currency() -> None:
    whole = Fraction(1)
    assert lines(PAID, whole, chart.PROCESSOR) == [(-7_636, -7_636)]
    assert lines(PAID, whole, chart.CREATORS) == [(8_000, 8_000)]
    assert lines(PAID.model_copy(update={"paid_from": "bank"}), whole, chart.CASH) == [(-7_636, -7_636)]
    converted = PAID.model_copy(update={"settled": facts.Settled(currency="USD", amount=7_700)})
    assert lines(converted, whole, chart.PROCESSOR) == [(-7_700, -7_700)]
    assert lines(converted, whole, chart.DIFFERENCES) == [(64, 64)]


def test_a_month_of_them_leaves_clearing_at_nothing_and_is_made_again_alike() -> None:
    items, _ = booked(month_of_facts(600), NOW)
    of = balances_of(item.entry for item in items).of
    clearing = [turnover for (account, _), turnover in of.items() if account == chart.CLEARING]
    assert sum(turnover.functional_debits for turnover in clearing) > 0
    assert sum(turnover.functional_balance for turnover in clearing) == 0
    assert not list(restatements([(item.entry, item.fact) for item in items], ENTITY.functional))
    assert VERSION == 3
    changed = replace(items[0].entry, draft=replace(items[0].entry.draft, memo="Another"))
    assert list(restatements([(changed, items[0].fact)], ENTITY.functional))
