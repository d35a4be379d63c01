"""What recommendations announces."""

from datetime import datetime
from typing import ClassVar, Literal

from kernel.events import Event

Signal = Literal["audience", "talk"]


class ChannelWatched(Event):
    """Somebody watched a channel, live or its titles, for so many minutes until `watched_at`."""

    capability: ClassVar[str] = "recommendations"
    user_id: str
    channel_id: str
    minutes: float
    watched_at: datetime


class RankingMoved(Event):
    """Something that is going on now moved an item, for everybody, without any model being trained again.

    `strength` is what it adds to the item's standing among those of its kind, in halvings of its distance to the first.
    `name` is absent where not everybody may be shown the item: no region, no age, no window keeps it from anybody.
    """

    capability: ClassVar[str] = "recommendations"
    kind: Literal["title", "channel", "product"]
    item_id: str
    signal: Signal
    strength: float
    channel_id: str | None = None
    session_id: str | None = None
    offset_seconds: int | None = None  # into the broadcast
    moved_at: datetime
    name: str | None = None
