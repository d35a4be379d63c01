"""Large rooms in shards: stretches of the members in the order of their connection ids, each posted to by a worker.

The stretches leave no gap between them and have no end on either side, so somebody who joins after the cut is in one
of them. A task names a stretch of members and a stretch of the log; it carries neither.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Protocol

from functions.chat.entries import Entry
from functions.chat.protocol import Entries
from functions.chat.routes import fitting
from kernel import tasks

SHARD_MEMBERS = 1_000


@dataclass(frozen=True)
class Shard:
    """Members from connection `start` up to the one before `end`; None is the end of the order."""

    number: int
    start: str | None
    end: str | None
    size: int


def cut(connections: list[str], most: int) -> list[Shard]:
    """Shards of about the same size, `most` at the most; `connections` are all of a room's, in order."""
    count = max(1, -(-len(connections) // most))
    places = [number * len(connections) // count for number in range(1, count)]
    borders = [None, *(connections[place] for place in places), None]
    sizes = [end - start for start, end in pairwise([0, *places, len(connections)])]
    stretches = zip(pairwise(borders), sizes, strict=True)
    return [Shard(number, start, end, size) for number, ((start, end), size) in enumerate(stretches)]


class Log(Protocol):
    def log(self, room_id: str, after: int, limit: int) -> list[Entry]: ...


class Members(Protocol):
    def connections(self, room_id: str, start: str | None = None, end: str | None = None) -> Iterable[str]: ...
    def remove(self, room_id: str, connection_id: str) -> None: ...


class Marks(Protocol):
    def claim(self, room_id: str, number: int, after: int, through: int) -> int | None: ...
    def release(self, room_id: str, number: int, after: int, through: int) -> None: ...


class Postbox(Protocol):
    def post(self, connections: list[str], body: bytes) -> set[str]:
        """Sends the body to every connection; returns those that are gone."""
        ...


@dataclass(frozen=True)
class ShardTask:
    room_id: str
    number: int
    start: str | None
    end: str | None
    after: int
    through: int
    moving: bool

    @classmethod
    def of(cls, shard: Shard, frame: Entries) -> "ShardTask":
        return cls(frame.room, shard.number, shard.start, shard.end, frame.after, frame.through, frame.moving)


@dataclass(frozen=True)
class ShardWorker:
    log: Log
    members: Members
    marks: Marks
    postbox: Postbox

    def post(self, task: ShardTask) -> None:
        """Claims the entries for the shard, posts them, takes out who is gone; what fails is the next task's."""
        after = self.marks.claim(task.room_id, task.number, task.after, task.through)
        if after is None:
            return
        try:
            gone = self._post(task, after)
        except Exception:
            self.marks.release(task.room_id, task.number, after, task.through)
            raise
        for connection in gone:
            self.members.remove(task.room_id, connection)

    def _post(self, task: ShardTask, after: int) -> set[str]:
        entries = fitting(self.log.log(task.room_id, after, task.through - after))
        frame = Entries(room=task.room_id, entries=entries, after=after, through=entries[-1].seq, moving=task.moving)
        connections = list(self.members.connections(task.room_id, task.start, task.end))
        return self.postbox.post(connections, encoded(frame))


def encoded(frame: Entries) -> bytes:
    return frame.model_dump_json(exclude_none=True).encode()


def ask_shard(task: ShardTask) -> None:
    """Lets functions/chat/deliver_shard.py post to a shard of a room."""
    tasks.ask("DELIVER_SHARD_QUEUE", asdict(task))
