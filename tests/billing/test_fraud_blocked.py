"""Ways around a block: pages that were opened before, other cards, running subscriptions, what went back already."""

from datetime import timedelta
from typing import Any

import pytest

from functions.billing.donations.store import DonationRow
from functions.billing.fraud.cases import CaseRow
from functions.billing.fraud.domain import Asked
from functions.billing.fraud.gate import admit
from functions.billing.fraud.watch import CardRow, DynamoWatch, WatchRow
from functions.billing.fraud.wiring import deciding, hearing
from functions.billing.payouts.disputes import DynamoDisputes
from kernel import clock
from kernel.money import Money
from tests.billing.gifts import DONOR, GIFT, give, settle
from tests.billing.life import Life, living
from tests.billing.stripe_server import StripeServer
from tests.billing.test_fraud import WHY, cases, reviewed

OTHER_CARD = "5555 5555 5555 4444"


@pytest.fixture(autouse=True)
def _made_anew(tables: None) -> None:
    for made in (deciding, hearing):
        made.cache_clear()


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Any:
    with living(monkeypatch, setting) as made:
        yield made


def waits(donation_id: str) -> str | None:
    payment = str(DonationRow.get(donation_id).payment_id)
    return DynamoDisputes().open_among([payment]).get(payment)


def test_a_page_that_was_opened_before_the_block_earns_nothing_unseen(stripe: StripeServer) -> None:
    opened = give(GIFT, "before").json
    DynamoWatch().block(DONOR, "usr_op", WHY, clock.now() - timedelta(minutes=1))  # the processor tells whole seconds
    stripe.pay(opened["checkout_url"])
    settle(stripe)
    settle(stripe)
    (case,) = cases()
    assert (case.about, case.outcome, case.rules[0]["rule"]) == (opened["id"], "review", "blocked_person")
    assert waits(opened["id"]) == "fraud_review"


def test_a_card_that_somebody_blocked_pays_with_is_known_from_then_on(stripe: StripeServer) -> None:
    opened = give(GIFT, "before").json
    DynamoWatch().block(DONOR, "usr_op", WHY, clock.now() - timedelta(minutes=1))  # the processor tells whole seconds
    stripe.pay(opened["checkout_url"], OTHER_CARD)
    settle(stripe)
    (row,) = CardRow.scan()
    assert row.blocked == {DONOR}
    other = give(GIFT, "other", who="usr_else").json
    stripe.pay(other["checkout_url"], OTHER_CARD)
    settle(stripe)
    assert waits(other["id"]) == "fraud_review"


def test_confirmed_after_all_went_back_nothing_waits(stripe: StripeServer) -> None:
    """Else what a creator was paid before could never be taken back from him."""
    donation, case = reviewed(stripe)
    row = DonationRow.get(donation)
    deciding().refunds.refund(str(row.payment_id), int(row.gross), "by-hand")
    settle(stripe)
    assert waits(donation) == "fraud_review"
    deciding().confirm(case.id, "usr_op", WHY)
    assert waits(donation) is None


def test_who_is_blocked_neither_upgrades_nor_pays_his_way_out_of_a_pause(life: Life) -> None:
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    deciding().block(life.user, "usr_op", WHY)
    place = "/v1/me/subscriptions/viewer"
    assert life.ask("POST", f"{place}/product", {"product": "premium"}, "up").code == "payment_refused"
    assert life.ask("POST", f"{place}/pause", {"until": "2027-04-20T00:00:00Z"}, "p").status == 200
    life.to("2027-03-20")
    assert life.ask("POST", f"{place}/resume", {}, "r").code == "payment_refused"
    deciding().unblock(life.user)
    assert life.ask("POST", f"{place}/resume", {}, "again").status == 200


def test_the_same_request_on_a_later_day_is_no_endless_race(stripe: StripeServer) -> None:
    """Its case stands, and the day that counted it is over."""
    _, case = reviewed(stripe)
    WatchRow(DONOR).update(actions=[WatchRow.asked.set([])])
    admit(Asked(case.about, DONOR, "donation", "chn_mina", Money(5000, "USD")))
    assert [row.id for row in CaseRow.scan()] == [case.id]
    assert [one["id"] for one in WatchRow.get(DONOR).asked] == [case.about]
