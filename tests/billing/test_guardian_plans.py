"""Plans of minors after they began: other plans in a trial, renewals, what a pause ends with, refusals that count."""

from datetime import date
from typing import Any

import pytest

from functions.billing.donations.days import GivenRow
from functions.billing.fraud.watch import WatchRow
from functions.billing.guardians.store import DynamoPayers
from functions.billing.subscriptions.store import CustomerRow
from tests.billing.ages import minor
from tests.billing.gifts import GIFT, give
from tests.billing.life import Life, living
from tests.billing.stripe_server import StripeServer
from tests.lambdas import Answer

MINOR, GUARDIAN = "usr_haru", "usr_parent"
PRODUCT = "/v1/me/subscriptions/viewer/product"


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Any:
    with living(monkeypatch, setting) as made:
        made.user = MINOR
        yield made


def counted(month: str) -> int:
    """In US cents."""
    return sum(int(row.given) for row in GivenRow.scan() if row.key == f"{MINOR}#{month}#USD")


def begin(life: Life, product: str, key: str, region: str = "US") -> Answer:
    return life.ask("POST", "/v1/me/subscriptions", {"product": product, "region": region}, key)


def test_another_plan_in_the_trial_costs_what_it_costs_more(life: Life) -> None:
    minor(MINOR, GUARDIAN, USD=600)
    life.customer()
    life.subscribe("basic")
    assert life.slot("viewer")["state"] == "trialing"
    assert life.ask("POST", PRODUCT, {"product": "premium"}, "more").code == "guardian_limit_reached"
    assert life.slot("viewer")["product"] == "basic"
    minor(MINOR, GUARDIAN, 2, USD=1000)
    assert life.ask("POST", PRODUCT, {"product": "premium"}, "enough").status == 200
    assert counted("2027-01") == 999
    DynamoPayers().unguarded(MINOR, 3)
    assert life.ask("POST", PRODUCT, {"product": "vip"}, "alone").code == "guardian_needed"
    assert life.ask("POST", PRODUCT, {"product": "basic"}, "less").status == 200, "what costs less needs nobody"


def test_a_renewal_leaves_less_of_the_month(life: Life) -> None:
    minor(MINOR, GUARDIAN, USD=700)
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    life.to("2027-03-01")
    assert (counted("2027-01"), counted("2027-02")) == (499, 499)
    for event in life.server.events:
        life._took(event)
    assert counted("2027-02") == 499, "told again it counts once"
    life.to("2027-04-01")
    assert counted("2027-03") == 499
    assert len([one for one in life.invoices() if one["state"] == "paid"]) == 3


def test_the_invoice_after_a_trial_counts_in_its_month_unless_the_page_was_opened_in_it(life: Life) -> None:
    minor(MINOR, GUARDIAN, USD=700)
    life.customer()
    life.subscribe("basic")
    life.to("2027-03-20")
    paid = [one["issued_at"][:7] for one in life.invoices() if one["total_minor"]]
    assert paid
    assert [counted(month) for month in dict.fromkeys(("2027-01", *paid))] == [499] * len({"2027-01", *paid})


def test_who_is_of_age_when_it_renews_has_no_month(life: Life) -> None:
    minor(MINOR, GUARDIAN, USD=700)
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    DynamoPayers().of_age_on(MINOR, date(2027, 2, 10))
    life.to("2027-03-01")
    assert counted("2027-02") == 0


def test_a_pause_that_ends_with_a_payment_asks_as_a_beginning_does(life: Life) -> None:
    minor(MINOR, GUARDIAN, USD=700)
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    assert life.ask("POST", "/v1/me/subscriptions/viewer/pause", {"until": "2027-04-20T00:00:00Z"}, "p").status == 200
    life.to("2027-03-20")
    DynamoPayers().unguarded(MINOR, 2)
    assert life.ask("POST", "/v1/me/subscriptions/viewer/resume", {}, "a").code == "guardian_needed"
    minor(MINOR, GUARDIAN, 3, USD=700)
    assert life.ask("POST", "/v1/me/subscriptions/viewer/resume", {}, "b").status == 200
    life.hear()
    assert counted("2027-03") == 499


def test_what_the_region_refuses_is_in_no_month(life: Life) -> None:
    minor(MINOR, GUARDIAN, USD=5000, KRW=100_000)
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    assert begin(life, "streamer", "won", region="KR").code == "region_fixed"
    assert [row.key for row in GivenRow.scan() if row.key.endswith("#KRW")] == []


def test_who_may_not_pay_yet_leaves_no_trace_with_fraud(stripe: StripeServer) -> None:
    for number in range(3):
        assert give(GIFT, f"silent-{number}", who=MINOR).code == "age_needed"
    minor(MINOR)
    assert give(GIFT, "alone", who=MINOR).code == "guardian_needed"
    minor(MINOR, GUARDIAN, USD=100)
    assert give(GIFT, "more than ever", who=MINOR).code == "guardian_limit_reached"
    assert list(WatchRow.scan()) == []


def test_a_plan_that_nobody_may_pay_leaves_no_trace_with_fraud(life: Life) -> None:
    for key in ("a", "b"):
        assert begin(life, "basic", key).code == "age_needed"
    assert (list(WatchRow.scan()), list(CustomerRow.scan())) == ([], [])
