"""Goes on sending a room's entries where who spoke could not wait: busy rooms, large ones."""

from typing import Any

from functions.chat.wiring import fanout
from kernel.tasks import task_handler

SECONDS = 45.0  # of the function's 60; then it hands over to another invocation


def run(document: dict[str, Any]) -> None:
    fanout().deliver(document["room_id"], SECONDS)


handler = task_handler(run)
