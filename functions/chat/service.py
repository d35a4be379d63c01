"""What people do in a room, wherever it is stored: come in, speak, catch up."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from functions.chat.admission import require_unbanned
from functions.chat.domain import Member, Room, found, message_id
from functions.chat.members import DynamoMembers
from functions.chat.moderation.normalize import read
from functions.chat.moderation.pipeline import judge
from functions.chat.moderation.verdict import Verdict
from functions.chat.polls import DynamoVotes, open_poll
from functions.chat.protocol import (
    BACKLOG,
    GAP_LIMIT,
    Ack,
    Entries,
    Fetch,
    Join,
    Message,
    Person,
    Pong,
    Send,
    Vote,
    Voted,
    Welcome,
)
from functions.chat.reviews import SHOWN, WAITING, write_review
from functions.chat.rules import needs_approval
from functions.chat.standings import DynamoStandings
from functions.chat.store import HELD, DynamoRooms, nothing_else, write_held
from functions.chat.terms import DynamoTerms
from kernel.clock import Clock
from kernel.errors import Unprocessable
from kernel.socket import Connection
from kernel.transactions import transaction, until_settled

LINK = "link"  # the reason of a message that waits because of a link


@dataclass(frozen=True)
class Stores:
    rooms: DynamoRooms
    members: DynamoMembers
    standings: DynamoStandings
    terms: DynamoTerms
    votes: DynamoVotes


class ChatDesk:
    """`spread` has the new entries of a room sent to its members."""

    def __init__(self, stores: Stores, spread: Callable[[str], None], now: Clock) -> None:
        self.rooms, self.members, self.standings, self.terms = (
            stores.rooms, stores.members, stores.standings, stores.terms,
        )  # fmt: skip
        self.votes, self.spread, self.now = stores.votes, spread, now

    def join(self, member: Member, frame: Join, connection: Connection) -> Welcome:
        """Counted among the members first, then shown the log: what is said meanwhile comes as a frame of its own."""
        room = found(self.rooms.find(member.room_id))
        if member.person:  # a ban may have come between ticket and joining
            require_unbanned(self.standings, room, member.person.user_id)
        self.members.add(member)
        after = max(0, room.seq - BACKLOG) if frame.resume_from is None else min(frame.resume_from, room.seq)
        entries = self.rooms.log(room.id, after, GAP_LIMIT)
        through = entries[-1].seq if entries else after
        return Welcome(
            room=room.id,
            you=member.person,
            rules=room.rules,
            pinned=room.pinned,
            poll=room.poll,
            entries=entries,
            after=after,
            through=through,
            more=through < room.seq,
            reconnect_at=connection.reconnect_at,
        )

    def send(self, member: Member, frame: Send) -> Ack:
        person = member.speaker()
        said = message_id(member.room_id, person.user_id, frame.ref)
        known = self.rooms.said(said)
        if known is not None:
            return _ack(frame.ref, said, known)
        room = found(self.rooms.find(member.room_id))
        plain = read(frame.text).plain
        until_settled(lambda: self._take_turn(room, person, plain))
        verdict = judge(frame.text, self.terms.of(room.id))
        if needs_approval(frame.text, person, room.rules):
            verdict = replace(verdict, action="hold", reasons=(*verdict.reasons, LINK))
        if verdict.action == "hold" and person.role != "streamer":
            return _ack(frame.ref, said, self._hold(room, person, frame, said, verdict))

        def say() -> int:
            now_known = self.rooms.said(said)
            if now_known is not None:
                return now_known
            current = found(self.rooms.find(member.room_id))
            message = current.message(person, frame.text, frame.ref, self.now())
            self._append(current, message, verdict)
            return message.seq

        seq = until_settled(say)
        self.spread(member.room_id)
        return _ack(frame.ref, said, seq)

    def fetch(self, member: Member, frame: Fetch) -> Entries:
        room = found(self.rooms.find(member.room_id))
        entries = self.rooms.log(room.id, frame.after, GAP_LIMIT)
        through = entries[-1].seq if entries else frame.after
        return Entries(room=room.id, entries=entries, after=frame.after, through=through, more=through < room.seq)

    def vote(self, member: Member, frame: Vote) -> Voted:
        person = member.speaker()
        self.standings.of(member.room_id, person.user_id).require_admission(self.now())
        room = found(self.rooms.find(member.room_id))
        poll = open_poll(room, frame.poll_id, self.now())
        if frame.option >= len(poll.options):
            raise Unprocessable("There is no such option.", code="no_such_option")
        self.votes.cast(poll.id, person.user_id, frame.option)
        return Voted(ref=frame.ref, poll_id=poll.id, option=frame.option)

    def ping(self, member: Member) -> Pong:
        return Pong(through=found(self.rooms.find(member.room_id)).seq)

    def _take_turn(self, room: Room, person: Person, plain: str) -> None:
        standing = self.standings.of(room.id, person.user_id)
        self.standings.take_turn(standing.spoken(person, room.rules, plain, self.now()))

    def _append(self, room: Room, message: Message, verdict: Verdict) -> None:
        """A doubtful one is shown, and a moderator is asked."""
        doubted = verdict.action == "escalate" and message.by.role != "streamer"
        ask = (lambda write: write_review(write, room.id, message, verdict, SHOWN)) if doubted else nothing_else
        self.rooms.append(room, message, verdict=verdict, also=ask)

    def _hold(self, room: Room, person: Person, frame: Send, said: str, verdict: Verdict) -> int:
        """HELD; or its number, when it was decided on before this second sending came."""

        def hold() -> int:
            known = self.rooms.said(said)
            if known is None:
                message = room.message(person, frame.text, frame.ref, self.now())
                with transaction() as write:
                    write_held(write, said)
                    write_review(write, room.id, message, verdict, WAITING)
            return HELD if known is None else known

        return until_settled(hold)


def _ack(ref: str, said: str, seq: int) -> Ack:
    return Ack(ref=ref, seq=seq or None, message_id=said, held=seq == HELD)
