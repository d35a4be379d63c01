"""What people do in a room, wherever it is stored: come in, speak, catch up."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pynamodb.transactions import TransactWrite

from functions.chat.admission import require_unbanned
from functions.chat.domain import Member, Room, found, message_id
from functions.chat.entries import GAP_LIMIT, Person
from functions.chat.judging import drawing, judge, may_hold_emotes, plain
from functions.chat.members import DynamoMembers
from functions.chat.moderation.verdict import Verdict
from functions.chat.polls import DynamoVotes, open_poll
from functions.chat.protocol import BACKLOG, Ack, Entries, Fetch, Join, Ping, Pong, Send, Vote, Voted, Welcome
from functions.chat.reviews import SHOWN, WAITING, write_review
from functions.chat.routes import fitting
from functions.chat.rules import needs_approval
from functions.chat.standings import DynamoStandings, write_turn
from functions.chat.store import HELD, DynamoRooms, write_held
from functions.chat.subscriptions import subscribe
from functions.chat.terms import DynamoTerms
from functions.chat.waiting import MOST, noted, still_waiting
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
    """`spread` has a room's new entries sent to its members, `translate` one of them translated, where it is given."""

    def __init__(
        self,
        stores: Stores,
        spread: Callable[[str], None],
        now: Clock,
        translate: Callable[[str, int], None] | None = None,
    ) -> None:
        self.rooms, self.members, self.standings, self.terms = (
            stores.rooms, stores.members, stores.standings, stores.terms,
        )  # fmt: skip
        self.votes, self.spread, self.translate, self.now = stores.votes, spread, translate, now

    def join(self, member: Member, frame: Join, connection: Connection) -> Welcome:
        """Counted among the members first, then shown the log: what is said meanwhile comes as a frame of its own."""
        room = found(self.rooms.find(member.room_id))
        held = None
        if member.person:  # a ban may have come between ticket and joining
            standing = require_unbanned(self.standings, room, member.person.user_id)
            held = still_waiting(standing.held, self.now())
            subscribe(self.rooms, room, frame.translate_to, self.now())
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
            untranslated=room.missing(self.now()),
            held=held,
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
        bare, tried, wanted = plain(frame.text), False, False

        def say() -> int:
            nonlocal tried, wanted
            known = self.rooms.said(said) if tried else None
            tried = True
            if known is not None:
                return known
            room = found(self.rooms.find(member.room_id))
            wanted = bool(room.wanted(self.now()))
            return self._say(room, person, frame, bare, verdict)

        try:
            seq = until_settled(say)
        except (Forbidden, TooManyRequests):
            known = self.rooms.said(said)
            if known is None:
                raise
            seq = known
        if seq != HELD:
            self.spread(member.room_id)
            if self.translate and wanted:
                self.translate(member.room_id, seq)
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

    def ping(self, member: Member, frame: Ping) -> Pong:
        room = found(self.rooms.find(member.room_id))
        if member.person:
            subscribe(self.rooms, room, frame.translate_to, self.now())
        return Pong(through=room.seq)

    def _say(self, room: Room, person: Person, frame: Send, bare: str, verdict: Verdict) -> int:
        """Its number, or HELD; the person's turn is taken in the same transaction."""
        now = self.now()
        after = self.standings.of(room.id, person.user_id).spoken(person, room.rules, bare, now)
        message = room.message(person, frame.text, frame.ref, now)
        if frame.mentions or may_hold_emotes(frame.text):
            message = drawing().upon(message, room, after, frame.mentions)
        if needs_approval(frame.text, person, room.rules):
            verdict = replace(verdict, action="hold", reasons=(*verdict.reasons, LINK))
        state = _review_of(verdict, person)

        def also(write: TransactWrite) -> None:
            write_turn(write, after, noted(message) if state == WAITING and len(after.held) < MOST else None)
            if state:
                write_review(write, room.id, message, verdict, state)

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
