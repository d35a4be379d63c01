"""One broadcast, from the accepted publisher to the notice that it ended."""

import asyncio
import collections
import contextlib
from asyncio.subprocess import PIPE
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from local.media import ladder
from local.media.clock import Clock, iso
from local.media.control import Control, Grant
from local.media.fragments import Fragment, FragmentCutter
from local.media.health import Health
from local.media.ladder import Media, Rung
from local.media.lifeline import tied
from local.media.recording import Outcome, Recording
from local.media.rendition import Rendition, Segment
from local.media.spool import Entry

_LONGEST_SEGMENT_SECONDS = 30.0  # a publisher without keyframes would fill the memory
_FLUSH_SECONDS = 10.0
_KEPT_LOG_LINES = 20


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every broadcast needs of its surroundings; `source` and `target` are URLs to pull from and to post to."""

    ffmpeg: str
    control: Control
    now: Clock
    source: Callable[[str], str]
    target: Callable[[str], str]
    stop_publisher: Callable[[str], None]
    open_recording: Callable[[Entry], Recording]


class Broadcast:
    def __init__(self, grant: Grant, publisher: str, entry: Entry, workshop: Workshop) -> None:
        self.grant = grant
        self.publisher = publisher
        self.renditions: dict[str, Rendition] = {}
        self.rungs: tuple[Rung, ...] = ()
        self.health = Health()
        self.started_at = workshop.now()
        self.live = False
        self.ended_at: datetime | None = None
        self.framerate = 0.0
        self._entry = entry
        self._workshop = workshop
        self._recording: Recording | None = None
        self._epoch: datetime | None = None
        self._media: asyncio.Future[Media | None] = asyncio.get_running_loop().create_future()
        self._reason = "publisher_stopped"
        self._feeds = 0
        self._fed = asyncio.Event()
        entry.begin(grant, self.started_at)
        self._metadata_count = 0
        self._log: collections.deque[str] = collections.deque(maxlen=_KEPT_LOG_LINES)

    # What the ingest and the control plane say

    def media_known(self, media: Media) -> None:
        if not self._media.done():
            self._media.set_result(media)

    def publisher_left(self, *, frozen: bool) -> None:
        if frozen and self._reason == "publisher_stopped":
            self._reason = "frozen"
        if not self._media.done():
            self._media.set_result(None)

    def stop(self, reason: str) -> None:
        """`reason` is one of control's: stopped_by_api, failed."""
        self._reason = reason
        self._workshop.stop_publisher(self.publisher)

    def insert_metadata(self, text: str) -> None:
        self._metadata_count += 1
        for rendition in self.renditions.values():
            rendition.insert_metadata(text, self._metadata_count)

    # Its life

    async def run(self) -> None:
        """Returns when control has been told (on disk) that it ended."""
        media = await self._media
        if media and media.unsupported:
            print(f"media: stream {self.grant.stream_id} refused: {media.unsupported}", flush=True)
            self.stop("failed")
        elif media:
            await self._transcode(media)
        await self._finish()

    async def _transcode(self, media: Media) -> None:
        self.framerate = media.video.framerate if media.video else 0.0
        self.rungs = ladder.plan(media, transcoded=self.grant.type == "STANDARD")
        self._entry.begin(self.grant, self.started_at, self.framerate, self.rungs)
        self._recording = self._workshop.open_recording(self._entry)
        self._recording.begin()
        self.renditions = {rung.name: Rendition(rung.name, self._wall_clock, self._segment_done) for rung in self.rungs}
        self._media_sent = media
        stream = self.grant.stream_id
        command = ladder.command(
            self._workshop.ffmpeg, self._workshop.source(stream), media, self.rungs, self._workshop.target(stream)
        )
        process = await asyncio.create_subprocess_exec(*tied(command), stderr=PIPE)
        if process.stderr:
            async for line in process.stderr:
                self._log.append(line.decode(errors="replace").rstrip())
        status = await process.wait()
        await self._flushed()
        if not self.live:
            self._reason = "failed"
            print(
                f"media: ffmpeg ended with status {status} before anything was playable: {' | '.join(self._log)}",
                flush=True,
            )
        self._workshop.stop_publisher(self.publisher)  # ffmpeg ends first only when it fails

    async def _flushed(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FLUSH_SECONDS):
                while self._feeds:
                    self._fed.clear()
                    await self._fed.wait()
        for rendition in self.renditions.values():
            if not rendition.ended:
                rendition.end()

    async def take(self, rendition: Rendition, chunks: Any) -> None:
        """The bytes of one rendition as ffmpeg posts them. Raises ValueError when they are no CMAF."""
        cutter = FragmentCutter()
        self._feeds += 1
        try:
            async for chunk in chunks:
                for found in cutter.feed(chunk):
                    self._found(rendition, found)
        finally:
            self._feeds -= 1
            self._fed.set()
            rendition.end()

    def _found(self, rendition: Rendition, found: Any) -> None:
        if isinstance(found, Fragment):
            rendition.add(found)
            if rendition.open and rendition.open.duration > _LONGEST_SEGMENT_SECONDS:
                self.stop("failed")
        else:
            rendition.init = found

    def _wall_clock(self, media_seconds: float) -> datetime:
        """One anchor for every rendition, so that their EXT-X-PROGRAM-DATE-TIME agree."""
        if self._epoch is None:
            self._epoch = self._workshop.now() - timedelta(seconds=media_seconds)
        return self._epoch + timedelta(seconds=media_seconds)

    def _segment_done(self, rendition: Rendition, segment: Segment) -> None:
        if self._recording:
            self._recording.add(rendition, segment)
        if not self.live and all(other.segments for other in self.renditions.values()):
            self.live = True
            self._workshop.control.tell(self.grant.stream_id, "started", self._started_notice())

    def _started_notice(self) -> dict[str, Any]:
        media = self._media_sent
        return {
            "at": iso(self.started_at),
            "video": asdict(replace(media.video, codec=self._codec("video"))) if media.video else None,
            "audio": asdict(replace(media.audio, codec=self._codec("audio"))) if media.audio else None,
            "renditions": [{"name": rung.name, "width": rung.width, "height": rung.height} for rung in self.rungs],
            "playback_path": f"/live/{self.grant.channel_id}.m3u8",
        }

    def _codec(self, kind: str) -> str:
        init = self.renditions[self.rungs[0].name].init
        return next((track.codec for track in (init.tracks if init else ()) if track.kind == kind), "")

    async def _finish(self) -> None:
        self.ended_at = self._workshop.now()
        if self._recording is None:
            self._workshop.control.tell(self.grant.stream_id, "ended", ended_notice(self.ended_at, "failed", 0, None))
            self._entry.remove()
            return
        outcome = await self._recording.finish(self.ended_at)
        duration = round(1000 * self.renditions[self.rungs[0].name].duration)
        notice = ended_notice(self.ended_at, self._reason, duration, outcome)
        self._workshop.control.tell(self.grant.stream_id, "ended", notice)
        close_entry(self._entry, outcome)


def ended_notice(
    at: datetime, reason: str, duration_ms: int, outcome: Outcome | None, *, recovered: bool = False
) -> dict[str, Any]:
    return {
        "at": iso(at),
        "reason": reason,
        "duration_ms": duration_ms,
        "recovered": recovered,
        "recording": outcome.notice if outcome else None,
    }


def close_entry(entry: Entry, outcome: Outcome | None) -> None:
    """A recording that S3 did not take stays in the spool, marked as told."""
    if outcome is None or outcome.complete:
        entry.remove()
    else:
        (entry.directory / "told").touch()
