"""Puts the media plane together: ingest, broadcasts, origin, recordings, control."""

import asyncio
import functools
import signal
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from local.media.broadcast import Broadcast, Workshop
from local.media.clock import Clock
from local.media.control import Control
from local.media.control_api import ControlApi
from local.media.ingest import Ingest, Message
from local.media.ladder import Media
from local.media.origin import Origin
from local.media.playback import PlaybackKeys, Sessions
from local.media.recording import Recording, facts_of
from local.media.recovery import recover
from local.media.spool import Entry, Spool
from local.media.storage import S3Bucket

HOST = "127.0.0.1"
HELD_AFTER_END = timedelta(seconds=30)  # viewers behind the live edge still read the last segments


@dataclass(frozen=True, slots=True)
class Settings:
    rtmp_port: int
    http_port: int
    control_url: str
    control_secret: str
    spool: Path
    s3_endpoint: str
    node: str
    ffmpeg: str
    idle_milliseconds: int


class Plane:
    def __init__(self, settings: Settings, now: Clock) -> None:
        self._settings = settings
        self._now = now
        self._spool = Spool(settings.spool)
        self._control = Control(settings.control_url, settings.control_secret, self._spool.outbox)
        self._ingest = Ingest(settings.node, settings.rtmp_port, settings.idle_milliseconds, self._hear)
        self._sessions = Sessions(now)
        keys = PlaybackKeys(self._control.playback_keys, now)
        self._origin = Origin(self._live, self._held, keys, self._sessions)
        self._broadcasts: dict[str, Broadcast] = {}  # by stream id, ended ones for a little while
        self._of_publisher: dict[str, Broadcast] = {}
        self._gone: set[str] = set()  # publishers that left while control was asked
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = False
        self._workshop = Workshop(
            ffmpeg=settings.ffmpeg,
            control=self._control,
            now=now,
            source=lambda stream: f"rtmp://{HOST}:{settings.rtmp_port}/pull/{stream}",
            target=lambda stream: f"http://{HOST}:{settings.http_port}/ingest/{self._origin.post_secret}/{stream}",
            stop_publisher=self._ingest.stop,
            open_recording=self._open_recording,
        )

    async def run(self) -> None:
        """Until SIGTERM or SIGINT, which end the broadcasts properly. Raises when a part cannot start or dies."""
        await self._control.open()
        runner = web.AppRunner(self._web(), access_log=None, shutdown_timeout=1.0)  # an access log would hold tokens
        await runner.setup()
        await web.TCPSite(runner, HOST, self._settings.http_port).start()
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        try:
            await self._work(stopped)
        finally:
            await runner.cleanup()
            await self._control.close()

    async def _work(self, stopped: asyncio.Event) -> None:
        await self._ingest.start()
        workers = [asyncio.create_task(work) for work in (self._ingest.run(), self._control.deliver(), self._recover())]
        ending = asyncio.create_task(stopped.wait())
        try:
            listening = asyncio.create_task(self._ingest.listening())
            await asyncio.wait([listening, workers[0]], return_when=asyncio.FIRST_COMPLETED)
            if workers[0].done():
                listening.cancel()
                workers[0].result()
            await listening
            self._ready = True
            print(f"media: rtmp {self._settings.rtmp_port}, http {self._settings.http_port}", flush=True)
            await self._first_failure(workers, ending)
        finally:
            await self._wind_down(workers)

    async def _first_failure(self, workers: list[asyncio.Task[None]], ending: asyncio.Task[bool]) -> None:
        pending: set[asyncio.Task[None] | asyncio.Task[bool]] = {*workers, ending}
        while not ending.done():
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()

    async def _wind_down(self, workers: list[asyncio.Task[None]]) -> None:
        self._ready = False
        for broadcast in self._of_publisher.values():
            self._ingest.stop(broadcast.publisher)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=20)
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await self._control.deliver_once()
        await self._ingest.close()

    async def _recover(self) -> None:
        count = await recover(self._spool, self._open_recording, self._control)
        if count:
            print(f"media: finished {count} broadcasts that a crash had cut off", flush=True)
        self._control.tell("all", "recovered", {})

    def _web(self) -> web.Application:
        control = ControlApi(
            self._settings.control_secret,
            self._on_air,
            self._sessions,
            lambda: self._ready,
        )
        app = web.Application(middlewares=[control.guard])
        self._origin.add_routes(app)
        control.add_routes(app)
        return app

    def _open_recording(self, entry: Entry) -> Recording:
        grant, _ = facts_of(entry)
        bucket = S3Bucket(self._settings.s3_endpoint, grant.recording.bucket) if grant.recording else None
        return Recording(entry, bucket, self._settings.ffmpeg)

    def _live(self, channel_id: str) -> Broadcast | None:
        mine = [one for one in self._on_air() if one.grant.channel_id == channel_id and one.live]
        return mine[-1] if mine else None

    def _on_air(self) -> list[Broadcast]:
        """Not those whose recording is still on its way to S3."""
        return [one for one in self._of_publisher.values() if one.ended_at is None]

    def _held(self, stream_id: str) -> Broadcast | None:
        return self._broadcasts.get(stream_id)

    # What the ingest says

    async def _hear(self, message: Message) -> None:
        if message["event"] == "publish":
            self._spawn(self._admit(message["id"], message["key"], message["ip"]))
        elif message["event"] == "sample":
            for sample in message["samples"]:
                self._measured(sample)
        elif message["event"] == "unpublish":
            self._left(message)
        elif broadcast := self._of_publisher.get(message["id"]):
            broadcast.media_known(Media.of(message))

    async def _admit(self, publisher: str, key: str, ip: str) -> None:
        grant = await self._control.authorize(key, ip)
        if publisher in self._gone or grant is None:
            self._gone.discard(publisher)
            self._ingest.refuse(publisher)
            return
        broadcast = Broadcast(grant, publisher, self._spool.entry(grant.stream_id), self._workshop)
        self._broadcasts[grant.stream_id] = self._of_publisher[publisher] = broadcast
        self._ingest.accept(publisher, grant.stream_id)
        try:
            await broadcast.run()
        finally:
            self._ingest.stop(publisher)
            self._of_publisher.pop(publisher, None)
            forget = functools.partial(self._broadcasts.pop, grant.stream_id, None)
            asyncio.get_running_loop().call_later(HELD_AFTER_END.total_seconds(), forget)

    def _left(self, message: Message) -> None:
        broadcast = self._of_publisher.get(message["id"])
        if broadcast:
            broadcast.publisher_left(frozen=message["frozen"])
        else:
            self._gone.add(message["id"])

    def _measured(self, sample: Message) -> None:
        broadcast = self._of_publisher.get(sample["id"])
        report = broadcast.health.add(sample, self._now()) if broadcast else None
        if broadcast and report:
            self._spawn(self._control.metrics(broadcast.grant.stream_id, *report))

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            print(f"media: a task failed: {type(error).__name__}: {error}", flush=True)
