"""What requests and answers are made of; apart from kernel.http, which brings the whole resolver."""

from typing import Any

from pydantic import BaseModel, ConfigDict


def example(body: dict[str, Any]) -> dict[str, Any]:
    """A request as its documentation shows it; tests/contracts sends every one of them."""
    return {"examples": [body]}


class RequestBody(BaseModel):
    """A request that names a field the API does not know is refused: a typing error must not pass silently."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class View(BaseModel):
    """What the API shows of an entity."""

    model_config = ConfigDict(from_attributes=True)
