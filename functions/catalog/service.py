"""Use cases of catalog."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from contracts.catalog import TitleFailed, TitlePublished, TitleRemoved
from contracts.live import session_id_of
from functions.catalog.domain import MAX_ATTEMPTS, Rendition, Source, State, Title, found
from functions.catalog.ladder import Media
from kernel.clock import Clock
from kernel.events import Event
from kernel.identifiers import id_from

STALLED_AFTER = timedelta(minutes=3)


class Titles(Protocol):
    def find(self, title_id: str) -> Title | None: ...
    def save(self, title: Title, announcing: Iterable[Event] = ()) -> Title: ...
    def stalled(self, before: datetime) -> list[Title]: ...
    def expired(self, now: datetime) -> list[Title]: ...


class Workflow(Protocol):
    def start(self, title: Title) -> None: ...
    def is_running(self, title: Title) -> bool: ...


class Card(Protocol):
    channel_id: Any
    owner_id: Any
    name: Any
    retention_days: Any


@dataclass(frozen=True)
class Recording:
    """An IVS recording that has ended."""

    recording_session_id: str
    stream_id: str
    channel_arn: str
    bucket: str
    key_prefix: str
    ended_at: datetime
    duration_ms: int
    flaw: str | None = None


@dataclass(frozen=True)
class Transcoded:
    """What the workflow made of a title."""

    media_prefix: str
    media: Media
    duration_seconds: float
    renditions: tuple[Rendition, ...]
    sprite: bool
    poster: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """What happens to titles, over a store and a workflow."""

    titles: Titles
    workflow: Workflow
    now: Clock

    def add_replay(self, recording: Recording, card: Card) -> Title:
        """One title a recording, whatever is delivered how often; its workflow starts once."""
        title_id = id_from("ttl", recording.recording_session_id)
        title = self.titles.find(title_id) or self.titles.save(
            Title(
                id=title_id,
                type="live",
                name=f"{card.name} · {recording.ended_at:%Y-%m-%d %H:%M}",
                channel_id=card.channel_id,
                channel_name=card.name,
                owner_id=card.owner_id,
                state=State.PROCESSING,
                created_at=self.now(),
                source=Source("recording", recording.bucket, recording.key_prefix),
                session_id=session_id_of(recording.stream_id),
                retention_days=int(card.retention_days),
                note=recording.flaw,
            )
        )
        if title.state is State.PROCESSING:
            self.workflow.start(title)
        return title

    def process(self, title: Title) -> Title:
        """An upload is whole: on to the workflow."""
        processing = self.titles.save(title.processing())
        self.workflow.start(processing)
        return processing

    def publish(self, title_id: str, made: Transcoded) -> Title:
        title = found(self.titles.find(title_id))
        published = title.published(
            self.now(),
            media_prefix=made.media_prefix,
            duration_seconds=made.duration_seconds,
            renditions=made.renditions,
            sprite=made.sprite,
            poster=made.poster,
            notes=made.notes,
        )
        return self.titles.save(published, [_published(published)])

    def fail(self, title_id: str, code: str, reason: str) -> Title:
        title = found(self.titles.find(title_id))
        if title.state is not State.PROCESSING:
            return title
        failed = title.failed(code, reason)
        event = TitleFailed(
            title_id=title.id,
            channel_id=title.channel_id,
            owner_id=title.owner_id,
            session_id=title.session_id,
            reason_code=code,
            reason=reason,
        )
        return self.titles.save(failed, [event])

    def resume_stalled(self) -> int:
        """Titles whose workflow is gone (or never began) start again; after MAX_ATTEMPTS they say why they failed."""
        resumed = 0
        for title in self.titles.stalled(self.now() - STALLED_AFTER):
            if self.workflow.is_running(title):
                continue
            if title.attempt >= MAX_ATTEMPTS:
                self.fail(title.id, "processing_stopped", "Processing stopped several times; upload it again.")
                continue
            self.workflow.start(self.titles.save(title.tried_again()))
            resumed += 1
        return resumed

    def remove(self, title: Title) -> Title:
        """From every list at once; the media are deleted by the caller, after this."""
        event = TitleRemoved(title_id=title.id, channel_id=title.channel_id, owner_id=title.owner_id)
        return self.titles.save(title.removed(), [event])

    def describe(self, title: Title, name: str | None, description: str | None) -> Title:
        changed = replace(
            title,
            name=name or title.name,
            description=title.description if description is None else description,
        )
        events = [_published(changed)] if changed.state is State.PUBLISHED else []
        return self.titles.save(changed, events)


def _published(title: Title) -> TitlePublished:
    if title.media_prefix is None or title.published_at is None or title.duration_seconds is None:
        raise ValueError(f"{title.id} is not published")
    return TitlePublished(
        title_id=title.id,
        type=title.type,
        name=title.name,
        channel_id=title.channel_id,
        owner_id=title.owner_id,
        session_id=title.session_id,
        media_prefix=title.media_prefix,
        playlist=title.playlist,
        duration_seconds=title.duration_seconds,
        published_at=title.published_at,
        expires_at=title.expires_at,
    )
