"""Fans at risk are offered something to stay: all of them, once in three months, until the budget is spent."""

from datetime import timedelta
from typing import Any

import pytest

from functions.audience import dues
from functions.audience.dues import OFFER_AGAIN, DueRow, DynamoDues
from kernel.clock import iso, now
from tests.audience.calls import counted
from tests.audience.world import ask, hear, made, members, refreshed, subscription, told

OFFER = "/v1/channels/chn_1/retention-offer"


def at_risk(queue: Any, *names: str) -> None:
    made(1)
    for name in names:
        hear(subscription(name, months=3, days=3))
    refreshed(queue)
    assert members("churn_risk") == sorted(names)


def allow(cap: int = 10_000, amount: int = 1000, currency: str = "KRW") -> dict[str, Any]:
    answer = ask("PUT", OFFER, {"currency": currency, "amount": amount, "cap": cap})
    assert answer.status == 200, answer
    return dict(answer.json)


def offered() -> list[str]:
    return sorted(one["user_id"] for one in told("OfferMade"))


def test_who_was_at_risk_before_there_was_a_budget_is_offered_too(queue):
    at_risk(queue, "usr-1", "usr-2")
    assert offered() == []
    allow()
    refreshed(queue)
    refreshed(queue)
    assert offered() == ["usr-1", "usr-2"]


def test_who_is_at_risk_still_is_offered_again_after_three_months(queue):
    at_risk(queue, "usr-1", "usr-2")
    allow()
    refreshed(queue)
    for name, ago in (("usr-1", OFFER_AGAIN), ("usr-2", OFFER_AGAIN - timedelta(hours=1))):
        row = DueRow.get("chn_1", f"offer#{name}")
        row.update(actions=[DueRow.made_at.set(iso(now() - ago))])
    refreshed(queue)
    assert offered() == ["usr-1", "usr-1", "usr-2"]


def test_of_a_budget_that_is_spent_nothing_more_is_asked(queue):
    at_risk(queue, *(f"usr-{number}" for number in range(9)))
    allow(cap=1000)
    refreshed(queue)
    assert len(offered()) == 1
    with counted() as calls:
        assert DynamoDues().offer("chn_1", [f"usr-{number}" for number in range(9)], "churn_risk", now) == 0
    assert len(calls) == 1


def test_a_budget_that_ends_on_the_way_ends_the_offers(queue):
    at_risk(queue, *(f"usr-{number}" for number in range(9)))
    allow(cap=1000)
    with counted() as calls:
        assert DynamoDues().offer("chn_1", [f"usr-{number}" for number in range(9)], "churn_risk", now) == 1
    assert len(calls) < 12


def test_what_was_spent_is_counted_in_each_currency():
    made(1)
    allow()
    dues.BudgetRow("chn_1").update(actions=[dues.BudgetRow.spent.set(4000)])
    assert allow(currency="USD", amount=100)["spent"] == 0
    dues.BudgetRow("chn_1").update(actions=[dues.BudgetRow.spent.set(300)])
    assert allow(currency="KRW")["spent"] == 4000
    assert allow(currency="USD", amount=100)["spent"] == 300


@pytest.mark.parametrize("change", [{"amount": 2000}, {"currency": "USD"}])
def test_an_offer_is_what_the_budget_says_when_it_is_made(queue, monkeypatch: pytest.MonkeyPatch, change: Any):
    at_risk(queue, "usr-1")
    allow()
    changes, known = [change], dues.is_fan

    def meanwhile(channel_id: str, user_id: str) -> bool:
        if changes:
            allow(**changes.pop())
        return known(channel_id, user_id)

    monkeypatch.setattr(dues, "is_fan", meanwhile)
    refreshed(queue)
    (made_offer,) = told("OfferMade")
    assert {name: made_offer[name] for name in change} == change
    assert ask("GET", OFFER).json["spent"] == made_offer["amount"]


def test_everybody_sees_what_they_are_offered_while_it_is_good(queue):
    at_risk(queue, "usr-1", "usr-2")
    allow()
    refreshed(queue)
    (told_offer,) = [one for one in told("OfferMade") if one["user_id"] == "usr-1"]
    (seen,) = ask("GET", "/v1/me/offers", who="usr-1").json["items"]
    assert (seen["offer_id"], seen["channel_id"]) == (told_offer["offer_id"], "chn_1")
    assert (seen["currency"], seen["amount"]) == ("KRW", 1000)
    DueRow("chn_1", "offer#usr-1").update(actions=[DueRow.made_at.set(iso(now() - timedelta(days=31)))])
    assert ask("GET", "/v1/me/offers", who="usr-1").json["items"] == []
    assert ask("GET", "/v1/me/offers", who="somebody").json["items"] == []


def test_two_refreshes_at_once_make_one_offer(queue):
    """The second one had seen that nobody was offered anything yet."""
    at_risk(queue, "usr-1")
    allow()
    made_now = [DynamoDues()._offer("chn_1", "usr-1", "churn_risk", now()) for _ in range(2)]
    assert made_now == [True, False]
    assert offered() == ["usr-1"]
