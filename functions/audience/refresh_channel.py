"""Looks at one channel's audience again."""

from typing import Any

from functions.audience.channels import DynamoChannels
from functions.audience.matches import DynamoChances
from functions.audience.refreshing import Refreshing
from kernel import clock
from kernel.tasks import task_handler


def run(document: dict[str, Any]) -> None:
    channel = DynamoChannels().find(document["channel_id"])
    if channel is not None:
        Refreshing(clock.now).refresh(channel, DynamoChances().of())


handler = task_handler(run)
