"""A room full of viewers in a process of its own: one of them speaks, and when does each of them have it?

The same client for every server; only the dialect differs: what is said to enter, to speak and to stay. It prints
{"ready": …} once everybody is in and warm, waits for a line on its standard input, and prints its figures.

python -m benchmarks.chat.viewers DIALECT PORT VIEWERS MESSAGES GAP_SECONDS
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.chat.limits import many_sockets
from benchmarks.chat.websocket import PING, PONG, TEXT, Reader, frame, upgrade_request

AT_ONCE = 50  # viewers that come in at the same time
WARM_UP = 3  # messages that do not count
PATIENCE_SECONDS = 15.0
WORDS = "안녕하세요 오늘 방송 정말 재미있어요 👏 " * 2
_MARK = re.compile(rb"@@(\d+)@@")


@dataclass(frozen=True)
class Dialect:
    """How one server wants to be spoken to. `answer` is what a frame of the server must be answered with."""

    path: str
    say: Callable[[int, str], str]
    entered: bytes = b""  # the frame that says so begins like this; empty: the upgrade is enough
    answer: Callable[[bytes], bytes | None] = lambda _: None


def _socketio_answer(payload: bytes) -> bytes | None:
    """Engine.IO's opening asks for a connect to the namespace, its ping for a pong."""
    return {b"0": b"40", b"2": b"3"}.get(payload if payload == b"2" else payload[:1])


DIALECTS = {
    "madang": Dialect(
        "/v1",
        lambda number, text: json.dumps({"action": "send", "ref": f"r{number}", "text": text}, ensure_ascii=False),
    ),
    "channels": Dialect(
        "/ws/room", lambda _, text: json.dumps({"type": "message", "text": text}, ensure_ascii=False), b'{"entered"'
    ),
    "socketio": Dialect(
        "/socket.io/?EIO=4&transport=websocket",
        lambda _, text: "42" + json.dumps(["say", text], ensure_ascii=False),
        b"40",
        _socketio_answer,
    ),
}


class Room:
    """What was said when, and who has it."""

    def __init__(self) -> None:
        self.said_at: dict[int, int] = {}
        self.heard: dict[int, dict[int, float]] = {}
        self.wanted = 0
        self.everybody = asyncio.Event()
        self.number = -1

    def say(self, number: int, wanted: int) -> None:
        self.number, self.wanted = number, wanted
        self.heard[number] = {}
        self.everybody.clear()
        self.said_at[number] = time.monotonic_ns()

    def hear(self, number: int, viewer: int, at: int) -> None:
        """The first time counts."""
        heard = self.heard[number]
        heard.setdefault(viewer, (at - self.said_at[number]) / 1e6)
        if number == self.number and len(heard) == self.wanted:
            self.everybody.set()


class Viewer(asyncio.Protocol):
    def __init__(self, index: int, host: str, dialect: Dialect, room: Room) -> None:
        self.index, self.host, self.dialect, self.room = index, host, dialect, room
        self.transport: Any = None
        self.upgraded = False
        self.inside: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.reader = Reader()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(upgrade_request(self.host, self.dialect.path))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.inside.done():
            self.inside.set_exception(exc or ConnectionResetError("closed before it was in"))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        if not self.upgraded:
            head, end, data = (self.reader.buffer + data).partition(b"\r\n\r\n")
            self.reader.buffer = b"" if end else head
            if not end:
                return
            if b" 101 " not in head[:20]:
                self.inside.set_exception(ConnectionRefusedError(head[:80].decode("latin1")))
                return
            self.upgraded = True
            if not self.dialect.entered:
                self.inside.set_result(None)
        for opcode, payload in self.reader.frames(data):
            if opcode == TEXT:
                self._read(payload, now)
            elif opcode == PING:
                self.transport.write(frame(payload, PONG, masked=True))

    def _read(self, payload: bytes, now: int) -> None:
        for mark in _MARK.findall(payload):
            self.room.hear(int(mark), self.index, now)
        if not self.inside.done() and payload.startswith(self.dialect.entered):
            self.inside.set_result(None)
        answer = self.dialect.answer(payload)
        if answer is not None:
            self.transport.write(frame(answer, masked=True))

    def say(self, number: int) -> None:
        text = self.dialect.say(number, f"@@{number}@@ {WORDS}")
        self.transport.write(frame(text.encode(), masked=True))


async def enter(viewer: Viewer, port: int) -> None:
    await asyncio.get_running_loop().create_connection(lambda: viewer, "127.0.0.1", port)
    await viewer.inside


async def crowd(dialect: Dialect, port: int, count: int, room: Room) -> list[Viewer]:
    """Everybody in, some at a time."""
    host = f"127.0.0.1:{port}"
    viewers: list[Viewer] = []
    while len(viewers) < count:
        batch = [
            Viewer(index, host, dialect, room) for index in range(len(viewers), min(count, len(viewers) + AT_ONCE))
        ]
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(enter(viewer, port) for viewer in batch))
        viewers += batch
    return viewers


async def talk(viewers: list[Viewer], room: Room, numbers: range, gap: float) -> None:
    """One message after the other; the next when everybody has it, and at least the gap later."""
    for number in numbers:
        room.say(number, len(viewers))
        viewers[number % len(viewers)].say(number)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await room.everybody.wait()
        except TimeoutError:
            print(f"message {number}: {len(room.heard[number])} of {len(viewers)}", file=sys.stderr)
        await asyncio.sleep(gap)


def figures(room: Room, numbers: range, viewers: int) -> dict[str, float]:
    """Milliseconds from the send until a viewer has it, over all messages and viewers; and how many got it."""
    times = sorted(ms for number in numbers for ms in room.heard[number].values())
    last = sorted(max(room.heard[number].values(), default=0.0) for number in numbers)
    delivered = 100 * len(times) / (len(numbers) * viewers)
    at = {f"p{part}": round(times[min(len(times) - 1, len(times) * part // 100)], 2) for part in (50, 95, 99)}
    return {**at, "last_p50": round(last[len(last) // 2], 2), "delivered": delivered, "frames": len(times)}


async def run(dialect: Dialect, port: int, count: int, messages: int, gap: float) -> None:
    room = Room()
    began = time.monotonic()
    viewers = await crowd(dialect, port, count, room)
    came = time.monotonic() - began
    await asyncio.sleep(0.5)
    await talk(viewers, room, range(WARM_UP), gap)
    print(json.dumps({"ready": count, "entered_s": round(came, 2)}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    numbers = range(WARM_UP, WARM_UP + messages)
    await talk(viewers, room, numbers, gap)
    print(json.dumps(figures(room, numbers, count)), flush=True)


def main() -> None:
    dialect, port, count, messages, gap = sys.argv[1:]
    many_sockets()
    asyncio.run(run(DIALECTS[dialect], int(port), int(count), int(messages), float(gap)))


if __name__ == "__main__":
    main()
