"""What the tests of donations do again and again, through the API as an app does it."""

import json
from typing import Any

from functions.billing import api, on_money_moved, on_processor_event
from functions.billing.ledger.journal import Balances
from kernel.outbox import OutboxRow
from tests.billing.conftest import CHANNEL
from tests.billing.stripe_server import StripeServer
from tests.lambdas import Answer, call, claims

DONOR = "usr_sora"
GIFT = {"amount_minor": 5000, "currency": "USD", "message": "노래 최고!"}


def give(body: dict[str, Any], key: str | None = "key-1", who: str = DONOR) -> Answer:
    headers = {"idempotency-key": key} if key else {}
    place = f"/v1/channels/{CHANNEL}/donations"
    return call(api.handler, "POST", place, body, who=claims(who, "viewer"), headers=headers)


def show(donation_id: str, who: str = DONOR) -> Answer:
    return call(api.handler, "GET", f"/v1/donations/{donation_id}", None, who=claims(who, "viewer"))


def announced() -> list[dict[str, Any]]:
    return [
        {"detail-type": row.detail_type, "source": row.source, "detail": json.loads(row.detail)}
        for row in OutboxRow.scan()
    ]


def book_all() -> None:
    for event in announced():
        on_money_moved.hear(event)


def paid(stripe: StripeServer, body: dict[str, Any] | None = None, key: str = "key-1") -> str:
    opened = give(body or GIFT, key).json
    stripe.pay(opened["checkout_url"])
    settle(stripe)
    return str(opened["id"])


def settle(stripe: StripeServer) -> None:
    for event in stripe.events:
        on_processor_event.run({"type": event["type"], "id": event["data"]["object"]["id"]})


def balance_of(balances: Balances, account: str, currency: str = "USD") -> int:
    return balances.of[account, currency].balance
