"""What the API of raids answers."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from kernel.schemas import View


class RaidView(View):
    id: str
    from_room: str
    from_name: str
    to_room: str
    to_name: str
    note: str
    asked_at: datetime
    expires_at: datetime
    state: Literal["open", "accepted", "refused", "cancelled"]
    viewers: int | None = Field(description="In the asking room when the raid was accepted, counted on the server")


class RaidsView(View):
    incoming: list[RaidView]
    outgoing: list[RaidView] = Field(description="At most one; it may be refused already, which nothing else tells")
