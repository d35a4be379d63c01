"""The contract suite's own way to Stripe: over HTTP alone, as against its test mode."""

from collections.abc import Iterator

import pytest

from tests.billing.stripe_server import stripe_server
from tests.cloud.stripe_billing import Shop, at, period, shop
from tests.cloud.stripe_contract import TestMode

KEY = "sk_test_tests0000"


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The stand-in as somebody sees it who has its address and a key, and nothing else."""
    with stripe_server(monkeypatch) as server:
        shop(server).person()  # an account in which something happened before
        yield shop(TestMode(KEY, server.url, pause=0.01), "2027-01-31 10:00")


def test_time_passes_and_is_told_of_through_the_api_alone(away: Shop) -> None:
    sub = away.subscribe(away.person(), away.price(499))
    assert {"customer.subscription.created", "invoice.paid"} <= set(away.kinds())
    away.pass_to("2027-02-28 10:00")
    assert period(away.v1.subscriptions.retrieve(sub.id))[1] == at("2027-03-31 10:00")
    assert [event["data"]["object"]["amount_paid"] for event in away.server.told("invoice.paid")] == [499]
    assert "invoice.paid" in away.kinds()
    assert away.kinds() == []


def test_what_happened_before_is_not_of_this_suite(away: Shop) -> None:
    assert set(away.kinds()) == {"test_helpers.test_clock.created"}
