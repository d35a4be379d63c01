"""What requests and answers are made of; apart from kernel.http, which costs a cold start four times as much."""

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """A request that names a field the API does not know is refused: a typing error must not pass silently."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class View(BaseModel):
    """What the API shows of an entity."""

    model_config = ConfigDict(from_attributes=True)
