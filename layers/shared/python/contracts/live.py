"""What live announces."""

from datetime import datetime
from typing import ClassVar

from kernel.events import Event


class LiveStarted(Event):
    """A broadcast is on. At most once a session, and never after its LiveEnded."""

    capability: ClassVar[str] = "live"
    session_id: str
    channel_id: str
    stream_id: str
    started_at: datetime


class LiveEnded(Event):
    """A broadcast is over; times are those of the media plane, not of the events' arrival."""

    capability: ClassVar[str] = "live"
    session_id: str
    channel_id: str
    stream_id: str
    started_at: datetime
    ended_at: datetime
    duration_seconds: int
