"""Opaque cursors: where a listing stopped, safe to hand out and refused when tampered into nonsense."""

import base64
import binascii
import json
from typing import Annotated, Any, Generic, TypeVar

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel
from pynamodb.exceptions import QueryError

from kernel.errors import BadRequest

Item = TypeVar("Item")
Limit = Annotated[int, Query(ge=1, le=100, description="How many items at the most")]
Cursor = Annotated[str | None, Query(max_length=1024, description="`next_cursor` of the page before")]


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next_cursor: str | None = None


def encode_cursor(last_key: dict[str, Any] | None) -> str | None:
    """A DynamoDB LastEvaluatedKey as text for the caller."""
    if not last_key:
        return None
    return base64.urlsafe_b64encode(json.dumps(last_key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> dict[str, Any] | None:
    """The key a cursor stands for; BadRequest `invalid_cursor` for anything this API did not hand out."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadRequest("The cursor is not one this API gave out.", code="invalid_cursor") from error
    if not isinstance(key, dict) or not key or not all(_is_key_value(value) for value in key.values()):
        raise BadRequest("The cursor is not one this API gave out.", code="invalid_cursor")
    return key


def _is_key_value(value: Any) -> bool:
    """A string or a number as DynamoDB writes them: `{"S": "…"}`, `{"N": "1"}`."""
    return (
        isinstance(value, dict)
        and len(value) == 1
        and all(k in {"S", "N"} and isinstance(value[k], str) for k in value)
    )


def refused_start(error: QueryError) -> BadRequest:
    """The refusal of a cursor that DynamoDB did not take as a key of this listing; any other error goes on."""
    if error.cause_response_code != "ValidationException" or "start" not in str(error).lower():
        raise error
    return BadRequest("The cursor is not one this API gave out.", code="invalid_cursor")
