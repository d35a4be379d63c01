"""One room on Django Channels as its documentation builds it: daphne channels_server:application.

Runs in the peers' own environment, with REDIS_PORT and CHANNEL_LAYER set.
"""

import os
from typing import Any

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="of nothing real",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": f"channels_redis.{os.environ['CHANNEL_LAYER']}",  # noqa: TID251 - a program of its own
            "CONFIG": {"hosts": [("127.0.0.1", int(os.environ["REDIS_PORT"]))]},  # noqa: TID251 - as above
        }
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
