"""Payments that are refused, looked at, cleared and taken back, through the APIs and Stripe's own client."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.identity import UserSignedUp
from functions.billing import on_name_told
from functions.billing.donations.store import DonationRow, GivenRow
from functions.billing.fraud import gate
from functions.billing.fraud.cases import CaseRow, DynamoCases
from functions.billing.fraud.domain import Asked, PaymentRefused
from functions.billing.fraud.watch import DynamoWatch, WatchRow
from functions.billing.fraud.wiring import deciding, hearing
from functions.billing.payouts.disputes import DynamoDisputes
from kernel import clock
from kernel.errors import Conflict
from kernel.money import Money
from tests import lambdas
from tests.billing.ages import of_age
from tests.billing.gifts import DONOR, GIFT, announced, give, paid, settle, show
from tests.billing.stripe_server import StripeServer

DECLINED, WARNED, RISKY, GOOD = (
    "4000 0000 0000 0002", "4000 0000 0000 5423", "4000 0000 0000 9235", "4242 4242 4242 4242",
)  # fmt: skip
WHY = "Looked at it"


@pytest.fixture(autouse=True)
def _made_anew(stripe: StripeServer) -> None:
    for made in (deciding, hearing):
        made.cache_clear()


def decline(stripe: StripeServer, times: int, key: str = "tries") -> str:
    opened = give(GIFT, key).json
    for _ in range(times):
        stripe.pay(opened["checkout_url"], DECLINED)
    settle(stripe)
    return str(opened["id"])


def cases() -> list[CaseRow]:
    return sorted(CaseRow.scan(), key=lambda row: row.opened_at)


def payment_of(donation_id: str) -> str:
    return str(DonationRow.get(donation_id).payment_id)


def test_who_tests_cards_is_refused_and_leaves_a_case_only(stripe: StripeServer) -> None:
    decline(stripe, 4)
    rows, given_before, sessions = _left(stripe)
    refused = give(GIFT, "next")
    assert (refused.status, refused.json["code"]) == (403, "payment_refused")
    assert "card_testing" not in str(refused.json)
    assert _left(stripe) == (rows, given_before, sessions)
    assert announced() == []
    (case,) = cases()
    assert (case.outcome, case.state, case.score, case.user_id) == ("blocked", "open", 80, DONOR)
    assert case.rules[0] == {"rule": "card_testing", "value": 4, "points": 80}
    assert give(GIFT, "next").status == 403
    assert len(cases()) == 1, "asked for again it is the same case"


def _left(stripe: StripeServer) -> tuple[int, list[int], int]:
    days = [int(row.given) for row in GivenRow.scan()]
    return len(list(DonationRow.scan())), days, len(stripe.account.table("checkout.session"))


def test_declines_that_are_told_again_count_once(stripe: StripeServer) -> None:
    decline(stripe, 2)
    settle(stripe)
    settle(stripe)
    assert len(DynamoWatch().find(DONOR).declined) == 2
    assert give(GIFT, "next").status == 201


def test_a_request_refused_once_stays_refused_until_it_is_cleared(
    stripe: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    decline(stripe, 4)
    assert give(GIFT, "next").status == 403
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert give(GIFT, "next").status == 403
    (case,) = cases()
    deciding().clear(case.id, "usr_op", WHY)
    assert give(GIFT, "next").status == 201


def reviewed(stripe: StripeServer) -> tuple[str, CaseRow]:
    """A paid donation whose case is open."""
    decline(stripe, 3)
    donation = paid(stripe, key="doubtful")
    (case,) = cases()
    return donation, case


def test_a_doubtful_payment_goes_through_and_its_payout_waits(stripe: StripeServer) -> None:
    donation, case = reviewed(stripe)
    assert (case.outcome, case.state, case.about) == ("review", "open", donation)
    assert show(donation).json["state"] == "paid"
    payment = payment_of(donation)
    assert DynamoDisputes().open_among([payment]) == {payment: "fraud_review"}
    settle(stripe)
    assert len(cases()) == 1


def test_cleared_it_waits_no_longer_however_late_its_payment_is_told(stripe: StripeServer) -> None:
    donation, case = reviewed(stripe)
    deciding().clear(case.id, "usr_op", WHY)
    settle(stripe)
    assert DynamoDisputes().open_among([payment_of(donation)]) == {}
    assert deciding().clear(case.id, "usr_op", WHY).state == "cleared"
    with pytest.raises(Conflict):
        deciding().confirm(case.id, "usr_op", WHY)


def test_confirmed_it_goes_back_once_and_the_person_is_blocked(stripe: StripeServer) -> None:
    donation, case = reviewed(stripe)
    for _ in range(2):
        deciding().confirm(case.id, "usr_op", WHY)
        settle(stripe)
    assert show(donation).json["state"] == "refunded"
    assert len(stripe.account.table("refund")) == 1
    assert DynamoDisputes().open_among([payment_of(donation)]) == {}
    assert give({**GIFT, "amount_minor": 100}, "again").status == 403
    deciding().unblock(DONOR)
    assert not DynamoWatch().find(DONOR).blocked


def test_what_is_paid_after_it_was_confirmed_goes_back_too(stripe: StripeServer) -> None:
    decline(stripe, 3)
    opened = give(GIFT, "doubtful").json
    (case,) = cases()
    deciding().confirm(case.id, "usr_op", WHY)
    stripe.pay(opened["checkout_url"])
    settle(stripe)
    settle(stripe)
    assert show(opened["id"]).json["state"] == "refunded"


@pytest.mark.parametrize(("card", "rule"), [(WARNED, "early_warning"), (RISKY, "processor_sees_risk")])
def test_what_the_processor_doubts_has_a_case(stripe: StripeServer, card: str, rule: str) -> None:
    opened = give(GIFT).json
    stripe.pay(opened["checkout_url"], card)
    settle(stripe)
    settle(stripe)
    (case,) = cases()
    assert (case.about, case.state, case.rules[0]["rule"]) == (opened["id"], "open", rule)
    assert list(DynamoDisputes().open_among([payment_of(opened["id"])]).values()) == ["fraud_review"]


def test_the_card_of_somebody_blocked_is_looked_at(stripe: StripeServer) -> None:
    paid(stripe)
    deciding().block(DONOR, "usr_op", WHY)
    of_age("usr_other")
    other = give(GIFT, who="usr_other").json
    stripe.pay(other["checkout_url"], GOOD)
    settle(stripe)
    (case,) = cases()
    assert (case.user_id, case.rules[0]["rule"]) == ("usr_other", "card_of_somebody_blocked")


def test_the_age_of_an_account_is_what_identity_told(stripe: StripeServer) -> None:
    told = UserSignedUp(user_id=DONOR, display_name="소라", locale="ko", terms_version="1")
    on_name_told.remember(lambdas.announced(told))
    first = DynamoWatch().find(DONOR).signed_up_at
    on_name_told.remember(lambdas.announced(told, clock.now() + timedelta(days=3)))
    assert first
    assert DynamoWatch().find(DONOR).signed_up_at == first


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])  # emptied by the test itself
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["ask", "decline"])), max_size=14))
def test_whatever_the_order_a_refused_payment_is_not_counted(
    stripe: StripeServer, steps: list[tuple[int, str]]
) -> None:
    """Passed and refused are told apart by the case; each request counts once, however often it is asked."""
    for model in (WatchRow, CaseRow):
        for row in model.scan():
            row.delete()
    at_gate = gate.Gate(DynamoWatch(), DynamoCases(), clock.now)
    passed, refused = set(), set()
    for number, step in steps:
        if step == "decline":
            DynamoWatch().declined(DONOR, f"ch_{number}", clock.now())
            continue
        asked = Asked(f"don_{number}", DONOR, "donation", "chn_mina", Money(500, "USD"))
        try:
            at_gate.admit(asked)
            passed.add(asked.id)
        except PaymentRefused:
            refused.add(asked.id)
    counted = [one["id"] for one in DynamoWatch().find(DONOR).asked]
    assert sorted(counted) == sorted(passed)
    assert not passed & refused
    assert {row.about for row in CaseRow.scan() if row.outcome == "blocked"} == refused
