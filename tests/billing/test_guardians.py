"""Minors pay within what their guardian set, and nobody pays before telling an age."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.identity import AdulthoodTold, GuardianConsented, GuardianConsentWithdrawn, MonthlyLimit
from functions.billing import guardians_api, on_guardian_told
from functions.billing.donations.days import GivenRow
from functions.billing.guardians.domain import Payer
from functions.billing.guardians.months import BegunRow
from functions.billing.guardians.store import DynamoPayers
from functions.billing.subscriptions.store import CustomerRow, SubscriptionRow
from kernel import clock
from kernel.errors import Problem
from kernel.money import Money
from tests.billing.ages import minor
from tests.billing.gifts import GIFT, give, paid, settle, show
from tests.billing.life import Life, living
from tests.billing.stripe_server import StripeServer
from tests.lambdas import Answer, call, claims, deliver
from tests.lambdas import announced as event_of

MINOR, GUARDIAN = "usr_haru", "usr_parent"
UNTIL = date(2190, 1, 1)


def ask(method: str, path: str, who: str = GUARDIAN, key: str = "k") -> Answer:
    return call(guardians_api.handler, method, path, None, who=claims(who, "viewer"), headers={"idempotency-key": key})


def gift(minor_units: int, currency: str = "USD", key: str = "key-1") -> Answer:
    return give({**GIFT, "amount_minor": minor_units, "currency": currency}, key, who=MINOR)


def counted(user: str = MINOR, currency: str = "USD") -> int:
    """Of the month."""
    rows = [row for row in GivenRow.scan() if row.key == f"{user}#{clock.now():%Y-%m}#{currency}"]
    return sum(int(row.given) for row in rows)


def test_nobody_pays_before_telling_an_age(stripe: StripeServer):
    refused = give(GIFT, who="usr_silent")
    assert (refused.status, refused.code) == (403, "age_needed")
    assert not stripe.events


def test_a_minor_pays_with_a_guardian_only_and_adults_without(stripe: StripeServer):
    minor(MINOR)
    refused = gift(500)
    assert (refused.status, refused.code) == (403, "guardian_needed")
    minor(MINOR, GUARDIAN, USD=1000)
    assert gift(500).status == 201
    assert give(GIFT).status == 201
    assert counted("usr_sora") == 0, "of an adult no month is counted"


def test_the_month_is_never_passed_and_what_was_refused_counts_nothing(stripe: StripeServer):
    minor(MINOR, GUARDIAN, USD=1000)
    assert gift(1001).code == "guardian_limit_reached"
    assert gift(700, key="a").status == 201
    assert gift(700, key="a").status == 201, "sent again it is one"
    assert (gift(301, key="b").status, gift(301, key="b").code) == (409, "guardian_limit_reached")
    assert gift(1000, "KRW", key="won").code == "guardian_limit_reached", "no limit was set in won"
    assert gift(300, key="c").status == 201
    assert counted() == 1000


def test_what_nobody_paid_is_free_again(stripe: StripeServer):
    minor(MINOR, GUARDIAN, USD=1000)
    opened = gift(1000, key="a").json
    assert gift(100, key="b").code == "guardian_limit_reached"
    stripe.expire(opened["checkout_url"])
    settle(stripe)
    assert counted() == 0
    assert gift(1000, key="c").status == 201


def test_a_new_limit_holds_at_once_and_a_withdrawal_too(stripe: StripeServer):
    minor(MINOR, GUARDIAN, USD=1000)
    assert gift(900, key="a").status == 201
    minor(MINOR, GUARDIAN, 2, USD=2000)
    assert gift(900, key="b").status == 201
    DynamoPayers().unguarded(MINOR, 3)
    assert gift(100, key="c").code == "guardian_needed"


def test_who_comes_of_age_needs_nobody(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch):
    minor(MINOR, GUARDIAN, USD=100)
    assert gift(500).code == "guardian_limit_reached"
    DynamoPayers().of_age_on(MINOR, clock.now().date())
    assert gift(500).status == 201


def test_many_gifts_at_once_never_pass_the_limit(stripe: StripeServer):
    minor(MINOR, GUARDIAN, USD=1000)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: gift(300, key=f"at-once-{number}"), range(8)))
    taken = [answer for answer in answers if answer.status == 201]
    assert {answer.code for answer in answers if answer.status != 201} <= {
        "guardian_limit_reached",
        "changed_meanwhile",
    }
    assert len(taken) * 300 == counted() <= 1000
    assert taken


@settings(max_examples=25)
@given(
    steps=st.lists(
        st.one_of(st.integers(100, 900), st.tuples(st.sampled_from(["limit"]), st.integers(100, 1500))), max_size=12
    )
)
def test_whatever_a_minor_and_a_guardian_do_the_sum_was_allowed_when_it_was_given(steps: list[Any]):
    """The rule alone: months.py holds the same `room_for` as a condition of its transaction."""
    payer, month = Payer(MINOR, UNTIL, GUARDIAN, {"USD": 1000}, 1), 0
    for step in steps:
        if isinstance(step, tuple):
            payer = Payer(MINOR, UNTIL, GUARDIAN, {"USD": step[1]}, payer.version + 1)
            continue
        consent = payer.consent(date(2026, 11, 1))
        assert consent is not None
        try:
            fits = month <= consent.room_for(Money(step, "USD"))
        except Problem:
            fits = False
        assert fits == (month + step <= consent.limits["USD"])
        month += step if fits else 0


def told(limit: int, version: int) -> GuardianConsented:
    limits = (MonthlyLimit(currency="USD", amount=limit),)
    return GuardianConsented(minor_id=MINOR, guardian_id=GUARDIAN, limits=limits, version=version)


EVENTS = (
    AdulthoodTold(user_id=MINOR, adult_on=UNTIL),
    told(500, 2),
    GuardianConsentWithdrawn(minor_id=MINOR, guardian_id=GUARDIAN, version=3),
    told(900, 5),
)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_identity_is_heard_in_any_order_and_twice(order: tuple[int, ...], tables: None):
    for number in (*order, *order[:2]):
        assert deliver(on_guardian_told.handler, event_of(EVENTS[number])) == []
    assert DynamoPayers().find(MINOR) == Payer(MINOR, UNTIL, GUARDIAN, {"USD": 900}, 5)
    last = GuardianConsentWithdrawn(minor_id=MINOR, guardian_id=GUARDIAN, version=6)
    deliver(on_guardian_told.handler, event_of(last), event_of(EVENTS[3]))
    assert DynamoPayers().find(MINOR) == Payer(MINOR, UNTIL, None, {}, 6)


def test_a_guardian_sees_what_was_given_with_his_consent_and_takes_it_back(stripe: StripeServer):
    paid(stripe)  # an adult's, which no guardian sees
    minor(MINOR, GUARDIAN, USD=9000)
    opened = gift(700, key="seen").json
    stripe.pay(opened["checkout_url"])
    settle(stripe)
    seen = ask("GET", "/v1/me/guarded-donations").json["items"]
    assert [(one["id"], one["minor_id"], one["state"]) for one in seen] == [(opened["id"], MINOR, "paid")]
    assert ask("GET", "/v1/me/guarded-donations", who=MINOR).json["items"] == []
    place = f"/v1/me/guarded-donations/{opened['id']}/refund"
    assert ask("POST", place, who="usr_else").code == "no_such_donation"
    assert ask("POST", place).status == 202
    settle(stripe)
    assert show(opened["id"], MINOR).json["state"] == "refunded"
    assert ask("POST", place, key="again").code == "not_refundable"


def test_the_days_of_taking_back_are_the_minors(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch):
    minor(MINOR, GUARDIAN, USD=9000)
    opened = gift(700, key="seen").json
    stripe.pay(opened["checkout_url"])
    settle(stripe)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now.replace(year=now.year + 1))
    place = f"/v1/me/guarded-donations/{opened['id']}/refund"
    assert ask("POST", place).code == "refund_window_over"


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Any:
    with living(monkeypatch, setting) as made:
        made.user = MINOR
        yield made


def begin(life: Life, product: str, key: str | None = None, **more: Any) -> Answer:
    return life.ask("POST", "/v1/me/subscriptions", {"product": product, "region": "US", **more}, key)


def test_a_subscription_asks_for_an_age_before_the_processor_is_asked(life: Life):
    before = len(life.server.events)
    assert begin(life, "basic").code == "age_needed"
    minor(MINOR)
    assert begin(life, "basic").code == "guardian_needed"
    assert begin(life, "membership", channel_id="chn_mina").code == "guardian_needed"
    minor(MINOR, GUARDIAN, USD=498)
    assert begin(life, "basic").code == "guardian_limit_reached"
    assert (len(life.server.events), list(CustomerRow.scan()), list(SubscriptionRow.scan())) == (before, [], [])


def test_a_subscription_counts_its_price_once_however_often_its_page_is_opened(life: Life):
    minor(MINOR, GUARDIAN, USD=1500)
    life.customer(tried={"viewer"})
    prices = {one["product"]: one["total_minor"] for one in life.ask("GET", "/v1/plans").json["items"]}
    for key in ("a", "b"):
        assert begin(life, "basic", key).status == 201
    assert counted() == prices["basic"]
    assert begin(life, "premium", "c").status == 201
    assert counted() == prices["premium"] <= 1500
    assert gift(1500 - prices["premium"] + 1, key="too much").code == "guardian_limit_reached"
    assert gift(1500 - prices["premium"], key="all of it").status == 201


def test_an_upgrade_counts_what_it_costs_more(life: Life):
    minor(MINOR, GUARDIAN, USD=900)
    life.customer(tried={"viewer"})
    life.subscribe("basic")
    place = "/v1/me/subscriptions/viewer/product"
    assert life.ask("POST", place, {"product": "premium"}, "up").code == "guardian_limit_reached"
    minor(MINOR, GUARDIAN, 2, USD=1000)
    assert life.ask("POST", place, {"product": "premium"}, "up").status == 200
    assert counted() == 999
    assert len(list(BegunRow.scan())) == 2


def test_an_adult_costs_one_read_more_and_nothing_of_the_month(life: Life, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    find = DynamoPayers.find

    def found(payers: DynamoPayers, user: str) -> Payer:
        asked.append(user)
        return find(payers, user)

    monkeypatch.setattr(DynamoPayers, "find", found)
    life.user = "usr_bora"
    assert begin(life, "basic").status == 201
    assert asked == ["usr_bora"]
    assert (list(BegunRow.scan()), list(GivenRow.scan())) == ([], [])
