"""Both clients on real sockets, against a small room that forgets an acknowledgement and cuts."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from local.settings import HOST, Settings
from tests.e2e.chat_sdk import InPython, InTypeScript, Seen

SORA = {"user_id": "u-sora", "name": "소라", "role": "viewer", "badges": []}
AT = "2026-01-01T00:00:00Z"
RULES = {"slow_seconds": 0, "audience": "everyone", "links": "allowed"}
PATIENCE_SECONDS = 15.0


class SmallRoom:
    def __init__(self) -> None:
        self.log: list[dict[str, Any]] = []
        self.refs: list[str] = []
        self.joins: list[int | None] = []
        self.tickets: list[str] = []

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        self.tickets.append(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self.answer(socket, request, message.json())
        return socket

    async def answer(self, socket: web.WebSocketResponse, request: web.Request, frame: dict[str, Any]) -> None:
        if frame["action"] == "join":
            after = frame.get("resume_from") or 0
            self.joins.append(frame.get("resume_from"))
            await socket.send_json({
                "type": "welcome", "v": 1, "room": "r", "you": SORA, "rules": RULES, "entries": self.log[after:],
                "after": after, "through": len(self.log), "ping_seconds": 540, "text_limit": 500,
                "reconnect_at": "2099-01-01T00:00:00Z",
            })  # fmt: skip
            return
        first = frame["ref"] not in self.refs
        self.refs.append(frame["ref"])
        if first:
            seq = len(self.log) + 1
            self.log.append({"kind": "message", "seq": seq, "id": frame["ref"], "at": AT, "by": SORA, "text": frame["text"]})  # fmt: skip # noqa: E501
            if frame["text"] == "cut":
                assert request.transport
                request.transport.abort()
                return
            await socket.send_json({"type": "entries", "room": "r", "entries": self.log[-1:], "after": seq - 1, "through": seq})  # fmt: skip # noqa: E501
        await socket.send_json({"type": "ack", "ref": frame["ref"], "seq": len(self.log), "message_id": frame["ref"]})


async def talked(language: str) -> tuple[SmallRoom, Seen]:
    room = SmallRoom()
    app = web.Application()
    app.router.add_get("/", room.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    host, port = runner.addresses[0][:2]

    def ticket() -> dict[str, Any]:
        return {"url": f"ws://{host}:{port}/", "ticket": f"t+{len(room.tickets)}"}

    client = InPython(ticket) if language == "python" else InTypeScript(Settings.read(), ticket)
    running = asyncio.create_task(client.run())
    try:
        for text in ("one", "cut", "three"):
            await client.say(text)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (seen := await client.seen()).has(3):  # noqa: ASYNC110 - the client is asked, it does not say
                await asyncio.sleep(0.02)
        return room, seen
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await runner.cleanup()


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_a_cut_costs_no_message_and_doubles_none(language: str):
    room, seen = asyncio.run(talked(language))
    assert seen.texts == ["one", "cut", "three"]
    assert seen.numbers == [1, 2, 3]
    assert seen.unanswered == 0
    assert room.joins == [None, 1]
    assert room.tickets == ["t+0", "t+1"]
    assert [room.refs.count(entry["id"]) for entry in room.log] == [1, 2, 1]
