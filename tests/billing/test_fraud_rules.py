"""The rules of fraud as they hold today: no score leaves its bounds, none falls when a signal rises."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.billing.fraud.domain import SIGNALS, Finding, Signals, judge, policy_on
from functions.billing.policies import effective

POLICY = policy_on(date(2026, 11, 20))
signals = st.builds(Signals, **dict.fromkeys(SIGNALS, st.integers(0, 400)))


@given(signals, st.sampled_from(SIGNALS), st.integers(1, 400))
def test_a_worse_signal_never_lowers_the_score(before: Signals, name: str, more: int) -> None:
    worse = replace(before, **{name: getattr(before, name) + more})
    first, second = judge(before, POLICY), judge(worse, POLICY)
    assert 0 <= first.score <= second.score <= 100
    order = ("pass", "review", "block")
    assert order.index(first.decision) <= order.index(second.decision)


@given(signals)
def test_every_point_has_its_rule(of: Signals) -> None:
    verdict = judge(of, POLICY)
    assert verdict.score == min(100, sum(finding.points for finding in verdict.findings))
    assert all(finding.points > 0 for finding in verdict.findings)


@pytest.mark.parametrize(
    ("of", "decision"),
    [
        (Signals(), "pass"),
        (Signals(share_a_day=100, first_share=100, hours_short_of_a_day=24), "pass"),
        (Signals(opened_10_minutes=30, opened_a_day=60, to_one_place=60), "pass"),
        (Signals(declined_an_hour=2), "pass"),
        (Signals(declined_an_hour=3), "review"),
        (Signals(declined_an_hour=4), "block"),
        (Signals(blocked=1), "block"),
        (Signals(disputes_open=2), "review"),
        (Signals(disputes_lost=3), "block"),
        (Signals(card_of_the_payee=1), "pass"),
        (Signals(card_of_blocked=1), "review"),
        (Signals(warnings=1), "review"),
        (Signals(risk=2), "review"),
    ],
)
def test_what_the_rules_of_today_say(of: Signals, decision: str) -> None:
    assert judge(of, POLICY).decision == decision


def test_the_strongest_rule_comes_first() -> None:
    verdict = judge(Signals(declined_an_hour=3, share_a_day=95), POLICY)
    assert verdict.findings == (Finding("card_testing", 3, 50), Finding("much_a_day", 95, 15))


def test_each_signal_has_a_rule_and_each_rule_a_signal() -> None:
    assert {rule.signal for rule in POLICY.rules} == set(SIGNALS)
    assert 0 < POLICY.review < POLICY.block <= 100


def test_the_full_day_is_that_of_donations() -> None:
    limits = effective("donations", date(2026, 11, 20))["largest_a_day"]
    assert {code: POLICY.a_day[code] for code in limits} == limits
