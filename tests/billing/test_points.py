"""Points as a liability: what rewards will announce, in the books and in points_liability.csv."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from contracts import rewards
from functions.billing.exports.month import export
from functions.billing.ledger import chart
from kernel.events import Event
from kernel.money import Money, split
from tests.billing.books import ENTITY, balances_of, booked
from tests.billing.test_month_export import NOTHING, NOW, rows_of

AT = datetime(2026, 10, 9, tzinfo=UTC)
OF = {"user_id": "usr_1", "currency": "KRW"}


def granted(value: int, name: str = "pg_1") -> rewards.PointsGranted:
    return rewards.PointsGranted(
        grant_id=name, points=value, value=value, reason="purchase", granted_at=AT, payment_id="pi_1", **OF
    )


def redeemed(value: int, used_for: str = "order") -> rewards.PointsRedeemed:
    return rewards.PointsRedeemed(
        redemption_id="pr_1", points=value, value=value, used_for=used_for, used_for_id="ord_1", redeemed_at=AT, **OF
    )


def taken_back(value: int, name: str, of: str = "grant") -> rewards.PointsReversed:
    return rewards.PointsReversed(
        reversal_id=name, of=of, of_id="pg_1", points=value, value=value, reversed_at=AT, used_for="order", **OF
    )


def expired(value: int) -> rewards.PointsExpired:
    return rewards.PointsExpired(expiry_id="pe_1", points=value, value=value, expired_at=AT, **OF)


def turned(*facts: Event) -> dict[str, int]:
    items, _ = booked([(f"evt_{place}", fact) for place, fact in enumerate(facts)], NOW)
    balances = balances_of(item.entry for item in items)
    return {account: turnover.balance for (account, _), turnover in balances.of.items()}


def test_given_they_are_owed_and_cost_what_they_are_worth() -> None:
    assert turned(granted(1000)) == {chart.POINTS: -1000, chart.POINTS_GRANTED: 1000}


def test_used_they_pay_for_the_discount_that_the_commission_bore() -> None:
    assert turned(granted(1000), redeemed(400)) == {
        chart.POINTS: -600, chart.POINTS_GRANTED: 1000, chart.COMMISSIONS: -400
    }  # fmt: skip
    assert turned(granted(1000), redeemed(400, "plan"))[chart.PLANS] == -400


@given(st.integers(1, 10**9), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_invariant_12_a_refund_in_pieces_takes_back_exactly_what_was_given(value: int, pieces: list[int]) -> None:
    """37 % and then the rest, or any other way: in proportion, and nothing stays."""
    backs = [part for part in split(value, pieces) if part]
    sums = turned(granted(value), *(taken_back(part, f"pv_{place}") for place, part in enumerate(backs)))
    assert sums == {chart.POINTS: 0, chart.POINTS_GRANTED: 0}


def test_a_refund_of_37_percent_takes_back_37_of_a_hundred() -> None:
    back = Money(100, "KRW").times(Fraction(37, 100)).minor
    assert turned(granted(100), taken_back(back, "pv_1")) == {chart.POINTS: -63, chart.POINTS_GRANTED: 63}


def test_what_was_used_on_a_refunded_order_is_owed_again() -> None:
    assert turned(granted(1000), redeemed(400), taken_back(400, "pv_1", of="redemption")) == {
        chart.POINTS: -1000, chart.POINTS_GRANTED: 1000, chart.COMMISSIONS: 0
    }  # fmt: skip


def test_invariant_18_the_roll_forward_closes_to_the_account(tmp_path: Path) -> None:
    told = (granted(1000), granted(500, "pg_2"), redeemed(400), expired(100), taken_back(50, "pv_1"))
    items, _ = booked([(f"evt_{place}", fact) for place, fact in enumerate(told)], NOW)
    archive = export(ENTITY, "2026-10", NOTHING, items, tmp_path, closed=True).archive
    (row,) = rows_of(archive, "points_liability.csv")
    sums = {name: int(value) for name, value in row.items() if name != "currency"}
    assert sums == {
        "opening": 0, "granted": 1500, "redeemed": -400, "expired": -100, "reversed": -50, "adjusted": 0,
        "closing": 950,
    }  # fmt: skip
    (account,) = [row for row in rows_of(archive, "trial_balance.csv") if row["account"] == chart.POINTS]
    assert int(account["closing"]) == -950
