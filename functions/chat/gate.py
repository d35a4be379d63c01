"""What one socket may send before anything of it is looked at: a flood costs a look into memory, not the tables.

Every container keeps its own count, so a socket whose frames are spread over several may send as many times more.
"""

from collections import OrderedDict
from dataclasses import dataclass

from functions.chat.moderation.flood import Bucket
from kernel.errors import TooManyRequests

BURST, A_SECOND = 20.0, 10.0  # frames of one socket: a client that comes back asks for several pages at once
PATIENCE, FORGIVEN_A_SECOND = 50.0, 0.5  # refusals of one socket, after which it is closed
REMEMBERED = 5_000  # sockets


@dataclass
class _Seen:
    frames: Bucket
    patience: Bucket


class Flooding(TooManyRequests):
    """The socket goes on although it was refused again and again: it is to be closed."""


class Gate:
    """`now` is in seconds of a clock that does not go back."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def let_in(self, connection_id: str, now: float) -> None:
        """Raises TooManyRequests `too_fast`, in the end Flooding."""
        seen = self._of(connection_id, now)
        seen.frames, allowed = seen.frames.take(now)
        if not allowed:
            self.refused(connection_id, now)
            raise TooManyRequests("Too many frames.", code="too_fast", retry_after=1)

    def refused(self, connection_id: str, now: float) -> None:
        """Notes that a frame was too much, here or further in; raises Flooding when there were too many such."""
        seen = self._of(connection_id, now)
        seen.patience, left = seen.patience.take(now)
        if not left:
            del self._seen[connection_id]
            raise Flooding("Too many frames; this connection is closed.", code="flooding")

    def _of(self, connection_id: str, now: float) -> _Seen:
        full = _Seen(Bucket.full(BURST, A_SECOND, now), Bucket.full(PATIENCE, FORGIVEN_A_SECOND, now))
        seen = self._seen.setdefault(connection_id, full)
        self._seen.move_to_end(connection_id)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return seen
