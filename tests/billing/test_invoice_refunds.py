"""Money of an invoice that goes back: net, tax, creator's part, deferral and what was earned, each in proportion."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.billing import desk
from functions.billing.ledger import chart
from functions.billing.ledger.store import ledger
from functions.billing.revenue.domain import Obligation, apportion
from kernel.errors import Conflict
from tests.billing.life import CHANNEL, OWNER, Life, living
from tests.lambdas import LambdaContext


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[Life]:
    with living(monkeypatch, setting) as made:
        yield made


def balances(life: Life, currency: str) -> dict[str, int]:
    """Of the ledger's accounts, over all months; a credit is positive."""
    life.publish()
    life.book()
    found: dict[str, int] = {}
    for month in ("2027-01", "2027-02", "2027-03"):
        for (account, kept), turned in ledger().balances(month).of.items():
            if kept == currency:
                found[account] = found.get(account, 0) - turned.balance
    assert sum(found.values()) == 0
    return {account: amount for account, amount in found.items() if amount}


def refund(of: str, amount: int, key: str = "k", currency: str = "USD") -> Any:
    given = {"of": of, "amount": amount, "currency": currency, "key": key}
    return desk.handler({"do": "refund", "with": given}, LambdaContext())


def test_37_percent_go_back_of_every_part_to_the_minor_unit(life: Life):
    """A membership of KRW 4,900 with VAT: 4,455 net, of which the creator has 3,118, and 445 tax; ten days earned."""
    life.customer(region="KR", tried={f"membership:{CHANNEL}"})
    life.subscribe("membership", "KR", channel_id=CHANNEL)
    life.to("2027-02-10")
    life.recognise("2027-02-09")
    (invoice,) = life.invoices()
    own = 4455 - 3118
    earned = own * 10 // 28
    before = balances(life, "KRW")
    assert before[chart.CREATORS] == 3118
    assert (before[chart.SALES_TAX], before[chart.MEMBERSHIPS], before[chart.DEFERRED]) == (445, earned, own - earned)
    assert refund(invoice["id"], 1813)["problem"]["code"] == "another_currency"
    assert "answer" in refund(invoice["id"], 1813, currency="KRW")
    life.hear()
    after = balances(life, "KRW")
    gone = {account: before.get(account, 0) - after.get(account, 0) for account in {*before, *after}}
    assert gone[chart.SALES_TAX] == round(445 * 0.37) == 165
    assert gone[chart.CREATORS] == round(1648 * 3118 / 4455) == 1153
    assert gone[chart.DEFERRED] + gone[chart.REFUNDED] == 1813 - 165 - 1153 == 495
    assert gone[chart.REFUNDED] == round(495 * earned / own)
    assert gone[chart.PROCESSOR] == -1813
    assert life.invoices()[0]["refunded_minor"] == 1813
    life.hear()
    again = balances(life, "KRW")
    assert again == after
    life.recognise("2027-02-27")
    whole = balances(life, "KRW")
    assert chart.DEFERRED not in whole, "what is left of it is earned to the last unit"
    assert whole[chart.MEMBERSHIPS] + whole[chart.REFUNDED] == own - 495


def test_more_than_is_left_is_refused_and_all_of_it_ends_the_subscription(life: Life):
    life.customer(tried={"viewer"})
    life.subscribe("premium")
    (invoice,) = life.invoices()
    refused = refund(invoice["id"], 1000)["problem"]
    assert (refused["status"], refused["code"]) == (409, "refund_exceeds_payment")
    refund(invoice["id"], 370)
    life.hear()
    assert refund(invoice["id"], 630, "second")["problem"]["code"] == "refund_exceeds_payment"
    assert life.slot("viewer")["state"] == "active"
    refund(invoice["id"], 629, "third")
    life.hear()
    assert (life.slot("viewer")["state"], life.entitled()) == ("canceled", {})
    left = balances(life, "USD")
    assert set(left) == {chart.PROCESSOR, chart.PROCESSOR_FEES}, "nothing of it stands in any other account"


def test_a_person_takes_it_back_within_the_days_of_the_policy_once(life: Life):
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    (invoice,) = life.invoices()
    place = f"/v1/me/invoices/{invoice['id']}/refund"
    assert life.ask("POST", place, key="a").status == 202
    life.hear()
    assert life.ask("POST", place, key="b").code == "refund_exceeds_payment"
    assert life.entitled() == {}


def test_after_those_days_it_is_refused(life: Life):
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    (invoice,) = life.invoices()
    life.to("2027-02-08")
    assert life.ask("POST", f"/v1/me/invoices/{invoice['id']}/refund").code == "refund_window_over"
    life.user = OWNER
    assert life.ask("POST", f"/v1/me/invoices/{invoice['id']}/refund").code == "no_such_invoice"


def test_a_refund_of_an_upgrade_takes_both_its_lines_back(life: Life):
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    life.to("2027-02-14")
    life.ask("POST", "/v1/me/subscriptions/viewer/product", {"product": "vip"})
    life.hear()
    upgrade = life.invoices()[-1]
    before = balances(life, "USD")
    refund(upgrade["id"], upgrade["total_minor"])
    life.hear()
    after = balances(life, "USD")
    assert before[chart.DEFERRED] - after[chart.DEFERRED] == upgrade["total_minor"]
    assert after[chart.DEFERRED] == 499, "the first invoice's own"


AMOUNTS = st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=6)


@given(AMOUNTS, st.integers(1, 10**6), st.integers(1, 10**6))
def test_parts_sum_to_what_went_back_and_none_is_beyond_what_is_left(left: list[int], part: int, whole: int):
    total = sum(left)
    if total <= 0:
        return
    amount = max(1, total * min(part, whole) // max(part, whole))
    parts = apportion(amount, left)
    assert sum(parts) == amount
    assert all(min(0, one) <= got <= max(0, one) for got, one in zip(parts, left, strict=True))
    rest = [one - got for got, one in zip(parts, left, strict=True)]
    if sum(rest):
        assert apportion(sum(rest), rest) == rest, "all that is left is each part that is left"
    with pytest.raises(Conflict):
        apportion(total + 1, left)


@given(
    st.integers(-(10**6), 10**6), st.integers(1, 400), st.lists(st.integers(0, 400), max_size=6), st.integers(0, 10**6)
)
def test_invariant_11_revenue_of_a_line_is_its_net_whatever_the_days_and_the_refunds(
    total: int, days: int, looks: list[int], back: int
):
    """Month boundaries and leap days are days as others are."""
    begin = date(2028, 1, 20)
    one = Obligation("il", "in", "plan:basic", "USD", total, begin, begin + timedelta(days=days), begin)
    earned = given_back = 0
    for place, look in enumerate(sorted(looks)):
        amount, one = one.recognise(begin + timedelta(days=look))
        earned += amount
        assert abs(one.recognised) <= abs(total)
        left = one.deferred + one.earned_left
        if place == 1 and left and abs(left) >= back > 0:
            deferred, contra, one = one.refund(back if left > 0 else -back, begin + timedelta(days=look))
            given_back += deferred
            assert deferred + contra == (back if left > 0 else -back)
    amount, one = one.recognise(begin + timedelta(days=500))
    assert earned + amount + given_back == total
    assert one.done
    assert one.recognise(begin + timedelta(days=600))[0] == 0
