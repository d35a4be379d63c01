"""What requests and answers are made of; apart from kernel.http, which brings the whole resolver."""

from typing import Any

from pydantic import BaseModel, ConfigDict


def example(body: dict[str, Any]) -> dict[str, Any]:
    """A request as its documentation shows it; tests/contracts sends every one of them."""
    return {"examples": [body]}


class RequestBody(BaseModel):
    """A request that names a field the API does not know is refused: a typing error must not pass silently.

    Validators are made at first use, of these and of views: a cold container answers one route first.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, defer_build=True)


class View(BaseModel):
    """What the API shows of an entity."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)
