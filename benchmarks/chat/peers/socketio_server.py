"""One room on python-socketio with its Redis manager, served by uvicorn.

Runs in the peers' own environment: python socketio_server.py PORT REDIS_PORT
"""

import sys
from typing import Any

import socketio
import uvicorn

PORT, REDIS_PORT = int(sys.argv[1]), int(sys.argv[2])
manager = socketio.AsyncRedisManager(f"redis://127.0.0.1:{REDIS_PORT}/0")
server = socketio.AsyncServer(async_mode="asgi", client_manager=manager, cors_allowed_origins="*")


@server.event  # type: ignore[untyped-decorator] # the peer is not installed where types are checked
async def connect(sid: str, _environment: dict[str, Any]) -> None:
    await server.enter_room(sid, "room")


@server.on("say")  # type: ignore[untyped-decorator] # as above
async def say(_sid: str, text: str) -> None:
    await server.emit("said", text, room="room")


uvicorn.run(socketio.ASGIApp(server), host="127.0.0.1", port=PORT, log_level="warning")
