"""Announces what is said in a broadcast, again and again until it ends."""

from functools import cache
from typing import Any

from functions.chat.pulse import beat
from functions.chat.store import DynamoRooms
from kernel.tasks import task_handler


@cache
def rooms() -> DynamoRooms:
    return DynamoRooms()


def run(document: dict[str, Any]) -> None:
    beat(rooms(), document["room_id"], document["session_id"], document["turn"])


handler = task_handler(run)
