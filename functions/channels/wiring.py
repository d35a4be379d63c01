"""The use cases with their real collaborators, made once a container."""

from functools import cache

from functions.channels.broadcasting import IvsBroadcasting
from functions.channels.service import ChannelDesk
from functions.channels.store import DynamoChannels
from kernel import clock


@cache
def desk() -> ChannelDesk:
    return ChannelDesk(DynamoChannels(), IvsBroadcasting(), clock.now)
