"""A client of Madang's chat: one room over however many sockets it takes.

`Room` needs nothing but Python; `madang_chat.client.ChatClient` puts it on aiohttp.
"""

from .deeds import News
from .frames import Entry
from .room import Room

__all__ = ["Entry", "News", "Room"]
