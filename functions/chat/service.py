"""What people do in a room, wherever it is stored: come in, speak, catch up."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pynamodb.transactions import TransactWrite

from functions.chat.admission import require_unbanned
from functions.chat.domain import Member, found, message_id
from functions.chat.entries import GAP_LIMIT, Person
from functions.chat.judging import drawing, judge, may_hold_emotes, plain
from functions.chat.members import DynamoMembers
from functions.chat.moderation.verdict import Verdict
from functions.chat.polls import DynamoVotes, open_poll
from functions.chat.protocol import BACKLOG, Ack, Entries, Fetch, Join, Pong, Send, Vote, Voted, Welcome
from functions.chat.reviews import SHOWN, WAITING, write_review
from functions.chat.routes import fitting
from functions.chat.rules import needs_approval
from functions.chat.standings import DynamoStandings, write_turn
from functions.chat.store import HELD, DynamoRooms, write_held
from functions.chat.terms import DynamoTerms
from kernel.clock import Clock
from kernel.errors import Forbidden, TooManyRequests, Unprocessable
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
        entries = fitting(self.rooms.log(room.id, after, GAP_LIMIT))
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
        """What was said before is acknowledged again; whether it was is looked up only where it may have been."""
        person = member.speaker()
        said = message_id(member.room_id, person.user_id, frame.ref)
        verdict = judge(frame.text, self.terms.of(member.room_id))
        bare, tried = plain(frame.text), False

        def say() -> int:
            nonlocal tried
            known = self.rooms.said(said) if tried else None
            tried = True
            return self._say(member.room_id, person, frame, bare, verdict) if known is None else known

        try:
            seq = until_settled(say)
        except (Forbidden, TooManyRequests):
            known = self.rooms.said(said)
            if known is None:
                raise
            seq = known
        if seq != HELD:
            self.spread(member.room_id)
        return Ack(ref=frame.ref, seq=seq or None, message_id=said, held=seq == HELD)

    def fetch(self, member: Member, frame: Fetch) -> Entries:
        room = found(self.rooms.find(member.room_id))
        entries = fitting(self.rooms.log(room.id, frame.after, GAP_LIMIT))
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

    def _say(self, room_id: str, person: Person, frame: Send, bare: str, verdict: Verdict) -> int:
        """Its number, or HELD; the person's turn is taken in the same transaction."""
        room, now = found(self.rooms.find(room_id)), self.now()
        after = self.standings.of(room_id, person.user_id).spoken(person, room.rules, bare, now)
        message = room.message(person, frame.text, frame.ref, now)
        if frame.mentions or may_hold_emotes(frame.text):
            message = drawing().upon(message, room, after, frame.mentions)
        if needs_approval(frame.text, person, room.rules):
            verdict = replace(verdict, action="hold", reasons=(*verdict.reasons, LINK))
        state = _review_of(verdict, person)

        def also(write: TransactWrite) -> None:
            write_turn(write, after)
            if state:
                write_review(write, room_id, message, verdict, state)

        if state == WAITING:
            with transaction() as write:
                write_held(write, message.id)
                also(write)
            return HELD
        self.rooms.append(room, message, verdict=verdict, also=also)
        return message.seq


def _review_of(verdict: Verdict, person: Person) -> str | None:
    """How the message stands in the moderators' queue; what the streamer says is not doubted in his own room."""
    if person.role == "streamer" or verdict.action == "pass":
        return None
    return WAITING if verdict.action == "hold" else SHOWN
