"""Stills of a running broadcast: thumbN.jpg at the channel's interval, and the latest about every ten seconds."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable
from datetime import datetime, timedelta

from local.media.lifeline import tied
from local.media.recording_layout import LATEST_THUMBNAIL, thumbnail_path

LATEST_INTERVAL = timedelta(seconds=10)
_TIMEOUT_SECONDS = 10.0


class Thumbnails:
    """`save` gets the relative path below the recording's prefix, and the JPEG."""

    def __init__(self, ffmpeg: str, interval_seconds: int, save: Callable[[str, bytes], None]) -> None:
        self._ffmpeg = ffmpeg
        self._interval = timedelta(seconds=interval_seconds)
        self._save = save
        self._count = 0
        self._numbered_due: datetime | None = None
        self._latest_due: datetime | None = None
        self._work: asyncio.Task[None] | None = None

    def consider(self, media: bytes, at: datetime) -> None:
        """`media` is an init segment and a part that begins with a keyframe; one still is made at a time."""
        numbered = self._numbered_due is None or at >= self._numbered_due
        latest = self._latest_due is None or at >= self._latest_due
        if not (numbered or latest) or (self._work and not self._work.done()):
            return
        if numbered:
            self._numbered_due = at + self._interval
        if latest:
            self._latest_due = at + LATEST_INTERVAL
        self._work = asyncio.create_task(self._make(media, numbered=numbered, latest=latest))

    async def _make(self, media: bytes, *, numbered: bool, latest: bool) -> None:
        picture = await self._decode(media)
        if not picture:
            return
        if numbered:
            self._save(thumbnail_path(self._count), picture)
            self._count += 1
        if latest:
            self._save(LATEST_THUMBNAIL, picture)

    async def _decode(self, media: bytes) -> bytes:
        """Empty when there is no picture in it, as in a broadcast of sound alone."""
        command = [
            self._ffmpeg,
            "-v",
            "error",
            "-f",
            "mp4",
            "-i",
            "pipe:0",
            "-frames:v",
            "1",
            "-q:v",
            "4",
            "-f",
            "mjpeg",
            "pipe:1",
        ]
        process = await asyncio.create_subprocess_exec(
            *tied(command, niceness=5), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                picture, _ = await process.communicate(media)
        except TimeoutError:
            process.kill()
            await process.wait()
            return b""
        return picture

    async def settle(self) -> None:
        if self._work:
            await self._work
