"""The use cases with their real collaborators, made once a container."""

from functools import cache

from functions.live.service import LiveDesk
from functions.live.store import DynamoChannelCards, DynamoSessions


@cache
def desk() -> LiveDesk:
    return LiveDesk(DynamoSessions(), DynamoChannelCards())
