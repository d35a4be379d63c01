"""Money's tests: the stand-in for Stripe, spoken to by Stripe's own client, and the books in moto's tables."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.billing import on_processor_event, payouts_api, processor, wiring
from functions.billing.ledger import store
from functions.billing.payees import DynamoPayees, Payee
from kernel import clock
from tests.billing.ages import PEOPLE, of_age
from tests.billing.closing import october
from tests.billing.payout_world import NOW, World, ready_to_be_paid, world
from tests.billing.stripe_server import StripeServer, stripe_server

SECRETS = {"STRIPE_KEY": "sk_test_tests0000", "STRIPE_WEBHOOK_SECRET": "whsec_of_the_tests"}
CHANNEL, OWNER = "chn_mina", "usr_mina"


@pytest.fixture
def stripe(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[StripeServer]:
    with stripe_server(monkeypatch) as server:
        setting(
            STRIPE_URL=server.url,
            SITE_URL="https://site.example",
            LEDGER_ENTITY="madang",
            LEDGER_CURRENCY="USD",
            LEDGER_ZONE="UTC",
        )
        monkeypatch.setattr(processor, "secret", SECRETS.__getitem__)
        for made in (processor._client, wiring.giving, store.ledger, on_processor_event.settling):
            made.cache_clear()
        DynamoPayees().remember(Payee(CHANNEL, OWNER), 1)
        of_age(*PEOPLE)
        yield server
        processor._client.cache_clear()


@pytest.fixture
def here(tables: None, setting: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A day of payouts, with a channel whose owner can be paid."""
    setting(LEDGER_ENTITY="madang", LEDGER_CURRENCY="USD", LEDGER_ZONE="UTC", SITE_URL="https://site.example")
    kept = (store.ledger, payouts_api.payouts, payouts_api.accounts)
    for made in kept:
        made.cache_clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    ready_to_be_paid()
    yield world()
    for made in kept:
        made.cache_clear()


@pytest.fixture
def books(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch, setting: Any) -> store.DynamoLedger:
    return october(monkeypatch, setting)
