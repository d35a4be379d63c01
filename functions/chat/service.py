"""What can be done in a room, whoever asks and wherever it is stored."""

from collections.abc import Callable

from functions.chat.domain import Member, found, message_id
from functions.chat.members import DynamoMembers
from functions.chat.protocol import BACKLOG, GAP_LIMIT, Ack, Entries, Fetch, Join, Message, Pong, Removal, Send, Welcome
from functions.chat.store import DynamoRooms
from kernel.clock import Clock
from kernel.errors import Forbidden, NotFound
from kernel.socket import Connection
from kernel.transactions import until_settled


class ChatDesk:
    """`spread` has the new entries of a room sent to its members."""

    def __init__(self, rooms: DynamoRooms, members: DynamoMembers, spread: Callable[[str], None], now: Clock) -> None:
        self.rooms, self.members, self.spread, self.now = rooms, members, spread, now

    def join(self, member: Member, frame: Join, connection: Connection) -> Welcome:
        """Counted among the members first, then shown the log: what is said meanwhile comes as a frame of its own."""
        room = found(self.rooms.find(member.room_id))
        self.members.add(member)
        after = max(0, room.seq - BACKLOG) if frame.resume_from is None else min(frame.resume_from, room.seq)
        entries = self.rooms.log(room.id, after, GAP_LIMIT)
        through = entries[-1].seq if entries else after
        return Welcome(
            room=room.id,
            you=member.person,
            entries=entries,
            after=after,
            through=through,
            more=through < room.seq,
            reconnect_at=connection.reconnect_at,
        )

    def send(self, member: Member, frame: Send) -> Ack:
        person = member.speaker()
        said = message_id(member.room_id, person.user_id, frame.ref)

        def say() -> int:
            known = self.rooms.said(said)
            if known is not None:
                return known
            room = found(self.rooms.find(member.room_id))
            message = room.message(person, frame.text, frame.ref, self.now())
            self.rooms.append(room, message)
            return message.seq

        seq = until_settled(say)
        self.spread(member.room_id)
        return Ack(ref=frame.ref, seq=seq, message_id=said)

    def take_back(self, room_id: str, taken: str, user_id: str, groups: frozenset[str]) -> None:
        """By who said it, the streamer or a moderator. Once more is no error: it is gone."""

        def remove() -> None:
            room = found(self.rooms.find(room_id))
            seq = self.rooms.said(taken)
            message = self.rooms.entry(room_id, seq) if seq is not None else None
            if not isinstance(message, Message):
                raise NotFound("There is no such message.", code="no_such_message")
            if user_id != message.by.user_id and room.role_of(user_id, groups) == "viewer":
                raise Forbidden("This message is somebody else's.", code="not_your_message")
            if not message.removed:
                self.rooms.take_back(room, message, Removal(seq=room.seq + 1, at=self.now(), message_id=taken))

        until_settled(remove)
        self.spread(room_id)

    def fetch(self, member: Member, frame: Fetch) -> Entries:
        room = found(self.rooms.find(member.room_id))
        entries = self.rooms.log(room.id, frame.after, GAP_LIMIT)
        through = entries[-1].seq if entries else frame.after
        return Entries(room=room.id, entries=entries, after=frame.after, through=through, more=through < room.seq)

    def ping(self, member: Member) -> Pong:
        return Pong(through=found(self.rooms.find(member.room_id)).seq)
