"""Both SDKs in one room of the laptop cloud, their sockets cut: the log is whole and in order for both."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from local.api_client import Person, wait_for
from local.node import node_environment
from local.settings import HOST, ROOT, Settings
from madang_chat.client import ChatClient
from madang_chat.deeds import News
from tests.e2e.chat import new_viewer, ticket_of
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.report import Report

MESSAGES = 20
CUTS = (3, 7, 11, 15, 18)  # after these messages, before anybody has acknowledged them
BETWEEN_SECONDS = 0.6
SETTLE_SECONDS = 60.0
PROGRAM = ROOT / "sdk" / "typescript" / "tests" / "by_lines.ts"

Json = dict[str, Any]


@dataclass
class Wire:
    """A way to the cloud's sockets that can be cut: no goodbye, as when the network goes away."""

    port: int
    address: str = ""
    ends: set[asyncio.StreamWriter] = field(default_factory=set)
    cuts: int = 0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection(HOST, self.port)
        self.ends |= {writer, away}
        try:
            await asyncio.gather(_pass_on(reader, away), _pass_on(there, writer))
        finally:
            self.ends -= {writer, away}
            for end in (writer, away):
                end.close()

    def cut(self) -> None:
        self.cuts += len(self.ends) // 2
        for end in list(self.ends):
            end.transport.abort()

    def ticket(self, get: Callable[[], Json]) -> Json:
        """A fresh one, by this wire."""
        ticket = get()
        return {**ticket, "url": ticket["url"].replace(urlsplit(ticket["url"]).netloc, self.address)}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # it was cut
    finally:
        writer.close()


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    wire = Wire(port)
    server = await asyncio.start_server(wire.connected, HOST, 0)
    wire.address = f"{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        wire.cut()


@dataclass
class Seen:
    """What a client has told its app."""

    texts: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    unanswered: int = 0
    counts: Json = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def has(self, messages: int) -> bool:
        return len(self.texts) >= messages and not self.unanswered


class InPython:
    name = "python"

    def __init__(self, ticket: Callable[[], Json]) -> None:
        self.counts: Counter[str] = Counter()
        self.refusals: list[str] = []

        async def fresh() -> Json:
            return await asyncio.to_thread(ticket)

        self.client = ChatClient(fresh, self.hear)

    def hear(self, news: News) -> None:
        self.counts[news.kind] += 1
        if news.kind == "refused":
            self.refusals.append(str(news.code))

    async def say(self, text: str) -> None:
        self.client.send(text)

    async def seen(self) -> Seen:
        entries = self.client.entries
        texts, numbers = [entry.text or "" for entry in entries], [entry.seq for entry in entries]
        return Seen(texts, numbers, self.client.unanswered, dict(self.counts), self.refusals)

    async def run(self) -> None:
        await self.client.run()


class InTypeScript:
    name = "typescript"

    def __init__(self, settings: Settings, ticket: Callable[[], Json]) -> None:
        self.settings, self.ticket = settings, ticket
        self.told: asyncio.Queue[Seen] = asyncio.Queue()
        self.orders: asyncio.Queue[Json] = asyncio.Queue()

    async def run(self) -> None:
        process = await asyncio.create_subprocess_exec(
            self.settings.bin / "node", PROGRAM, env=node_environment(self.settings), limit=2**20,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the program has no input or output")
        orders = asyncio.create_task(self._hand_on(process.stdin))
        try:
            async for line in process.stdout:
                await self._heard(json.loads(line))
        finally:
            orders.cancel()
            process.stdin.close()  # the program ends with its input: what was started may be a launcher of it
            await process.wait()

    async def _hand_on(self, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(json.dumps(await self.orders.get()).encode() + b"\n")
            await writer.drain()

    async def _heard(self, line: Json) -> None:
        if "want" in line:
            self.orders.put_nowait({"ticket": await asyncio.to_thread(self.ticket)})
            return
        seen = line["seen"]
        texts, numbers = ([entry[name] for entry in seen["entries"]] for name in ("text", "seq"))
        self.told.put_nowait(Seen(texts, numbers, seen["unanswered"], seen["counts"], seen["refusals"]))

    async def say(self, text: str) -> None:
        self.orders.put_nowait({"say": text})

    async def seen(self) -> Seen:
        self.orders.put_nowait({"tell": True})
        return await asyncio.wait_for(self.told.get(), SETTLE_SECONDS)


def run(settings: Settings, report: Report) -> None:
    with report.part(f"both SDKs, {MESSAGES} messages, {len(CUTS)} cuts"):
        streamer = new_streamer(settings, "마당지기")
        room = streamer.make_channel("두 언어 마당")["id"]
        path = f"/v1/rooms/{room}/tickets"
        wait_for(lambda: streamer.raw("POST", path).status_code, lambda code: code == 201, "the room", 20)
        viewers = [new_viewer(settings, name) for name in ("파이썬", "타입")]
        seen, cuts = asyncio.run(talk(settings, viewers, path))
        judge(report, seen, cuts)


async def talk(settings: Settings, people: list[Person], path: str) -> tuple[dict[str, Seen], int]:
    async with wire_to(settings.aws_port) as wire:
        one, other = (partial(wire.ticket, ticket_of(person, path)) for person in people)
        clients: list[InPython | InTypeScript] = [InPython(one), InTypeScript(settings, other)]
        running = [asyncio.create_task(client.run()) for client in clients]
        try:
            await _until(clients, lambda seen: seen.counts.get("welcome", 0) > 0)
            for number in range(MESSAGES):
                await clients[number % 2].say(f"말 {number}")
                if number in CUTS:
                    wire.cut()
                await asyncio.sleep(BETWEEN_SECONDS)
            return await _until(clients, lambda seen: seen.has(MESSAGES)), wire.cuts
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def _until(clients: list[InPython | InTypeScript], good: Callable[[Seen], bool]) -> dict[str, Seen]:
    """What both have seen when it is good for both, or when patience ends."""
    end = asyncio.get_running_loop().time() + SETTLE_SECONDS
    while True:
        seen = {client.name: await client.seen() for client in clients}
        if all(good(one) for one in seen.values()) or asyncio.get_running_loop().time() > end:
            return seen
        await asyncio.sleep(0.1)


def judge(report: Report, seen: dict[str, Seen], cuts: int) -> None:
    wanted = {f"말 {number}" for number in range(MESSAGES)}
    report.figure("sockets_cut", cuts)
    report.check("sockets were cut", cuts >= len(CUTS), cuts)
    for name, one in seen.items():
        report.check(f"{name} has every message once", sorted(one.texts) == sorted(wanted), one.counts)
        report.check(f"{name} has them in order", one.numbers == list(range(1, MESSAGES + 1)), one.numbers)
        report.check(f"{name} has its words acknowledged", not one.unanswered and not one.refusals, one.refusals)
        report.check(f"{name} came back", one.counts.get("welcome", 0) > 1, one.counts.get("welcome", 0))
    texts = [one.texts for one in seen.values()]
    report.check("both read the same", all(each == texts[0] for each in texts))


if __name__ == "__main__":
    main({"chat SDKs": run})
