"""Opaque cursors: where a listing stopped, safe to hand out and refused when tampered into nonsense."""

import base64
import binascii
import json
from typing import Annotated, Any, Generic, TypeVar

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from kernel.errors import BadRequest

Item = TypeVar("Item")
NOT_OUR_CURSOR = "The cursor is not one this API gave out."
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
        raise BadRequest(NOT_OUR_CURSOR, code="invalid_cursor") from error
    if not isinstance(key, dict) or not all(_is_attribute(value) for value in key.values()):
        raise BadRequest(NOT_OUR_CURSOR, code="invalid_cursor")
    return key


def _is_attribute(value: Any) -> bool:
    """`{"S": "text"}` or `{"N": "1"}`: keys are nothing else."""
    return isinstance(value, dict) and list(value) in (["S"], ["N"]) and all(isinstance(v, str) for v in value.values())
