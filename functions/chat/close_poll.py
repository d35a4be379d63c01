"""Tells the result of a poll when its time is over."""

from functools import cache
from typing import Any

from functions.chat.acts import Acts
from functions.chat.polls import DynamoPolls, DynamoVotes, PollDesk
from functions.chat.store import DynamoRooms
from functions.chat.tasks import close_later, hand_over
from kernel import clock
from kernel.tasks import task_handler


@cache
def desk() -> PollDesk:
    return PollDesk(Acts(DynamoRooms(), hand_over, clock.now), DynamoPolls(), DynamoVotes(), close_later)


def run(document: dict[str, Any]) -> None:
    desk().close(document["room_id"], document["poll_id"])


handler = task_handler(run)
