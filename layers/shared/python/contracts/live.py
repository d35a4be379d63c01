"""What live announces."""

from datetime import datetime
from typing import ClassVar

from kernel.events import Event
from kernel.identifiers import id_from


class LiveStarted(Event):
    """A broadcast is on. At most once a session, and never after its LiveEnded."""

    capability: ClassVar[str] = "live"
    session_id: str
    channel_id: str
    stream_id: str
    started_at: datetime


class LiveEnded(Event):
    """A broadcast is over; times are those of the media plane, not of the events' arrival.

    Sent again, whole, if a later-heard event shows that it ended earlier.
    """

    capability: ClassVar[str] = "live"
    session_id: str
    channel_id: str
    stream_id: str
    started_at: datetime
    ended_at: datetime
    duration_seconds: int


class AudienceChanged(Event):
    """More, or fewer, people watch a broadcast than when this was announced last: by 30 % or more, and by five."""

    capability: ClassVar[str] = "live"
    session_id: str
    channel_id: str
    viewers: int
    viewers_before: int
    counted_at: datetime


def session_id_of(stream_id: str) -> str:
    """The id of the session of an Amazon IVS stream: whoever hears the stream's events can name the session."""
    return id_from("ses", stream_id)
