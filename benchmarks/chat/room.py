"""A room in memory behind the Protocols of functions/chat/fanout.py, which counts what it is asked.

No store is measured: none of the peers keeps anything either. What DynamoDB is asked is counted and priced apart.
"""

from collections import Counter
from collections.abc import Callable

from functions.chat.entries import Entry, Message, Person
from functions.chat.fanout import Fanout
from functions.chat.routes import Lease, Way
from functions.chat.shards import Postbox
from kernel.clock import now

ROOM = "chn_bench"
SPEAKER = Person(user_id="usr_01j00000000000000000000000", name="민아", role="viewer")


class MemoryRoom:
    """`seconds` is a clock that only runs forward, as time.monotonic."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self.seconds = seconds
        self.entries: list[Entry] = []
        self.members: dict[str, None] = {}
        self.holder: str | None = None
        self.sent, self.sent_at = 0, seconds()
        self.counted = 0  # members, as the last holder found them
        self.calls: Counter[str] = Counter()
        self.entries_read: Counter[int] = Counter()  # how often so many came at once

    def speak(self, text: str) -> Message:
        """The next entry of the log."""
        seq = len(self.entries) + 1
        message = Message(seq=seq, id=f"msg_{seq:026}", at=now(), by=SPEAKER, text=text)
        self.entries.append(message)
        return message

    def log(self, _room_id: str, after: int, limit: int) -> list[Entry]:
        self.calls["log"] += 1
        found = self.entries[after : after + limit]
        self.entries_read[len(found)] += 1
        return found

    def connections(self, _room_id: str) -> list[str]:
        self.calls["connections"] += 1
        return list(self.members)

    def remove(self, _room_id: str, connection_id: str) -> None:
        self.calls["remove"] += 1
        self.members.pop(connection_id, None)

    def take(self, _room_id: str, holder: str) -> Lease | None:
        self.calls["take"] += 1
        if self.holder is not None:
            return None
        self.holder = holder
        return Lease(self.sent, self.seconds() - self.sent_at, self.counted, Way())

    def extend(
        self, _room_id: str, holder: str, sent: int, members: int | None = None, _way: Way | None = None
    ) -> bool:
        self.calls["extend"] += 1
        if self.holder != holder:
            return False
        self.counted = self.counted if members is None else members
        self.sent, self.sent_at = sent, self.seconds()
        return True

    def give_back(self, _room_id: str, holder: str, sent: int) -> None:
        self.calls["give_back"] += 1
        if self.holder == holder:
            self.holder, self.sent = None, sent


def fanout_of(room: MemoryRoom, postbox: Postbox, hand_over: Callable[[str], None]) -> Fanout:
    """The product's own, over this room."""
    return Fanout(room, room, room, postbox, hand_over)
