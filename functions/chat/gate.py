"""What one socket may send before anything of it is looked at: a flood costs a look into memory, not the tables.

Every container keeps its own count, so a socket whose frames are spread over several may send as many times more.
"""

from collections import OrderedDict
from dataclasses import dataclass

from functions.chat.moderation.flood import Bucket
from kernel.errors import TooManyRequests

BURST, A_SECOND = 20.0, 10.0  # frames of one socket: a client that comes back asks for several pages at once
PATIENCE = 100  # refusals in a row, after which the socket is closed
REMEMBERED = 5_000  # sockets


@dataclass
class _Seen:
    bucket: Bucket
    refused: int = 0


class Flooding(TooManyRequests):
    """The socket goes on although it was refused again and again: it is to be closed."""


class Gate:
    def __init__(self) -> None:
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def let_in(self, connection_id: str, now: float) -> None:
        """`now` in seconds. Raises TooManyRequests `too_fast`, in the end Flooding."""
        seen = self._seen.setdefault(connection_id, _Seen(Bucket.full(BURST, A_SECOND, now)))
        self._seen.move_to_end(connection_id)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        seen.bucket, allowed = seen.bucket.take(now)
        if allowed:
            seen.refused = 0
            return
        seen.refused += 1
        if seen.refused >= PATIENCE:
            del self._seen[connection_id]
            raise Flooding("Too many frames; this connection is closed.", code="flooding")
        raise TooManyRequests("Too many frames.", code="too_fast", retry_after=1)
