"""Over what a room's entries go to its members, and when that changes. Pure.

API Gateway is asked once for every member, and the account's quota of requests is shared by all rooms; AppSync Events
is asked once, whoever listens. A room goes over where a frame to everybody would use up a second of the quota, and
comes back at half of that: between the two it stays as it is, and it never moves twice within `STAY`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from functions.chat.entries import GAP_LIMIT, Entry

Route = Literal["sockets", "events"]

POSTS_A_SECOND = 8_000  # of the account's 10,000 requests; a stage may have others (docs/operate.md)
EVENTS_WINDOW_SECONDS = (
    1.0  # between two frames; AppSync bills deliveries: ten thousand of them for a frame to ten thousand
)
BOTH = timedelta(minutes=3)  # for which a room that moved sends over both: clients come for new tickets meanwhile
STAY = timedelta(minutes=10)
NAMESPACE = "rooms"  # of the channels in AppSync Events
FRAME_BYTES = 96_000  # of entries; API Gateway takes 128 KB at a time, AppSync 240


@dataclass(frozen=True)
class Way:
    """`moved_at` is absent where a room never moved."""

    route: Route = "sockets"
    moved_at: datetime | None = None

    def moving(self, now: datetime) -> bool:
        return self.moved_at is not None and now - self.moved_at < BOTH

    def over(self, now: datetime) -> tuple[Route, ...]:
        """Where a frame is to go now; the quicker first."""
        return ("events", "sockets") if self.moving(now) else (self.route,)

    def next(self, members: int, posts_a_second: int, now: datetime) -> "Way":
        """The same, or the other for a room of so many members."""
        if self.moved_at is not None and now - self.moved_at < STAY:
            return self
        if self.route == "sockets" and members > posts_a_second:
            return Way("events", now)
        if self.route == "events" and members < posts_a_second // 2:
            return Way("sockets", now)
        return self


@dataclass(frozen=True)
class Lease:
    """What the holder of a room's lease takes over: how far it was sent, how long ago, to how many, over what."""

    sent: int
    quiet_seconds: float
    members: int
    way: Way


def channel_of(room_id: str) -> str:
    """In AppSync Events. A segment has letters, digits and dashes; identifiers have no dash of their own."""
    return f"/{NAMESPACE}/{room_id.replace('_', '-')}"


def fitting(entries: list[Entry]) -> list[Entry]:
    """As many of them, from the first, as one frame holds; always one."""
    taken, size = 0, 0
    for entry in entries[:GAP_LIMIT]:
        size += len(entry.model_dump_json(exclude_none=True).encode()) + 1
        if taken and size > FRAME_BYTES:
            break
        taken += 1
    return entries[:taken]
