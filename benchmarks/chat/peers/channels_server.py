"""One room on Django Channels as its documentation builds it, served by daphne.

Runs in the peers' own environment: python channels_server.py PORT REDIS_PORT LAYER
"""

import sys
from typing import Any

import django
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings

PORT, REDIS_PORT, LAYER = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
settings.configure(
    SECRET_KEY="of nothing real",  # noqa: S106 - as it says
    CHANNEL_LAYERS={
        "default": {"BACKEND": f"channels_redis.{LAYER}", "CONFIG": {"hosts": [("127.0.0.1", REDIS_PORT)]}}
    },
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 - Django is set up first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class Chat(AsyncWebsocketConsumer):  # type: ignore[misc] # the peer is not installed where types are checked
    async def connect(self) -> None:
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()
        await self.send(text_data='{"entered": true}')

    async def disconnect(self, _code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        assert bytes_data is None
        await self.channel_layer.group_send("room", {"type": "chat.message", "text": text_data})

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/room", Chat.as_asgi())])})
Server(application, build_endpoint_description_strings(host="127.0.0.1", port=PORT), verbosity=0).run()
