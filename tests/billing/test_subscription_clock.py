"""Fourteen months of one subscriber, to the minor unit: every invoice, every day's revenue, every failed card."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from functions.billing.ledger import chart
from functions.billing.ledger.store import ledger
from functions.billing.revenue.store import ObligationRow
from functions.billing.subscriptions.store import DunningRow
from kernel.money import rounded, truncated
from tests.billing.life import Life, living


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[Life]:
    with living(monkeypatch, setting) as made:
        yield made


def shown(life: Life) -> list[tuple[Any, ...]]:
    return [
        (
            one["issued_at"][:10],
            one["state"],
            one["total_minor"],
            tuple(
                (line["product"], line["net_minor"], line["period_from"], line["period_to"]) for line in one["lines"]
            ),
        )
        for one in life.invoices()
    ]


def month(at: str, state: str, product: str, net: int, until: str) -> tuple[Any, ...]:
    return at, state, net, ((product, net, at, until),)


def test_fourteen_months_with_an_anchor_of_31_january(life: Life):
    """Anchor, upgrade, downgrade, a card that fails and another one, a pause, and dunning to the end."""
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    assert life.slot("viewer")["state"] == "active"
    life.to("2027-04-15")
    assert life.ask("GET", "/v1/me/subscriptions/viewer/preview/premium").json == {
        "change": "upgrade", "due_now_minor": 250, "credit_minor": 250, "currency": "USD", "then_minor": 999,
    }  # fmt: skip
    assert life.ask("POST", "/v1/me/subscriptions/viewer/product", {"product": "premium"}).status == 200
    life.hear()
    assert life.entitled() == {"plan:premium": "2027-04-30"}
    life.to("2027-05-20")
    assert life.ask("POST", "/v1/me/subscriptions/viewer/product", {"product": "basic"}).json["product"] == "basic"
    life.hear()
    assert life.entitled() == {"plan:premium": "2027-05-31"}, "what is paid for stays"
    life.to("2027-06-15")
    assert life.entitled() == {"plan:basic": "2027-06-30"}
    life.new_card("pm_card_chargeCustomerFail")
    life.to("2027-07-02")
    late = life.slot("viewer")
    assert (late["state"], late["failed_attempts"], late["next_attempt_at"][:10]) == ("past_due", 1, "2027-07-03")
    assert life.entitled() == {"plan:basic": "2027-07-03"}, "some days of grace"
    life.to("2027-07-04")
    assert (life.slot("viewer")["failed_attempts"], life.entitled()) == (2, {})
    life.new_card("pm_card_visa")
    assert life.ask("POST", f"/v1/me/invoices/{late['open_invoice']}/pay").status == 202
    life.hear()
    assert (life.slot("viewer")["state"], life.entitled()) == ("active", {"plan:basic": "2027-07-31"})
    life.to("2027-11-10")
    pause = {"until": "2028-01-20T00:00:00Z"}
    assert life.ask("POST", "/v1/me/subscriptions/viewer/pause", pause).json["state"] == "paused"
    life.to("2028-01-25")
    assert (life.slot("viewer")["state"], life.entitled()) == ("active", {})
    life.new_card("pm_card_chargeCustomerFail")
    life.to("2028-03-01")
    assert (life.slot("viewer")["state"], life.entitled()) == ("canceled", {})
    assert shown(life) == [
        month("2027-01-31", "paid", "plan:basic", 499, "2027-02-28"),
        month("2027-02-28", "paid", "plan:basic", 499, "2027-03-31"),
        month("2027-03-31", "paid", "plan:basic", 499, "2027-04-30"),
        (
            "2027-04-15", "paid", 250,
            (("plan:basic", -250, "2027-04-15", "2027-04-30"), ("plan:premium", 500, "2027-04-15", "2027-04-30")),
        ),
        month("2027-04-30", "paid", "plan:premium", 999, "2027-05-31"),
        month("2027-05-31", "paid", "plan:basic", 499, "2027-06-30"),
        month("2027-06-30", "paid", "plan:basic", 499, "2027-07-31"),
        month("2027-07-31", "paid", "plan:basic", 499, "2027-08-31"),
        month("2027-08-31", "paid", "plan:basic", 499, "2027-09-30"),
        month("2027-09-30", "paid", "plan:basic", 499, "2027-10-31"),
        month("2027-10-31", "paid", "plan:basic", 499, "2027-11-30"),
        month("2027-11-30", "void", "plan:basic", 499, "2027-12-31"),
        month("2027-12-31", "void", "plan:basic", 499, "2028-01-31"),
        month("2028-01-31", "open", "plan:basic", 499, "2028-02-29"),
    ]  # fmt: skip
    attempts = [(row.at[:10], row.attempt[-1], (row.next_at or "")[:10], row.state) for row in _dunning()]
    assert attempts == [
        ("2027-06-30", "1", "2027-07-03", "retrying"),
        ("2027-07-03", "2", "2027-07-08", "retrying"),
        ("2028-01-31", "1", "2028-02-03", "retrying"),
        ("2028-02-03", "2", "2028-02-08", "retrying"),
        ("2028-02-08", "3", "2028-02-15", "retrying"),
        ("2028-02-15", "4", "", "given up"),
    ]
    _revenue_is_exact(life)


def _dunning() -> list[DunningRow]:
    return sorted(DunningRow.scan(), key=lambda row: (row.at, row.attempt))


def _revenue_is_exact(life: Life) -> None:
    """Recognised in two runs, out of order with the bookings, and again; then every month by hand."""
    life.recognise("2027-08-10")
    life.recognise("2028-03-01")
    assert life.recognise("2028-03-01") == 0
    life.book()
    life.book()
    books = ledger()
    found = {one["id"]: one for one in life.invoices()}
    expected: dict[tuple[str, str], int] = {}
    for one in found.values():
        for line in one["lines"] if one["state"] == "paid" else ():
            for earned_on, amount in days_of(line, one["paid_at"]):
                key = (f"{earned_on:%Y-%m}", line["product"])
                expected[key] = expected.get(key, 0) + amount
    for period in sorted({period for period, _ in expected}):
        earned = sum(amount for (name, _), amount in expected.items() if name == period)
        assert -books.balances(period).of[chart.PLANS, "USD"].balance == earned, period
    rows = list(ObligationRow.scan())
    assert all(row.obligation().done and not row.open_in for row in rows)
    total = sum(one["total_minor"] for one in found.values() if one["state"] == "paid")
    assert sum(int(row.recognised) for row in rows) == total == sum(expected.values())


def days_of(line: dict[str, Any], paid_at: str) -> Iterator[tuple[date, int]]:
    """By hand: so much a day, cut to the minor unit, the last day the rest; before the payment all on its day."""
    first, end = date.fromisoformat(line["period_from"]), date.fromisoformat(line["period_to"])
    paid = date.fromisoformat(paid_at[:10])
    length, before = (end - first).days, 0
    for number in range(1, length + 1):
        until = line["net_minor"] if number == length else truncated(Fraction(line["net_minor"] * number, length))
        yield max(paid, first + timedelta(days=number - 1)), until - before
        before = until


def test_a_trial_costs_nothing_is_given_once_and_then_paid_with_its_tax(life: Life):
    """KRW has no digits, and its price includes 10 % VAT."""
    life.customer(region="KR")
    life.subscribe("premium", "KR")
    first = life.slot("viewer")
    assert (first["state"], first["renews_at"][:10]) == ("trialing", "2027-02-14")
    assert life.entitled() == {"plan:premium": "2027-02-14"}
    life.to("2027-02-15")
    assert life.slot("viewer")["state"] == "active"
    assert [(one["total_minor"], one["tax_minor"], one["currency"]) for one in life.invoices()] == [
        (0, 0, "KRW"),
        (13000, 1182, "KRW"),
    ]
    net = life.invoices()[1]["lines"][0]["net_minor"]
    assert (net, rounded(net * Fraction(1, 10))) == (11818, 1182)
    life.ask("POST", "/v1/me/subscriptions/viewer/cancel")
    life.hear()
    assert life.slot("viewer")["ends_at_renewal"]
    life.ask("POST", "/v1/me/subscriptions/viewer/keep")
    life.hear()
    assert not life.slot("viewer")["ends_at_renewal"]
    life.ask("POST", "/v1/me/subscriptions/viewer/cancel", key="again")
    life.to("2027-03-20")
    assert (life.slot("viewer")["state"], life.entitled()) == ("canceled", {})
    life.subscribe("premium", "KR")
    assert life.slot("viewer")["state"] == "active", "a trial is given once"


def test_what_is_too_little_to_charge_is_carried_to_the_next_invoice(life: Life):
    """An upgrade an hour before the period ends costs a few cents, which Stripe puts on the customer's balance."""
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    life.to("2027-02-27")
    life.ask("POST", "/v1/me/subscriptions/viewer/product", {"product": "premium"})
    life.hear()
    small = life.invoices()[-1]
    assert (small["state"], small["total_minor"]) == ("paid", 18)
    assert life.ask("POST", f"/v1/me/invoices/{small['id']}/refund").code == "not_refundable"
    life.to("2027-03-05")
    assert [one["total_minor"] for one in life.invoices()] == [499, 18, 999]
    life.recognise("2027-03-30")
    life.book()
    months = [ledger().balances(period) for period in ("2027-01", "2027-02", "2027-03")]
    assert sum(month.of[chart.PREPAID, "USD"].balance for month in months) == 0
    assert -sum(month.of[chart.PLANS, "USD"].balance for month in months) == 499 + 18 + 999
