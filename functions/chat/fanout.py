"""From a room's log to its members: whoever says something sends on, as long as there is something to send.

One holder of the room's lease sends at a time, so frames leave in order; what is said meanwhile goes into its next
frame. A frame costs the same with one entry or thirty: this is what keeps a busy room affordable. Who speaks waits at
most for one window; a busy room is led by a task, which stays, and a large one's has workers of its own.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from functions.chat.entries import GAP_LIMIT, Entry
from functions.chat.protocol import Entries
from functions.chat.routes import EVENTS_WINDOW_SECONDS, POSTS_A_SECOND, Lease, Way, fitting
from functions.chat.shards import Postbox, ShardTask
from functions.chat.transport import Audience, Parcel, Sockets, Transport
from kernel import clock
from kernel.identifiers import new_id

WINDOW_SECONDS = 0.25  # between two frames; with 0.2 a viewer-hour in a busy room costs 0.018 dollars, now 0.0145
INLINE_MEMBERS = 500  # beyond, who speaks does not send himself
INLINE_SECONDS = 0.6  # within which who speaks begins to send; his own acknowledgement waits for it
MEMBERS_FRESH_SECONDS = 1.0
CROWD_FRESH_SECONDS = 5.0  # of a large room: its workers read the members anew for every frame
LEASE_SLICE_SECONDS = 3.0  # of waiting, after which the lease is extended


class Log(Protocol):
    def log(self, room_id: str, after: int, limit: int) -> list[Entry]: ...


class Members(Protocol):
    def connections(self, room_id: str) -> Iterable[str]: ...
    def remove(self, room_id: str, connection_id: str) -> None: ...


class Leases(Protocol):
    def take(self, room_id: str, holder: str) -> Lease | None: ...
    def extend(
        self, room_id: str, holder: str, sent: int, members: int | None = None, way: Way | None = None
    ) -> bool: ...
    def give_back(self, room_id: str, holder: str, sent: int) -> None: ...


class Quota(Protocol):
    def take(self, posts: int, patience: float) -> float | None:
        """Seconds until so many posts may leave; None, and nothing is taken, where that is more than `patience`."""
        ...


def window(members: int, posts_a_second: int = POSTS_A_SECOND) -> float:
    """Seconds between frames: longer where a frame to everybody would use up the account's quota."""
    return max(WINDOW_SECONDS, members / posts_a_second)


class LeaseLost(Exception):
    """Another one sends the room's entries now."""


@dataclass
class Turn:
    """One holding of a room's lease, until `end` on the monotonic clock."""

    room_id: str
    holder: str
    end: float
    inline: bool
    sent: int
    way: Way
    connections: list[str]
    counted_at: float = -math.inf

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.end - time.monotonic())

    @property
    def too_large(self) -> bool:
        return self.inline and len(self.connections) > INLINE_MEMBERS

    def stale(self) -> bool:
        kept = CROWD_FRESH_SECONDS if len(self.connections) > INLINE_MEMBERS else MEMBERS_FRESH_SECONDS
        return time.monotonic() - self.counted_at > kept


