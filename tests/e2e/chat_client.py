"""A client of the chat protocol that loses its socket and comes back, as apps on bad networks do."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

LOST_SECONDS = 20.0  # after which an unanswered question is asked again
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 3.0

Entry = dict[str, Any]


@dataclass
class ChatClient:
    """`ticket` gets a fresh one from the HTTP API, blocking. `entries` is what a person would see, by number."""

    name: str
    ticket: Callable[[], dict[str, Any]]
    session: aiohttp.ClientSession
    language: str | None = None  # into which what is said is to be translated
    entries: list[Entry] = field(default_factory=list)
    through: int = 0  # from the first entry on
    welcomed: bool = False
    unacknowledged: dict[str, str] = field(default_factory=dict)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    drops: int = 0
    frames: int = 0
    socket: aiohttp.ClientWebSocketResponse | None = None
    stopping: bool = False
    fetching: bool = False
    asked_at: float = 0.0
    heard_at: float = 0.0
    arrived: dict[str, float] = field(default_factory=dict)  # a text, and when on the monotonic clock

    async def run(self) -> None:
        """Until stopped: connects, hears, and connects again."""
        pause = FIRST_PAUSE_SECONDS
        while not self.stopping:
            try:
                await self._one_connection()
                pause = FIRST_PAUSE_SECONDS
            except (aiohttp.ClientError, OSError, TimeoutError):
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
            if not self.stopping:
                await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - jitter

    async def _one_connection(self) -> None:
        ticket = await asyncio.to_thread(self.ticket)
        async with self.session.ws_connect(f"{ticket['url']}?ticket={ticket['ticket']}") as socket:
            self.socket, self.fetching = socket, False
            try:
                wish = {"translate_to": self.language} if self.language else {}
                await self._tell({"action": "join", "resume_from": self.through, **wish})
                for ref in list(self.unacknowledged):
                    await self._say_again(ref)
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        await self._hear(json.loads(message.data))
            finally:
                self.socket = None

    async def _hear(self, frame: dict[str, Any]) -> None:
        self.frames, self.heard_at = self.frames + 1, time.monotonic()
        match frame["type"]:
            case "welcome" | "entries":
                await self._take(frame)
            case "ack":
                self.unacknowledged.pop(frame["ref"], None)
            case "refusal" if "retry_after" in frame:
                self.fetching = False
                await asyncio.sleep(frame["retry_after"])
                await self._say_again(frame.get("ref", ""))
            case "refusal":
                self.refusals.append(frame)
            case "pong" if frame["through"] > self.through:
                if time.monotonic() - self.asked_at > LOST_SECONDS:  # the answer, or the question
                    self.fetching = False
                await self._fetch()

    async def _take(self, frame: dict[str, Any]) -> None:
        self.welcomed = True
        if frame["after"] > self.through:  # a frame is missing in between
            await self._fetch()
            return
        self.fetching = False
        new = [entry for entry in frame["entries"] if entry["seq"] > self.through]
        self.arrived |= {entry["text"]: time.monotonic() for entry in new if "text" in entry}
        self.entries += new
        self.through = max(self.through, frame["through"])
        if frame.get("more"):
            await self._fetch()

    async def _fetch(self) -> None:
        """One question at a time, however many frames show that something is missing."""
        if not self.fetching:
            self.fetching, self.asked_at = True, time.monotonic()
            await self._tell({"action": "fetch", "after": self.through})

    async def _tell(self, frame: dict[str, Any]) -> None:
        if self.socket and not self.socket.closed:
            await self.socket.send_json(frame)

    async def say(self, ref: str, text: str) -> None:
        """Kept until it is acknowledged, and said again on the next connection."""
        self.unacknowledged[ref] = text
        try:
            await self._tell({"action": "send", "ref": ref, "text": text})
        except (ConnectionError, aiohttp.ClientError):
            return  # the next connection says it

    async def _say_again(self, ref: str) -> None:
        if ref in self.unacknowledged:
            await self._tell({"action": "send", "ref": ref, "text": self.unacknowledged[ref]})

    def has(self, messages: int) -> bool:
        return not self.unacknowledged and len(self.entries) >= messages

    async def ping(self) -> None:
        try:
            await self._tell({"action": "ping"})
        except (ConnectionError, aiohttp.ClientError):
            return

    @property
    def connected(self) -> bool:
        return self.socket is not None and not self.socket.closed

    def drop(self) -> None:
        """The network goes away: no goodbye."""
        if self.socket and not self.socket.closed:
            transport = self.socket.get_extra_info("transport")
            self.drops += 1
            if transport is not None:
                transport.abort()
            elif self.socket._response.connection:
                self.socket._response.connection.close()

    async def stop(self) -> None:
        self.stopping = True
        if self.socket:
            await self.socket.close()
