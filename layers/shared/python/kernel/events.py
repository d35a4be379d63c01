"""Events: what one capability announces and the others hear."""

import json
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from kernel.clock import from_iso, iso
from kernel.identifiers import new_id

SOURCE_PREFIX = "madang."


class Event(BaseModel):
    """A published fact. Fields are only ever added; unknown ones are ignored, so publishers may go first.

    Validators are made at first use: a module of events is imported for one or two of them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True, defer_build=True)
    capability: ClassVar[str]

    @classmethod
    def detail_type(cls) -> str:
        return cls.__name__

    @classmethod
    def source(cls) -> str:
        """The EventBridge source, `madang.channels`."""
        return SOURCE_PREFIX + cls.capability

    @classmethod
    def from_detail(cls, detail: dict[str, Any]) -> Self:
        """Reads an EventBridge `detail` that `envelope` wrote."""
        return cls.model_validate(detail["data"])


def envelope(event: Event, occurred_at: datetime, event_id: str | None = None) -> str:
    """The EventBridge `detail` as JSON: `metadata` (event_id, occurred_at) and `data` (the event's fields)."""
    metadata = {"event_id": event_id or new_id("evt"), "occurred_at": iso(occurred_at)}
    return json.dumps({"metadata": metadata, "data": event.model_dump(mode="json")}, separators=(",", ":"))


def occurred_at(detail: dict[str, Any]) -> datetime:
    return from_iso(detail["metadata"]["occurred_at"])
