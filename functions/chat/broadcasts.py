"""Between which numbers of a room's log a broadcast was on, in DynamoDB."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.chat.domain import Room
from functions.chat.entries import Message
from functions.chat.store import DynamoRooms
from kernel import environment


class BroadcastRow(Model):
    """Every message of the broadcast is after `after` and, once it has ended, not after `through`.

    Both may be wider than what was said: events come late, and twice.
    """

    class Meta:
        table_name = environment.table_name("chatbroadcasts")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    session_id = UnicodeAttribute(range_key=True)
    after = NumberAttribute(null=True)
    through = NumberAttribute(null=True)


def begin(rooms: DynamoRooms, room_id: str, session_id: str) -> None:
    """Before the room is told: the first telling counts."""
    after = BroadcastRow.after.set(BroadcastRow.after | _newest(rooms, room_id))
    BroadcastRow(room_id, session_id).update(actions=[after])


def end(rooms: DynamoRooms, room_id: str, session_id: str) -> None:
    """After the room was told: who read it before may say one thing more."""
    BroadcastRow(room_id, session_id).update(actions=[BroadcastRow.through.set(_newest(rooms, room_id) + 1)])


def said_in(rooms: DynamoRooms, room: Room, session_id: str, after: int, limit: int) -> tuple[list[Message], int, bool]:
    """What was said in it among `limit` entries after `after`, how far it looked, and whether more follows."""
    first, last = _stretch(room, session_id)
    start = max(after, first)
    seen = rooms.log(room.id, start, min(limit, last - start)) if start < last else []
    through = seen[-1].seq if seen else after
    said = [entry for entry in seen if isinstance(entry, Message) and entry.session_id == session_id]
    return said, through, bool(seen) and through < last


def _stretch(room: Room, session_id: str) -> tuple[int, int]:
    """The number before its first and that of its last; an empty stretch for one in which nothing was ever said."""
    try:
        row = BroadcastRow.get(room.id, session_id, consistent_read=True)
    except BroadcastRow.DoesNotExist:
        return 0, 0
    after = room.seq if row.after is None else int(row.after)  # absent: its beginning has not been heard of
    return after, room.seq if row.through is None else min(int(row.through), room.seq)


def _newest(rooms: DynamoRooms, room_id: str) -> int:
    room = rooms.find(room_id)
    return room.seq if room else 0
