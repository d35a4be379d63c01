"""What catalog announces."""

from datetime import datetime
from typing import ClassVar, Literal

from kernel.events import Event

TitleType = Literal["live", "video", "music", "podcast"]


class TitlePublished(Event):
    """A title can be played from `media_prefix` of the media bucket; sent again when it is replaced."""

    capability: ClassVar[str] = "catalog"
    title_id: str
    type: TitleType
    name: str
    channel_id: str
    owner_id: str
    session_id: str | None = None
    media_prefix: str
    playlist: str
    duration_seconds: float
    published_at: datetime
    expires_at: datetime | None = None


class TitleFailed(Event):
    capability: ClassVar[str] = "catalog"
    title_id: str
    channel_id: str
    owner_id: str
    session_id: str | None = None
    reason_code: str
    reason: str


class TitleRemoved(Event):
    """The title and its media are gone."""

    capability: ClassVar[str] = "catalog"
    title_id: str
    channel_id: str
    owner_id: str
