"""Rooms and their logs in DynamoDB."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.chat.domain import Room, found
from functions.chat.entries import Entry, Message, Pinned, Poll, Rules, entries
from functions.chat.moderation.verdict import Verdict
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.transactions import held, transaction

SAID_KEPT = timedelta(hours=24)  # how long a message that is sent again is known to be the same
HELD = 0  # in the place of the number of a message that waits for a moderator

Also = Callable[[TransactWrite], None]


def moments(stored: dict[str, str] | None) -> dict[str, datetime]:
    return {name: from_iso(moment) for name, moment in (stored or {}).items()}


def nothing_else(_write: TransactWrite) -> None:
    """No further rows in the transaction."""


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
    rules = JSONAttribute(null=True)
    pinned = JSONAttribute(null=True)
    poll = JSONAttribute(null=True)  # the one that is open
    moderators = JSONAttribute(null=True)
    ban_lists = JSONAttribute(null=True)
    shares_bans = BooleanAttribute(null=True)
    raid_rules = JSONAttribute(null=True)
    edits = NumberAttribute(null=True)  # of what has no entry
    locales = JSONAttribute(null=True)
    untranslated = JSONAttribute(null=True)

    def room(self) -> Room:
        return Room(
            id=self.id,
            owner_id=self.owner_id,
            name=self.name,
            seq=int(self.seq),
            session_id=self.session_id,
            live_since=from_iso(self.live_since) if self.live_since else None,
            rules=Rules(**self.rules) if self.rules else Rules(),
            pinned=Pinned(**self.pinned) if self.pinned else None,
            poll=Poll(**self.poll) if self.poll else None,
            moderators=frozenset(self.moderators or ()),
            ban_lists=tuple(self.ban_lists or ()),
            shares_bans=bool(self.shares_bans),
            raids=(self.raid_rules or {}).get("raids", "asks"),
            trusted=tuple((self.raid_rules or {}).get("trusted", ())),
            edits=int(self.edits or 0),
            locales=moments(self.locales),
            untranslated=moments(self.untranslated),
        )


class EntryRow(Model):
    class Meta:
        table_name = environment.table_name("chatlog")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    seq = NumberAttribute(range_key=True)
    entry = JSONAttribute()
    verdict = JSONAttribute(null=True)  # of a message: score, sentiment, language and reasons; moderators' only


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
            return RoomRow.get(room_id, consistent_read=True).room()
        except RoomRow.DoesNotExist:
            return None

    def both(self, one_id: str, other_id: str) -> tuple[Room, Room]:
        """Two rooms as they stand in one moment's reading; NotFound where one is missing."""
        keys: list[Any] = [one_id, other_id]
        rows = {row.id: row.room() for row in RoomRow.batch_get(keys, consistent_read=True)}
        return found(rows.get(one_id)), found(rows.get(other_id))

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
        """The number of a message that is in a log, or HELD, within a day."""
        try:
            return int(SaidRow.get(message_id, consistent_read=True).seq)
        except SaidRow.DoesNotExist:
            return None

    def append(
        self,
        room: Room,
        entry: Entry,
        *,
        verdict: Verdict | None = None,
        changes: Sequence[Action] = (),
        also: Also = nothing_else,
        said: str | None = None,
    ) -> None:
        """The next number and its entry, with changes of the room's row and other rows: all or nothing.

        Contention when another entry took the number, or a new message, or what is called `said`, was said before.
        """
        name = entry.id if isinstance(entry, Message) else said
        with transaction() as write:
            write_next(write, room.id, entry, verdict, changes)
            if name:
                unsaid = SaidRow.message_id.does_not_exist() | (SaidRow.seq == HELD)
                write.save(_said(name, entry.seq), condition=unsaid)
            also(write)

    def change(self, room: Room, changes: Sequence[Action], also: Also) -> None:
        """Of the room's row without an entry; Contention when another such change came between."""
        unedited = RoomRow.edits == room.edits if room.edits else RoomRow.edits.does_not_exist()
        with transaction() as write:
            actions = [RoomRow.edits.set(room.edits + 1), *changes]
            write.update(RoomRow(room.id), actions=actions, condition=RoomRow.id.exists() & unedited)
            also(write)

    def entry(self, room_id: str, seq: int) -> Entry | None:
        first = next(iter(self.log(room_id, seq - 1, 1)), None)
        return first if first and first.seq == seq else None

    def numbered(self, room_id: str, numbers: Collection[int]) -> list[Entry]:
        """Those of these numbers, a hundred at the most, in order."""
        keys: list[Any] = [(room_id, number) for number in set(numbers)]
        rows = sorted(EntryRow.batch_get(keys, consistent_read=True), key=lambda row: int(row.seq))
        return entries.validate_python([row.entry for row in rows])

    def log(self, room_id: str, after: int, limit: int) -> list[Entry]:
        """Oldest first."""
        rows = EntryRow.query(room_id, EntryRow.seq > after, limit=limit, consistent_read=True)
        return entries.validate_python([row.entry for row in rows])


def write_next(
    write: TransactWrite, room_id: str, entry: Entry, verdict: Verdict | None = None, changes: Sequence[Action] = ()
) -> None:
    """Puts an entry under the room's next number, with changes of the room's row; Contention when it is taken."""
    write.update(
        RoomRow(room_id),
        actions=[RoomRow.seq.set(entry.seq), *changes],
        condition=RoomRow.seq == entry.seq - 1,
    )
    write.save(_row(room_id, entry, verdict))


def write_held(write: TransactWrite, message_id: str) -> None:
    """Notes that a message waits; Contention when it was said or held before."""
    write.save(_said(message_id, HELD), condition=SaidRow.message_id.does_not_exist())


def write_entry(write: TransactWrite, room_id: str, entry: Entry) -> None:
    """Puts an entry in the place of itself: a message that is taken back or restored."""
    write.update(EntryRow(room_id, entry.seq), actions=[EntryRow.entry.set(entry.model_dump(mode="json"))])


def _said(message_id: str, seq: int) -> SaidRow:
    return SaidRow(message_id, seq=seq, expires=clock.now() + SAID_KEPT)


def _row(room_id: str, entry: Entry, verdict: Verdict | None) -> EntryRow:
    told = verdict and {
        "action": verdict.action,
        "score": round(verdict.score, 4),
        "sentiment": round(verdict.sentiment, 3),
        "language": verdict.language,
        "reasons": list(verdict.reasons),
    }
    return EntryRow(room_id, entry.seq, entry=entry.model_dump(mode="json"), verdict=told)
