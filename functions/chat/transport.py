"""Ways from a room's leader to its members: a frame goes out in parcels, each with its share of the quota."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from functions.chat.protocol import Entries
from functions.chat.shards import SHARD_MEMBERS, Postbox, Shard, ShardTask, cut, encoded


@dataclass(frozen=True)
class Parcel:
    """A part of sending: so many posts of the Region's quota, and what makes them; it returns who is gone."""

    posts: int
    send: Callable[[Entries], set[str]]


@dataclass(frozen=True)
class Audience:
    room_id: str
    connections: list[str]


class Transport(Protocol):
    def parcels(self, audience: Audience) -> Iterator[Parcel]:
        """Sent one after the other, in order. OSError from one that failed, PermissionError from a refused one."""
        ...


class Sockets:
    """API Gateway: a post a member. Where there are more than a shard of them, workers post, side by side."""

    def __init__(self, postbox: Postbox, ask: Callable[[ShardTask], None] | None) -> None:
        self.postbox, self.ask = postbox, ask

    def parcels(self, audience: Audience) -> Iterator[Parcel]:
        connections = audience.connections
        if self.ask is None or len(connections) <= SHARD_MEMBERS:
            yield Parcel(len(connections), lambda frame: self.postbox.post(connections, encoded(frame)))
            return
        for shard in cut(connections, SHARD_MEMBERS):
            yield Parcel(shard.size, partial(_hand_over, self.ask, shard))


def _hand_over(ask: Callable[[ShardTask], None], shard: Shard, frame: Entries) -> set[str]:
    ask(ShardTask.of(shard, frame))
    return set()  # the worker that meets them takes them out
