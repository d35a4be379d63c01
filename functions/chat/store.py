"""Rooms and their logs in DynamoDB."""

from datetime import datetime, timedelta

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.chat.domain import Room
from functions.chat.protocol import Entry, Message, Removal, entries
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.transactions import held, transaction

SAID_KEPT = timedelta(hours=24)  # how long a message that is sent again is known to be the same


class RoomRow(Model):
    """`seq` is the number of the newest entry."""

    class Meta:
        table_name = environment.table_name("chatrooms")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    name = UnicodeAttribute()
    seq = NumberAttribute(default=0)
    session_id = UnicodeAttribute(null=True)
    live_since = UnicodeAttribute(null=True)
    heard_of = UnicodeAttribute(null=True)  # the beginning of the newest broadcast that was heard of
    version = NumberAttribute(default=0)


class EntryRow(Model):
    class Meta:
        table_name = environment.table_name("chatlog")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)
    entry = JSONAttribute()


class SaidRow(Model):
    """Which messages were said already: a client that does not know sends again."""

    class Meta:
        table_name = environment.table_name("chatsaid")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    message_id = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute()
    expires = TTLAttribute()


class DynamoRooms:
    def find(self, room_id: str) -> Room | None:
        try:
            row = RoomRow.get(room_id, consistent_read=True)
        except RoomRow.DoesNotExist:
            return None
        since = from_iso(row.live_since) if row.live_since else None
        return Room(row.id, row.owner_id, row.name, int(row.seq), row.session_id, since)

    def open(self, room_id: str, owner_id: str, name: str, version: int) -> None:
        """The room of a channel; a later version of the channel's facts wins, and the log's number stays."""
        held(
            lambda: RoomRow(room_id).update(
                actions=[
                    RoomRow.owner_id.set(owner_id),
                    RoomRow.name.set(name),
                    RoomRow.version.set(version),
                    RoomRow.seq.set(RoomRow.seq | 0),
                ],
                condition=RoomRow.version.does_not_exist() | (RoomRow.version < version),
            )
        )

    def on_air(self, room_id: str, session_id: str, since: datetime) -> None:
        """Nothing when a broadcast that began later, or the end of this one, was heard before."""
        began = iso(since)
        held(
            lambda: RoomRow(room_id).update(
                actions=[
                    RoomRow.session_id.set(session_id),
                    RoomRow.live_since.set(began),
                    RoomRow.heard_of.set(began),
                ],
                condition=RoomRow.id.exists() & (RoomRow.heard_of.does_not_exist() | (RoomRow.heard_of < began)),
            )
        )

    def off_air(self, room_id: str, session_id: str, since: datetime) -> None:
        """`heard_of` is moved past the beginning, so that one that comes late is late."""
        began = iso(since)
        held(
            lambda: RoomRow(room_id).update(
                actions=[RoomRow.session_id.remove(), RoomRow.live_since.remove(), RoomRow.heard_of.set(began)],
                condition=RoomRow.id.exists()
                & (RoomRow.heard_of.does_not_exist() | (RoomRow.heard_of < began) | (RoomRow.session_id == session_id)),
            )
        )

    def said(self, message_id: str) -> int | None:
        """The number of a message that is in a log, within a day."""
        try:
            return int(SaidRow.get(message_id, consistent_read=True).seq)
        except SaidRow.DoesNotExist:
            return None

    def append(self, room: Room, entry: Entry) -> None:
        """Number and entry in one transaction; Contention when another entry took the number or it was said before."""
        with transaction() as write:
            _add(write, room, entry)
            if isinstance(entry, Message):
                expires = clock.now() + SAID_KEPT
                unsaid = SaidRow.message_id.does_not_exist()
                write.save(SaidRow(entry.id, seq=entry.seq, expires=expires), condition=unsaid)

    def take_back(self, room: Room, message: Message, removal: Removal) -> None:
        """The text goes, the entry stays, and another tells of it; Contention as with `append`."""
        emptied = message.model_copy(update={"text": "", "removed": True})
        with transaction() as write:
            _add(write, room, removal)
            write.save(EntryRow(room.id, message.seq, entry=emptied.model_dump(mode="json")))

    def entry(self, room_id: str, seq: int) -> Entry | None:
        found = self.log(room_id, seq - 1, 1)
        return found[0] if found and found[0].seq == seq else None

    def log(self, room_id: str, after: int, limit: int) -> list[Entry]:
        """Oldest first."""
        rows = EntryRow.query(room_id, EntryRow.seq > after, limit=limit, consistent_read=True)
        return entries.validate_python([row.entry for row in rows])


def _add(write: TransactWrite, room: Room, entry: Entry) -> None:
    """The next number and its entry, or neither."""
    write.update(RoomRow(room.id), actions=[RoomRow.seq.set(entry.seq)], condition=RoomRow.seq == entry.seq - 1)
    write.save(EntryRow(room.id, entry.seq, entry=entry.model_dump(mode="json")))
