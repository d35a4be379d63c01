"""Records one broadcast: spool first, then S3; a broadcast that a crash cut off is finished by the same steps."""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.media import recording_layout as layout
from local.media.boxes import read_tracks
from local.media.clock import iso
from local.media.control import Grant
from local.media.fragments import Init
from local.media.ladder import Rung
from local.media.recording_layout import RecordingFacts
from local.media.rendition import Rendition, Segment
from local.media.spool import Entry, JournalLine
from local.media.storage import Bucket, Uploads
from local.media.thumbnails import Thumbnails

UPLOAD_PATIENCE_SECONDS = 60.0
LAST_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The "recording" of control's `ended` notice, and whether the spool may go."""

    notice: dict[str, Any]
    complete: bool


def facts_of(entry: Entry) -> tuple[Grant, RecordingFacts]:
    description = entry.describe()
    grant = Grant.of(description["grant"])
    facts = RecordingFacts(
        channel_arn=grant.channel_arn,
        started_at=datetime.fromisoformat(description["started_at"]),
        framerate=description["framerate"],
        rungs=tuple(Rung(**rung) for rung in description["rungs"]),
    )
    return grant, facts


class Recording:
    """One broadcast's journal, and its recording when the channel has one (`bucket`)."""

    def __init__(self, entry: Entry, bucket: Bucket | None, ffmpeg: str) -> None:
        self._entry = entry
        self._grant, self._facts = facts_of(entry)
        self._counts: dict[str, int] = {}
        self._uploads: Uploads | None = None
        self._thumbnails: Thumbnails | None = None
        self._task: asyncio.Task[None] | None = None
        target = self._grant.recording
        if bucket and target:
            self._uploads = Uploads(bucket, target.key_prefix)
            self._thumbnails = Thumbnails(ffmpeg, target.thumbnail_interval_seconds, self._save)
            self._task = asyncio.create_task(self._uploads.run())

    def begin(self) -> None:
        self._save(layout.STARTED, layout.event(self._facts, "RECORDING_STARTED"))

    def add(self, rendition: Rendition, segment: Segment) -> None:
        """The journal line comes last: what it names is on disk."""
        number = self._counts.get(rendition.name, 0)
        self._counts[rendition.name] = number + 1
        if number == 0 and rendition.init:
            self._save(layout.init_path(rendition.name), rendition.init.data)
        self._save(layout.segment_path(rendition.name, number), segment.data)
        bits = 8 * sum(len(part.data) for part in segment.parts)
        self._entry.note(JournalLine(rendition.name, f"{number}.m4s", segment.duration, iso(segment.starts_at), bits))
        if self._thumbnails and rendition.name == self._facts.rungs[-1].name and rendition.init:
            self._thumbnails.consider(rendition.init.data + segment.parts[0].data, segment.starts_at)

    def _save(self, relative: str, data: bytes) -> None:
        if self._uploads:
            self._uploads.add(relative, self._entry.save(relative, data))

    async def finish(self, ended_at: datetime) -> Outcome | None:
        """None when the channel does not record. Everything is in S3 afterwards, or the outcome says that it is not."""
        if not self._uploads or not self._task or not self._grant.recording or not self._facts.rungs:
            return None
        if self._thumbnails:
            await self._thumbnails.settle()
        journal = self._entry.journal()
        duration = layout.duration_ms(journal, self._facts.rungs)
        codecs = {rung.name: init.codecs for rung in self._facts.rungs if (init := self._init(rung.name))}
        for relative, body in layout.playlist_files(self._facts, journal, codecs).items():
            self._save(relative, body)
        uploaded = await self._uploads.drained(UPLOAD_PATIENCE_SECONDS)
        status = "RECORDING_ENDED" if uploaded and journal else "RECORDING_ENDED_WITH_FAILURE"
        self._save(layout.ENDED, layout.event(self._facts, status, ended_at, duration))
        uploaded = await self._uploads.drained(UPLOAD_PATIENCE_SECONDS if uploaded else LAST_PATIENCE_SECONDS)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        notice = {"duration_ms": duration, "status": status, "key_prefix": self._grant.recording.key_prefix}
        return Outcome(notice, complete=uploaded)

    async def resume(self) -> None:
        """After a crash: what S3 lacks goes up again."""
        if self._uploads:
            await self._uploads.add_missing(self._entry.files)

    def _init(self, rendition: str) -> Init | None:
        path = self._entry.files / layout.init_path(rendition)
        if not path.exists():
            return None
        data = path.read_bytes()
        return Init(data, read_tracks(data))
