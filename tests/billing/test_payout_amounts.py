"""What reaches the bank: amounts, due days and the explainer, whatever was earned and taken back."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.billing import policies
from functions.billing.ledger.payables import Payable
from functions.billing.payouts.accounts import PayoutAccount
from functions.billing.payouts.domain import (
    DISPUTED,
    DUE,
    NOT_DUE,
    NOTHING,
    REVIEWED,
    Sums,
    amounts_of,
    due_days,
    last_run,
    next_run,
    reason_to_wait,
    remit_by,
    sorted_out,
)
from functions.billing.payouts.explaining import explain
from functions.billing.policies import PayoutPolicy, WithholdingPolicy
from kernel.money import Money

DAY = date(2026, 12, 15)
POLICY = policies.payouts(DAY)
KOREAN = policies.withholding(DAY, "KR", "individual")
READY = PayoutAccount("usr_1", "acct_1", True, "KR", "individual", "tok_12345678")


def line(number: int, amount: int, *, on: date = date(2026, 11, 3), payment: int = 0, currency: str = "KRW") -> Payable:
    given = amount * 10 // 7
    return Payable(
        f"{currency}#{on}#{number:012}#001",
        Money(amount, currency),
        on,
        number,
        1,
        "donation" if amount > 0 else "refund",
        f"don_{number}",
        f"pi_{payment or number}",
        given,
        given // 11,
    )


amounts = st.integers(min_value=-(10**9), max_value=10**9).filter(bool)
days = st.integers(min_value=0, max_value=60).map(lambda back: DAY - timedelta(days=back))


@st.composite
def many_lines(draw: st.DrawFn) -> list[Payable]:
    drawn = draw(st.lists(st.tuples(amounts, days, st.integers(min_value=1, max_value=8)), max_size=25))
    return [line(number, amount, on=on, payment=payment) for number, (amount, on, payment) in enumerate(drawn, start=1)]


@given(st.lists(amounts, max_size=20), st.sampled_from(["KRW", "USD", "KWD"]), st.integers(0, 500))
def test_invariant_10_the_net_is_what_is_left_and_never_negative(earned: list[int], currency: str, fee: int) -> None:
    sums = Sums.of([line(number, amount, currency=currency) for number, amount in enumerate(earned, start=1)])
    policy = PayoutPolicy(15, 15, {"KRW": 0, "USD": 5000, "KWD": 1}, dict.fromkeys(("KRW", "USD", "KWD"), fee), {})
    for rule in (KOREAN, WithholdingPolicy(), WithholdingPolicy(Fraction(9, 10), Fraction(1, 2))):
        of = amounts_of(sums, currency, policy, rule)
        assert of.net == sums.total - of.fee - of.income_tax - of.local_tax
        if reason_to_wait(sums, currency, of, policy, None) is None:
            assert of.net > 0
            assert sums.total >= policy.threshold[currency]


@given(st.integers(min_value=0, max_value=10**11))
def test_invariant_15_korean_withholding_is_three_percent_and_a_tenth_cut_to_ten_won(base: int) -> None:
    of = amounts_of(Sums(base, 0, 1), "KRW", POLICY, KOREAN)
    assert of.income_tax % 10 == of.local_tax % 10 == 0
    assert 0 <= Fraction(3 * base, 100) - of.income_tax < 10
    assert 0 <= Fraction(of.income_tax, 10) - of.local_tax < 10


def test_invariant_15_by_hand_and_nothing_is_withheld_of_others() -> None:
    of = amounts_of(Sums(1_000_000, 0, 1), "KRW", POLICY, KOREAN)
    assert (of.income_tax, of.local_tax, of.net) == (30_000, 3_000, 967_000)
    in_dollars = amounts_of(Sums(12_345, 0, 1), "USD", POLICY, KOREAN)
    assert (in_dollars.income_tax, in_dollars.local_tax) == (370, 37)
    for country, kind in (("KR", "business"), ("US", "individual"), ("", "")):
        assert policies.withholding(DAY, country, kind) == WithholdingPolicy()


@given(many_lines(), st.sets(st.sampled_from([f"pi_{number}" for number in range(1, 9)])))
def test_invariant_09_every_line_is_in_one_group(lines: list[Payable], disputed: set[str]) -> None:
    found = sorted_out(lines, DAY, POLICY, dict.fromkeys(disputed, DISPUTED))
    assert sorted(one.key for some in found.values() for one in some) == sorted(one.key for one in lines)
    assert set(found) == {DUE, NOT_DUE, DISPUTED, REVIEWED}
    assert not {one.payment_id for one in found[DUE]} & disputed


def test_an_earning_waits_and_what_was_taken_back_of_it_waits_with_it() -> None:
    earned, back, of_old = (
        line(1, 700, on=date(2026, 12, 10), payment=1),
        line(2, -300, on=date(2026, 12, 12), payment=1),
        line(3, -100, on=date(2026, 12, 12), payment=9),
    )
    due = due_days([earned, back, of_old], 15)
    assert [due[one.key] for one in (earned, back, of_old)] == [
        date(2026, 12, 25), date(2026, 12, 25), date(2026, 12, 12)
    ]  # fmt: skip


ACCOUNTS = (READY, PayoutAccount("usr_1"), PayoutAccount("usr_1", "acct_1", False, "US", "individual"))


@given(
    many_lines(),
    st.sets(st.sampled_from([f"pi_{number}" for number in range(1, 9)])),
    st.sampled_from(ACCOUNTS),
    st.builds(Sums, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 9)) | st.just(NOTHING),
)
def test_invariant_20_the_steps_of_the_explainer_sum_to_the_net(
    lines: list[Payable], disputed: set[str], account: PayoutAccount, begun: Sums
) -> None:
    told = explain("KRW", lines, begun, DAY, POLICY, KOREAN, dict.fromkeys(disputed, DISPUTED), account)
    assert sum(step.amount for step in told.steps) == told.net >= 0
    assert len(told.lines) == len(lines)
    for code in {"not_due", DISPUTED}:
        of_step = sum(one.line.amount.minor for one in told.lines if one.step == code)
        assert of_step == -sum(step.amount for step in told.steps if step.code == code)
    given_by_viewers = sum(one.line.given for one in told.lines if one.line.amount.minor > 0)
    assert given_by_viewers == sum(step.amount for step in told.steps if step.code == "given")


@pytest.mark.parametrize(
    ("day", "last", "coming"),
    [
        (date(2026, 12, 15), date(2026, 12, 15), date(2026, 12, 15)),
        (date(2026, 12, 16), date(2026, 12, 15), date(2027, 1, 15)),
        (date(2027, 1, 14), date(2026, 12, 15), date(2027, 1, 15)),
        (date(2028, 2, 29), date(2028, 2, 15), date(2028, 3, 15)),
        (date(2026, 1, 31), date(2026, 1, 15), date(2026, 2, 15)),
    ],
)
def test_the_days_of_payouts(day: date, last: date, coming: date) -> None:
    assert (last_run(day, POLICY), next_run(day, POLICY)) == (last, coming)


def test_taxes_are_remitted_by_the_tenth_of_the_next_month() -> None:
    assert remit_by(date(2026, 12, 31), KOREAN.remit_day) == date(2027, 1, 10)
