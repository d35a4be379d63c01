"""Posts a room's entries to a shard of its members; as many run side by side as the room has shards."""

from typing import Any

from functions.chat.shards import ShardTask
from functions.chat.wiring import shard_worker
from kernel.tasks import task_handler


def run(document: dict[str, Any]) -> None:
    shard_worker().post(ShardTask(**document))


handler = task_handler(run)
