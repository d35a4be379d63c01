"""Where Stripe tells of events: verified on the raw body, queued once; what happened is asked of Stripe later."""

import json
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.billing.processor import verified
from kernel import clock, environment, tasks
from kernel.access import PUBLIC
from kernel.errors import BadRequest
from kernel.http import accepted, http_api, lambda_handler
from kernel.transactions import held

KEPT = timedelta(days=90)  # Stripe repeats for three days
HEARD = (
    "payment_intent.succeeded",
    "checkout.session.expired",
    "refund.created",
    "refund.updated",
    "customer.updated",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "charge.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
    "account.updated",
    "payout.paid",
    "radar.early_fraud_warning.created",
    "review.opened",
)

api = http_api()


class HeardRow(Model):
    """An event of the processor that was put into the queue."""

    class Meta:
        table_name = environment.table_name("processorevents")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    expires = TTLAttribute()


@api.post("/v1/webhooks/stripe", tags=[PUBLIC], status_code=202)
def hear() -> Response[str]:
    """Signed by Stripe, for Stripe only."""
    event = api.current_event
    body = event.decoded_body or ""
    verified(body, event.headers.get("stripe-signature", ""))
    try:
        told = json.loads(body)
        event_id, kind, about = told["id"], told["type"], told["data"]["object"]["id"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest("This is no event of Stripe's.", code="malformed_event") from error
    if kind in HEARD and not _queued(event_id):
        asked = {"event_id": event_id, "type": kind, "id": about, **_attempt(kind, told)}
        tasks.ask("ON_PROCESSOR_EVENT_QUEUE", asked)
        row = HeardRow(event_id, kind=kind, expires=clock.now() + KEPT)  # after it: twice in the queue does no harm
        held(lambda: row.save(condition=HeardRow.id.does_not_exist()))
    return accepted()


def _attempt(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    """The log of failed payments wants each of them, and Stripe, asked later, tells of the last one only."""
    if kind != "invoice.payment_failed":
        return {}
    invoice = told["data"]["object"]
    return {
        "attempt": invoice["attempt_count"],
        "at": told["created"],
        "next_at": invoice.get("next_payment_attempt"),
    }


def _queued(event_id: str) -> bool:
    return next(HeardRow.query(event_id, consistent_read=True, limit=1), None) is not None


handler = lambda_handler(api)
