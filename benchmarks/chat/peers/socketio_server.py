"""One room on python-socketio with its Redis manager: uvicorn socketio_server:application.

Runs in the peers' own environment, with REDIS_PORT set.
"""

import os
from typing import Any

import socketio

manager = socketio.AsyncRedisManager(f"redis://127.0.0.1:{os.environ['REDIS_PORT']}/0")  # noqa: TID251 - a program of its own
server = socketio.AsyncServer(async_mode="asgi", client_manager=manager, cors_allowed_origins="*")
application = socketio.ASGIApp(server)


@server.event  # type: ignore[untyped-decorator] # the peer is not installed where types are checked
async def connect(sid: str, _environment: dict[str, Any]) -> None:
    await server.enter_room(sid, "room")


@server.on("say")  # type: ignore[untyped-decorator] # as above
async def say(_sid: str, text: str) -> None:
    await server.emit("said", text, room="room")
