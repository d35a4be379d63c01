"""The way from free to paid, each person once a step; and the plan's targets beside the books."""

import json
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from contracts.billing import EntitlementChanged, InvoiceLine, InvoicePaid
from contracts.identity import UserSignedUp
from functions.billing import on_funnel_step
from functions.billing.finance import funnel, targets
from functions.billing.ledger.store import ledger
from kernel.events import Event
from tests.lambdas import announced, deliver

OCTOBER, NOVEMBER = datetime(2026, 10, 9, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)


def signed_up(user: str) -> Event:
    return UserSignedUp(user_id=user, display_name="A", locale="ko", terms_version="1")


def tried(user: str, at: datetime = OCTOBER, *, trial: bool = True) -> Event:
    return EntitlementChanged(user_id=user, product="plan:basic", active_until=at, changed_at=at, trial=trial)


def paid(user: str, at: datetime, product: str = "plan:basic", total: int = 499) -> Event:
    line = InvoiceLine(line_id="il", product=product, net=total, period_from=at.date(), period_to=at.date())
    return InvoicePaid(
        invoice_id=f"in_{user}",
        customer_id=user,
        payment_id="pi",
        currency="USD",
        total=total,
        lines=(line,),
        paid_at=at,
    )


def told(*events: tuple[Event, datetime]) -> None:
    assert deliver(on_funnel_step.handler, *(announced(event, at) for event, at in events)) == []


def months(first: str = "2026-10", last: str = "2026-11") -> list[list[Any]]:
    return [list(row.values())[1:] for row in funnel.report("madang", first, last)["months"]]


@pytest.fixture(autouse=True)
def _books(stripe: Any) -> None:
    """The tables and settings of billing."""


def test_free_trials_conversions_and_their_share_by_month() -> None:
    for user in "abcd":
        told((signed_up(user), OCTOBER))
    told((tried("a"), OCTOBER), (paid("b", OCTOBER), OCTOBER), (paid("a", NOVEMBER), NOVEMBER))
    told((signed_up("e"), NOVEMBER))
    assert months() == [[4, 4, 1, 1, "0.250000"], [1, 4, 0, 1, "0.250000"]]
    assert months("2026-11", "2026-11") == months()[1:]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_any_order_and_again_each_step_counts_once(order: tuple[int, ...]) -> None:
    events = [(signed_up("a"), OCTOBER), (tried("a"), OCTOBER), (paid("a", NOVEMBER), NOVEMBER)]
    for place in order:
        told(events[place], events[place])
    told((paid("a", NOVEMBER.replace(month=12)), NOVEMBER))
    assert months() == [[1, 1, 1, 0, "0.000000"], [0, 1, 0, 1, "1.000000"]]


def test_what_is_free_of_charge_a_membership_or_no_trial_is_no_step() -> None:
    told(
        (signed_up("a"), OCTOBER),
        (paid("a", OCTOBER, total=0), OCTOBER),
        (paid("a", OCTOBER, "membership:chn_1"), OCTOBER),
        (tried("a", trial=False), OCTOBER),
    )
    assert months("2026-10", "2026-10") == [[1, 1, 0, 0, "0.000000"]]


def test_where_nobody_is_free_there_is_no_share() -> None:
    assert months("2026-10", "2026-10") == [[0, 0, 0, 0, None]]


def test_the_plans_columns_sum_to_its_totals() -> None:
    """Of the business plan: 1.1, 5 and 13.5 million dollars."""
    plan = json.loads(targets.FILE.read_text())
    sums = [sum(line["targets"][year] for line in plan["lines"]) for year in range(plan["years"])]
    assert sums == [110_000_000, 500_000_000, 1_350_000_000]


def test_beside_each_target_stands_what_the_ledger_says(books: Any) -> None:
    told_of = targets.report(ledger(), "2026-11")
    first = told_of["years"][0]
    assert (first["first"], first["last"], first["target"]) == ("2026-10", "2027-09", 110_000_000)
    turned = ledger().balances("2026-10").of
    accounts = {
        "subscriptions": {"4100", "4210"}, "commissions": {"4300"}, "ads": {"4400"}, "premium_services": {"4110"}
    }  # fmt: skip
    of = {
        name: -sum(turnover.functional_balance for (code, _), turnover in turned.items() if code in codes)
        for name, codes in accounts.items()
    }
    assert {line["name"]: line["earned"] for line in first["lines"]} == of
    assert first["earned"] == sum(of.values()) != 0
    assert [year["earned"] for year in told_of["years"][1:]] == [0, 0]
