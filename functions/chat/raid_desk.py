"""How a room asks for, takes, refuses and calls off a raid: both rooms' logs and audit logs change together."""

from datetime import datetime

from pynamodb.transactions import TransactWrite

from functions.chat.acts import Actor, Acts, require_moderator
from functions.chat.audit import Deed, Kind, write_deed
from functions.chat.domain import Room, found
from functions.chat.entries import RaidCame, RaidSent
from functions.chat.members import DynamoMembers
from functions.chat.raids import (
    OPEN_FOR,
    Answer,
    DynamoRaids,
    Raid,
    asked_again,
    require_free,
    write_answered,
    write_asked,
)
from functions.chat.standings import DynamoStandings
from functions.chat.store import write_next
from kernel.errors import Conflict, Forbidden, NotFound
from kernel.identifiers import new_id
from kernel.transactions import transaction, until_settled

BY_RULE = "system"  # who takes a raid where nobody has to be asked
KINDS: dict[Answer, Kind] = {"accepted": "raid_accept", "refused": "raid_refuse", "cancelled": "raid_cancel"}


class RaidDesk:
    def __init__(self, acts: Acts, raids: DynamoRaids, members: DynamoMembers, standings: DynamoStandings) -> None:
        self.acts, self.raids, self.members, self.standings = acts, raids, members, standings
        self.rooms = acts.rooms

    def open_ones(self, room_id: str, actor: Actor) -> tuple[list[Raid], list[Raid]]:
        """What waits for an answer, asked by others and by this room; for its moderators.

        The newest of its own is told while it would be open, too, when it was refused: no log tells that.
        """
        require_moderator(found(self.rooms.find(room_id)), actor)
        now = self.acts.now()
        incoming = [raid for raid in self.raids.incoming(room_id) if raid.is_open(now)]
        newest = self.raids.outgoing(room_id)[:1]
        told = [raid for raid in newest if raid.state in {"open", "refused"} and now < raid.expires_at]
        return incoming, told

    def ask(self, room_id: str, actor: Actor, to_room: str, note: str) -> Raid:
        """Asks another room to take this one's viewers; where it takes them without being asked they may go at once.

        The same asking again is the same raid. Conflict own_room, room_off_air, raid_open; NotFound no_such_room;
        Forbidden raids_refused, raid_banned; TooManyRequests too_many_raids.
        """

        def once() -> tuple[Raid, bool]:
            here, now = found(self.rooms.find(room_id)), self.acts.now()
            require_moderator(here, actor)
            there = self._target(here, to_room, actor)
            asked = self.raids.outgoing(room_id)
            at_once = there.takes_at_once(here.id)
            same = asked_again(asked, to_room, now)
            if same:
                return same, at_once
            require_free(asked, now)
            raid = Raid(
                new_id("rad"), here.id, here.name, there.id, there.name, note, actor.user_id, now, now + OPEN_FOR
            )

            def also(write: TransactWrite) -> None:
                write_asked(write, raid)
                write_deed(write, here.id, Deed("raid_ask", actor.user_id, note, after=_told(raid)), now)

            self.rooms.change(here, (), also)  # two who ask at once meet there
            return raid, at_once

        raid, at_once = until_settled(once)
        return self._take(raid, BY_RULE) if at_once and raid.state == "open" else raid

    def answer(self, room_id: str, raid_id: str, actor: Actor, *, accept: bool) -> Raid:
        """By the room that was asked. The same answer of the same person again changes nothing."""
        require_moderator(found(self.rooms.find(room_id)), actor)
        raid = _known(self.raids.asked_of(room_id, raid_id))
        if raid.answered_by == actor.user_id and raid.state == ("accepted" if accept else "refused"):
            return raid
        raid.require_open(self.acts.now())
        return self._take(raid, actor.user_id) if accept else self._turn_down(raid, "refused", actor)

    def cancel(self, room_id: str, raid_id: str, actor: Actor) -> None:
        """By the room that asked, before it was answered; once more is no error."""
        require_moderator(found(self.rooms.find(room_id)), actor)
        raid = _known(self.raids.asked_by(room_id, raid_id))
        if raid.state != "cancelled":
            raid.require_open(self.acts.now())
            self._turn_down(raid, "cancelled", actor)

    def _target(self, here: Room, to_room: str, actor: Actor) -> Room:
        """The other room, when it is on the air and may be asked."""
        if to_room == here.id:
            raise Conflict("A room cannot raid itself.", code="own_room")
        there = found(self.rooms.find(to_room))
        if not there.takes(here.id):
            raise Forbidden("This room takes no raids.", code="raids_refused")
        self._require_welcome(there, here.owner_id, actor.user_id)
        return there

    def _require_welcome(self, there: Room, *people: str) -> None:
        for user_id in dict.fromkeys(people):
            lists = self.standings.banned_in(there.ban_lists, user_id)
            if lists or self.standings.of(there.id, user_id).banned:
                raise Forbidden("The raided room has banned who asks.", code="raid_banned")
        if there.session_id is None:
            raise Conflict("The raided room is not on the air.", code="room_off_air")

    def _take(self, raid: Raid, by: str) -> Raid:
        """Counts first and reads the rooms last: what is said there meanwhile takes the number."""
        here = found(self.rooms.find(raid.from_room))
        self._require_welcome(found(self.rooms.find(raid.to_room)), here.owner_id, raid.asked_by)
        taken = raid.answered("accepted", by, self.members.viewers(raid.from_room, here.owner_id))

        def once() -> Raid:
            now = self.acts.now()
            _known(self.raids.asked_by(raid.from_room, raid.id)).require_open(now)
            with transaction() as write:
                self._write_entries(write, taken, now)
                _write_end(write, taken, now)
            return taken

        until_settled(once)
        for room_id in (raid.from_room, raid.to_room):
            self.acts.spread(room_id)
        return taken

    def _write_entries(self, write: TransactWrite, raid: Raid, now: datetime) -> None:
        here, there = self.rooms.both(raid.from_room, raid.to_room)
        told = {"at": now, "raid_id": raid.id, "viewers": raid.viewers or 0}
        sent = RaidSent.model_validate({**told, "seq": here.seq + 1, "to_room": there.id, "name": there.name})
        came = RaidCame.model_validate({**told, "seq": there.seq + 1, "from_room": here.id, "name": here.name})
        write_next(write, here.id, sent)
        write_next(write, there.id, came)

    def _turn_down(self, raid: Raid, answer: Answer, actor: Actor) -> Raid:
        ended = raid.answered(answer, actor.user_id)

        def once() -> None:
            now = self.acts.now()
            _known(self.raids.asked_by(raid.from_room, raid.id)).require_open(now)
            with transaction() as write:
                _write_end(write, ended, now)

        until_settled(once)
        return ended


def _write_end(write: TransactWrite, raid: Raid, now: datetime) -> None:
    """The answer, in both rooms' audit logs too."""
    if raid.state == "open":
        raise ValueError(f"{raid.id} has no answer")
    write_answered(write, raid)
    for room_id in (raid.from_room, raid.to_room):
        deed = Deed(KINDS[raid.state], raid.answered_by or BY_RULE, "", after=_told(raid))
        write_deed(write, room_id, deed, now)


def _told(raid: Raid) -> dict[str, object]:
    """As the audit log shows it."""
    told: dict[str, object] = {"raid_id": raid.id, "from_room": raid.from_room, "from_name": raid.from_name}
    told |= {"to_room": raid.to_room, "to_name": raid.to_name}
    return told if raid.viewers is None else {**told, "viewers": raid.viewers}


def _known(raid: Raid | None) -> Raid:
    if raid is None:
        raise NotFound("There is no such raid.", code="no_such_raid")
    return raid