class Fanout:
    """`hand_over` lets another function go on with a room, `ask` has a shard posted to.

    Without `ask` it posts to everybody itself, without `events` every room stays on sockets, without a quota it keeps
    to the window only.
    """

    def __init__(
        self,
        log: Log,
        members: Members,
        leases: Leases,
        postbox: Postbox,
        hand_over: Callable[[str], None],
        *,
        ask: Callable[[ShardTask], None] | None = None,
        events: Transport | None = None,
        quota: Quota | None = None,
        posts_a_second: int = POSTS_A_SECOND,
    ) -> None:
        self.log, self.members, self.leases, self.hand_over = log, members, leases, hand_over
        self.sockets, self.events = Sockets(postbox, ask), events
        self.quota, self.posts_a_second = quota, posts_a_second

    def deliver(self, room_id: str, seconds: float, *, inline: bool = False) -> None:
        """Sends what is unsent unless somebody else does; what is left when the time is over is handed over.

        `inline` is who speaks: he sends one frame, and a room that is large or goes on is handed over.
        """
        holder, end = new_id("lse"), time.monotonic() + seconds
        while lease := self.leases.take(room_id, holder):
            turn = Turn(room_id, holder, end, inline, lease.sent, lease.way, [])
            drained = False
            try:
                if not (inline and lease.members > INLINE_MEMBERS):
                    drained = self._drain(turn, self._window(turn.way, lease.members) - lease.quiet_seconds)
            except LeaseLost:
                return
            finally:  # what failed half way is sent once more: clients pass over what they have
                self.leases.give_back(room_id, holder, turn.sent)
            # Somebody may have spoken after the last look and gone away, as the lease was held.
            if drained and not self.log.log(room_id, turn.sent, 1):
                return
            if inline or not drained:
                self.hand_over(room_id)
                return

    def _drain(self, turn: Turn, wait: float) -> bool:
        """False when something is left: the time is over, the room too large, or the quota used up."""
        while True:
            time.sleep(max(0.0, wait))
            began = time.monotonic()
            entries = self.log.log(turn.room_id, turn.sent, GAP_LIMIT)
            if not entries:
                return True
            if began > turn.end:
                return False
            if turn.stale():
                self._count(turn)
            if turn.too_large or not self._send(turn, entries):
                return False
            if turn.inline:  # one frame, then his acknowledgement
                return True
            wait = self._window(turn.way, len(turn.connections)) - (time.monotonic() - began)

    def _count(self, turn: Turn) -> None:
        turn.connections, turn.counted_at = list(self.members.connections(turn.room_id)), time.monotonic()
        if self.events:
            turn.way = turn.way.next(len(turn.connections), self.posts_a_second, clock.now())
        if turn.too_large:
            self._extend(turn, turn.sent)  # the next who speaks need not count them

    def _window(self, way: Way, members: int) -> float:
        sockets = "sockets" in way.over(clock.now())
        return window(members, self.posts_a_second) if sockets else EVENTS_WINDOW_SECONDS

    def _send(self, turn: Turn, entries: list[Entry]) -> bool:
        """One frame to everybody; False where the quota leaves no room for it in time."""
        frame: Entries | None = None
        for parcel in self._parcels(turn):
            waited = self._wait_for_quota(turn, parcel.posts)
            if waited is None:
                return False
            if frame is None:  # what was said during the waiting goes into it
                frame = self._frame(turn, self.log.log(turn.room_id, turn.sent, GAP_LIMIT) if waited else entries)
            for connection in parcel.send(frame):
                self.members.remove(turn.room_id, connection)
                turn.connections.remove(connection)
        if frame:
            turn.sent = frame.through
        return True

    def _parcels(self, turn: Turn) -> Iterator[Parcel]:
        for route in turn.way.over(clock.now()):
            transport = self.events if route == "events" and self.events else self.sockets
            yield from transport.parcels(Audience(turn.room_id, turn.connections))

    def _wait_for_quota(self, turn: Turn, posts: int) -> float | None:
        """For how many seconds it waited; None where it would be too long."""
        wait = self.quota.take(posts, turn.seconds_left) if self.quota and posts else 0.0
        left = wait or 0.0
        while left:
            pause = min(left, LEASE_SLICE_SECONDS)
            time.sleep(pause)
            left -= pause
            if left:
                self._extend(turn, turn.sent)
        return wait

    def _frame(self, turn: Turn, entries: list[Entry]) -> Entries:
        entries = fitting(entries)
        through = entries[-1].seq
        self._extend(turn, through)
        moving = turn.way.moving(clock.now())
        return Entries(room=turn.room_id, entries=entries, after=turn.sent, through=through, moving=moving)

    def _extend(self, turn: Turn, sent: int) -> None:
        if not self.leases.extend(turn.room_id, turn.holder, sent, len(turn.connections), turn.way):
            raise LeaseLost
