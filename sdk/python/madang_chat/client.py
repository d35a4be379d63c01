"""The room on real sockets and a real clock, by aiohttp: `pip install madang-chat[aiohttp]`."""

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp

from .deeds import Close, Deed, News, Open, Send
from .frames import Entry
from .reading import decoded
from .room import LOST, Room

Json = dict[str, Any]


class ShutOut(Exception):
    """Raised by the app's ticket function: this person is let in no more (403 `banned`); nothing is tried again."""


class ChatClient:
    """One person in one room, while `run` runs.

    `ticket` gets a fresh ticket (`{"url": …, "ticket": …}`) for every connection; OSError, TimeoutError and
    aiohttp.ClientError of it are a network that is away. `hear` is called with all that happens, in order.
    """

    def __init__(
        self, ticket: Callable[[], Awaitable[Json]], hear: Callable[[News], None], language: str | None = None
    ) -> None:
        self._ticket, self._hear = ticket, hear
        self._room = Room(random.random, language)
        self._sockets: dict[int, aiohttp.ClientWebSocketResponse] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._changed = asyncio.Event()
        self._acting = self._ended = False

    @property
    def entries(self) -> list[Entry]:
        """The newest entries in order, without a gap; at most 2,000."""
        return [Entry.from_dict(entry) for entry in self._room.log.entries]

    @property
    def through(self) -> int:
        """The number of the newest entry."""
        return self._room.log.through

    @property
    def unanswered(self) -> int:
        """How much was said and is not answered yet."""
        return len(self._room.waiting)

    async def run(self) -> None:
        """Until it is cancelled, or the person is let in no more."""
        async with aiohttp.ClientSession() as session:
            self._session, self._ended = session, False
            try:
                self._act(self._room.start)
                while not self._ended:
                    await self._sleep()
                    self._act(lambda: None)
            finally:
                self._act(self._room.stop)
                await asyncio.gather(*self._tasks.values(), *self._sending, return_exceptions=True)

    def wake(self) -> None:
        """For when the network is back."""
        self._act(self._room.wake)

    def send(self, text: str, mentions: list[str] | None = None, ref: str | None = None) -> str:
        """Says something and answers its ref, which the news of it carries. The same ref again is the same message."""
        known = ref or secrets.token_hex(12)
        called = {"mentions": mentions} if mentions else {}
        self._act(lambda: self._room.ask({"action": "send", "ref": known, "text": text, **called}))
        return known

    def vote(self, poll_id: str, option: int, ref: str | None = None) -> str:
        """Chooses in the poll that is open; `option` counts from 0."""
        known = ref or secrets.token_hex(12)
        self._act(lambda: self._room.ask({"action": "vote", "ref": known, "poll_id": poll_id, "option": option}))
        return known

    def bring(self, text: str) -> None:
        """A frame that came another way than by the socket: AppSync Events, for a room that has moved."""
        frame, line = decoded(text), next(iter(self._sockets), None)
        if frame and frame["type"] == "entries" and line is not None:
            self._act(partial(self._room.heard, line, frame))

    async def _sleep(self) -> None:
        due = self._room.timers.next
        self._changed.clear()
        wait = None if due is None else max(0.0, due / 1000 - _now())
        try:
            await asyncio.wait_for(self._changed.wait(), wait)
        except TimeoutError:
            return

    def _act(self, happened: Callable[[], None]) -> None:
        """Tells the room something, then does what it wants; what that leads to at once is in the same turn."""
        self._room.timers.advance(_now() * 1000)
        happened()
        if self._acting:
            return
        self._acting = True
        try:
            while deeds := self._room.done():
                for deed in deeds:
                    self._do(deed)
        finally:
            self._acting = False
        self._changed.set()

    def _do(self, deed: Deed) -> None:
        match deed:
            case Open(line):
                self._tasks[line] = asyncio.create_task(self._connection(line))
            case Send(line, frame):
                if socket := self._sockets.get(line):
                    task = asyncio.create_task(self._told(socket, frame))
                    self._sending.add(task)
                    task.add_done_callback(self._sending.discard)
            case Close(line):
                self._sockets.pop(line, None)
                if connection := self._tasks.get(line):
                    connection.cancel()
            case News():
                self._ended = self._ended or deed.kind == "shut_out"
                self._hear(deed)

    async def _told(self, socket: aiohttp.ClientWebSocketResponse, frame: Json) -> None:
        try:
            await socket.send_json(frame)
        except (ConnectionError, aiohttp.ClientError):
            return  # its loss is told by the connection

    async def _connection(self, line: int) -> None:
        code = LOST
        try:
            ticket = await self._ticket()
            if self._session is None:
                raise RuntimeError("a connection outside of run")
            async with self._session.ws_connect(ticket["url"], params={"ticket": ticket["ticket"]}) as socket:
                self._sockets[line] = socket
                self._act(lambda: self._room.opened(line))
                async for message in socket:
                    frame = decoded(message.data) if message.type is aiohttp.WSMsgType.TEXT else None
                    if frame:
                        self._act(partial(self._room.heard, line, frame))
                code = socket.close_code or LOST
        except ShutOut:
            self._act(self._room.let_in_no_more)
        except (OSError, TimeoutError, aiohttp.ClientError):
            code = LOST
        finally:
            self._sockets.pop(line, None)
            self._tasks.pop(line, None)
        self._act(lambda: self._room.lost(line, code))


def _now() -> float:
    """Seconds since the epoch: the server says in its time when to reconnect."""
    return time.time()  # noqa: TID251 - a client of its own, without the platform's kernel
