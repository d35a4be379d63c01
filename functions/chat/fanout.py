"""From a room's log to its members: whoever says something sends on, as long as there is something to send.

One holder of the room's lease sends at a time, so frames leave in order; what is said meanwhile goes into its next
frame. A frame costs the same with one entry or thirty: this is what keeps a busy room affordable.
"""

import math
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from functions.chat.protocol import GAP_LIMIT, Entries, Entry
from kernel.identifiers import new_id

WINDOW_SECONDS = 0.25  # between two frames; with 0.2 a viewer-hour in a busy room costs 0.018 dollars, now 0.0145
SHARE = 0.8  # of the account's quota of requests that chat may use
QUOTA_A_SECOND = 10_000
INLINE_MEMBERS = 500  # beyond, who speaks does not send himself
INLINE_SECONDS = 0.6  # for which who speaks sends; his own acknowledgement waits for it
MEMBERS_FRESH_SECONDS = 1.0


class Log(Protocol):
    def log(self, room_id: str, after: int, limit: int) -> list[Entry]: ...


class Members(Protocol):
    def connections(self, room_id: str) -> Iterable[str]: ...
    def remove(self, room_id: str, connection_id: str) -> None: ...


class Leases(Protocol):
    def take(self, room_id: str, holder: str) -> tuple[int, float] | None: ...
    def extend(self, room_id: str, holder: str, sent: int) -> bool: ...
    def give_back(self, room_id: str, holder: str, sent: int) -> None: ...


class Postbox(Protocol):
    def post(self, connections: list[str], body: bytes) -> set[str]:
        """Sends the body to every connection; returns those that are gone."""
        ...


def window(members: int) -> float:
    """Seconds between frames: longer where a frame to everybody would use up the account's quota."""
    return max(WINDOW_SECONDS, members / (SHARE * QUOTA_A_SECOND))


class Fanout:
    """`hand_over` lets another function go on with a room."""

    def __init__(
        self, log: Log, members: Members, leases: Leases, postbox: Postbox, hand_over: Callable[[str], None]
    ) -> None:
        self.log, self.members, self.leases, self.postbox, self.hand_over = log, members, leases, postbox, hand_over

    def deliver(self, room_id: str, seconds: float) -> None:
        """Sends what is unsent unless somebody else does; what is left when the time is over is handed over."""
        holder, end = new_id("lse"), time.monotonic() + seconds
        while taken := self.leases.take(room_id, holder):
            sent, quiet_seconds = taken
            drained = False
            try:
                sent, drained = self._drain(room_id, holder, sent, quiet_seconds, end)
            finally:  # what failed half way is sent once more: clients pass over what they have
                self.leases.give_back(room_id, holder, sent)
            if not drained:
                self.hand_over(room_id)
                return
            # Somebody may have spoken after the last look and gone away, as the lease was held.
            if not self.log.log(room_id, sent, 1):
                return

    def _drain(self, room_id: str, holder: str, sent: int, quiet: float, end: float) -> tuple[int, bool]:
        connections: list[str] = []
        read_at = -math.inf
        next_frame_at = time.monotonic() + WINDOW_SECONDS - quiet
        while True:
            time.sleep(max(0.0, next_frame_at - time.monotonic()))
            entries = self.log.log(room_id, sent, GAP_LIMIT)
            if not entries:
                return sent, True
            now = time.monotonic()
            if now > end:
                return sent, False
            if now - read_at > MEMBERS_FRESH_SECONDS:
                connections, read_at = list(self.members.connections(room_id)), now
            through = entries[-1].seq
            if not self.leases.extend(room_id, holder, through):
                return sent, True
            frame = Entries(room=room_id, entries=entries, after=sent, through=through)
            gone = self.postbox.post(connections, frame.model_dump_json(exclude_none=True).encode())
            for connection in gone:
                self.members.remove(room_id, connection)
            connections = [one for one in connections if one not in gone]
            sent, next_frame_at = through, now + window(len(connections))
