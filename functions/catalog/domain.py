"""Titles: one schema for replays, videos, music and podcasts, and the rules of their lives."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from kernel.errors import Conflict, Forbidden, NotFound

TitleType = Literal["live", "video", "music", "podcast"]
MAX_ATTEMPTS = 3


class State(StrEnum):
    UPLOADING = "uploading"
    PROCESSING = "processing"
    PUBLISHED = "published"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Source:
    """Where the original lies: an uploaded object, or the folder of an IVS recording."""

    kind: Literal["upload", "recording"]
    bucket: str
    key: str


@dataclass(frozen=True)
class Rendition:
    """One picture size of the ladder, in pixels."""

    width: int
    height: int


@dataclass(frozen=True)
class Title:
    """What can be watched or heard: a replay, a video, music, a podcast."""

    id: str
    type: TitleType
    name: str
    channel_id: str
    channel_name: str
    owner_id: str
    state: State
    created_at: datetime
    source: Source | None = None
    description: str = ""
    session_id: str | None = None
    duration_seconds: float | None = None
    published_at: datetime | None = None
    expires_at: datetime | None = None
    retention_days: int | None = None
    reason_code: str | None = None
    reason: str | None = None
    note: str | None = None
    progress_percent: int = 0
    attempt: int = 1
    media_prefix: str | None = None
    has_sprite: bool = False
    has_poster: bool = False
    renditions: tuple[Rendition, ...] = field(default_factory=tuple)
    version: int = 0

    def owned_by(self, user_id: str) -> "Title":
        if self.owner_id != user_id:
            raise Forbidden("This title is somebody else's.", code="not_your_title")
        return self

    @property
    def execution_name(self) -> str:
        """Of the workflow: starting the same attempt twice is one execution."""
        return f"{self.id}-{self.attempt}"

    @property
    def playlist(self) -> str:
        return f"{self.media_prefix}/index.m3u8"

    def processing(self) -> "Title":
        return replace(self, state=State.PROCESSING, progress_percent=0, reason=None, reason_code=None)

    def tried_again(self) -> "Title":
        if self.attempt >= MAX_ATTEMPTS:
            raise Conflict("The title was tried often enough.", code="attempts_exhausted")
        return replace(self.processing(), attempt=self.attempt + 1)

    def published(
        self,
        now: datetime,
        *,
        media_prefix: str,
        duration_seconds: float,
        renditions: tuple[Rendition, ...],
        sprite: bool,
        poster: bool,
        notes: tuple[str, ...],
    ) -> "Title":
        """A replay is kept for as long as its channel chose, counted from its publication."""
        keep = timedelta(days=self.retention_days) if self.retention_days else None
        noted = " ".join(dict.fromkeys([*([self.note] if self.note else []), *notes])) or None
        return replace(
            self,
            state=State.PUBLISHED,
            published_at=self.published_at or now,
            expires_at=(self.published_at or now) + keep if keep else None,
            media_prefix=media_prefix,
            duration_seconds=duration_seconds,
            renditions=renditions,
            has_sprite=sprite,
            has_poster=poster,
            note=noted,
            progress_percent=100,
        )

    def failed(self, code: str, reason: str) -> "Title":
        return replace(self, state=State.FAILED, reason_code=code, reason=reason)

    def removed(self) -> "Title":
        return replace(self, state=State.REMOVED)


def found(title: Title | None) -> Title:
    if title is None or title.state is State.REMOVED:
        raise NotFound("There is no such title.", code="no_such_title")
    return title
