"""`Idempotency-Key` on routes that must happen once (draft-ietf-httpapi-idempotency-key-header-07).

Missing: 400. The same key while its first request runs: 409. With another body: 422. Again: the first answer, with
`Idempotency-Replayed: true`. A capability with such routes owns a table of this model.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel
from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.errors import BadRequest, Conflict, Unprocessable
from kernel.transactions import held

KEPT = timedelta(days=7)
LOCKED = timedelta(seconds=60)  # longer than an API function runs: after it the first request is dead
LONGEST = 255

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="The client's own name of this request, such as a UUID: sent again, it is carried out once",
    ),
]


class RequestRow(Model):
    """`status` and `body` are absent while the first request runs."""

    class Meta:
        table_name = environment.table_name("requests")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    request = UnicodeAttribute()
    locked_until = UnicodeAttribute()
    status = NumberAttribute(null=True)
    body = UnicodeAttribute(null=True)
    expires = TTLAttribute()


def once(
    scope: str, key: str | None, request: BaseModel | None, act: Callable[[str], BaseModel], status: int = 201
) -> Response[str]:
    """The answer of `act`, which is called with the key, or the first answer again.

    `scope` is who asks for what (`user/route`): another person's key is another key. An `act` that raises leaves
    nothing: the request may be sent again. It must bear a second call with the same key, as its process may die.
    """
    if not key or not key.strip():
        raise BadRequest("This needs an Idempotency-Key header.", code="idempotency_key_missing")
    if len(key) > LONGEST:
        raise BadRequest(f"An Idempotency-Key has {LONGEST} characters at most.", code="idempotency_key_too_long")
    told = request.model_dump_json() if request else ""
    digest = hashlib.sha256(told.encode()).hexdigest()
    row_key = f"{scope}#{key}"
    earlier = _begin(row_key, digest)
    if earlier:
        headers = {"Idempotency-Replayed": "true"}
        return Response(int(earlier.status or status), "application/json", earlier.body, headers)
    try:
        body = json.dumps(act(key).model_dump(mode="json"), separators=(",", ":"))
    except BaseException:
        RequestRow(row_key).delete()
        raise
    RequestRow(row_key).update(actions=[RequestRow.status.set(status), RequestRow.body.set(body)])
    return Response(status, "application/json", body)


def _begin(row_key: str, digest: str) -> RequestRow | None:
    """The row of an earlier request that was answered; None when this one is to be carried out."""
    now = clock.now()
    row = RequestRow(row_key, request=digest, locked_until=iso(now + LOCKED), expires=now + KEPT)
    if held(lambda: row.save(condition=RequestRow.key.does_not_exist())):
        return None
    earlier = RequestRow.get(row_key, consistent_read=True)
    if earlier.request != digest:
        raise Unprocessable("This Idempotency-Key was used with another request.", code="idempotency_key_reused")
    if earlier.body:
        return earlier
    dead = from_iso(earlier.locked_until) < now
    unanswered = RequestRow.body.does_not_exist() & (RequestRow.locked_until == earlier.locked_until)
    if dead and held(lambda: row.save(condition=unanswered)):
        return None
    raise Conflict("The first request with this Idempotency-Key is still running.", code="request_in_progress")
