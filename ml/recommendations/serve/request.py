"""What a caller may ask, and what is wrong with what it asked."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=64)]


class Instance(BaseModel):
    """`history`: item ids, oldest first, what was watched; `survey`: ids of titles somebody named, in no order.

    `exclude`: never returned, for whatever reason (blocked, out of region, age-gated, seen). `traits` only with
    consent; a trait the model does not know counts for nothing.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    history: Annotated[list[Id], Field(max_length=2000)] = []
    survey: Annotated[list[Id], Field(max_length=200)] = []
    traits: Annotated[list[Id], Field(max_length=20)] = []
    exclude: Annotated[list[Id], Field(max_length=5000)] = []
    count: Annotated[int, Field(ge=1, le=100)] = 10


class Invocation(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    instances: Annotated[list[Instance], Field(min_length=1, max_length=64)]
