"""What moderators do with persons and messages."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Literal, Protocol

from pynamodb.transactions import TransactWrite

from functions.chat.acts import Act, Actor, Acts, require_moderator
from functions.chat.audit import ActionRow, Deed
from functions.chat.domain import Room
from functions.chat.entries import Message, Person, Removal, Restoration, Sanction
from functions.chat.members import DynamoMembers
from functions.chat.reviews import SHOWN, WAITING, DynamoReviews, ReviewRow, write_decided
from functions.chat.standings import banned, lifted, timed_out, write_no_longer_held, write_sanction
from functions.chat.store import Also, RoomRow, write_entry
from functions.chat.waiting import noted
from kernel.errors import Conflict, Forbidden, NotFound

Measure = Literal["ban", "timeout", "lifted"]
BOTH = ("ban", "timeout")


class Sockets(Protocol):
    def close(self, connection_id: str) -> None:
        """Ends a connection; that it is gone already is no error."""
        ...


class AlreadyRemoved(Conflict):
    code = "message_removed"

    def __init__(self) -> None:
        super().__init__("This message was taken back already.")


class ModeratorDesk:
    def __init__(self, acts: Acts, members: DynamoMembers, reviews: DynamoReviews, sockets: Sockets) -> None:
        self.acts, self.members, self.reviews, self.sockets = acts, members, reviews, sockets

    def sanction(
        self,
        room_id: str,
        actor: Actor,
        subject: Person,
        measure: Measure,
        seconds: int | None,
        reason: str,
        *,
        undoes: str | None = None,
        lifts: Collection[str] = BOTH,
    ) -> str:
        """Bans, times out for so many seconds, or lifts what `lifts` names.

        A banned person's sockets are closed, all of them.
        """
        until = self.acts.now() + timedelta(seconds=seconds) if measure == "timeout" and seconds else None
        user_id, name = subject.user_id, subject.name
        changes = timed_out(until) if until else banned() if measure == "ban" else lifted(lifts)

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            _require_lower(room, actor, user_id)
            after = {"until": until.isoformat()} if until else None
            kind: Literal["ban", "timeout", "lift"] = "lift" if measure == "lifted" else measure
            return Act(
                Deed(kind, actor.user_id, reason, user_id, name, after=after, undoes=undoes),
                Sanction(
                    seq=room.seq + 1, at=self.acts.now(), user_id=user_id, name=name, measure=measure, until=until
                ),
                also=lambda write: write_sanction(write, room_id, (user_id, name), changes),
            )

        done = self.acts.do(room_id, decide)
        if measure == "ban":
            for connection in self.members.of_person(room_id, user_id):
                self.members.remove(room_id, connection)
                self.sockets.close(connection)
        return done

    def remove(
        self,
        room_id: str,
        message_id: str,
        actor: Actor,
        reason: str,
        seq: int | None = None,
        *,
        undoes: str | None = None,
    ) -> str:
        """By a moderator, or by who said it. The text stays in the audit log, where it can be restored from.

        `seq` is the message's number; one that is older than a day is not found without it.
        """

        def decide(room: Room) -> Act:
            message = self.acts.message(room, message_id, seq)
            if actor.user_id != message.by.user_id:
                require_moderator(room, actor)
            if message.removed:
                raise AlreadyRemoved
            return self._removal(room, message, actor, reason, undoes)

        return self.acts.do(room_id, decide)

    def restore(self, room_id: str, removal: ActionRow, actor: Actor, reason: str) -> str:
        """Shows again what an action took back."""

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            taken = self.acts.message(room, removal.message_id or "", number_of(removal))
            message = taken.model_copy(update={"text": removal.before, "removed": False})
            return Act(
                _about(message, "restore", actor, reason, undoes=removal.id),
                Restoration(seq=room.seq + 1, at=self.acts.now(), message=message),
                also=lambda write: write_entry(write, room_id, message),
            )

        return self.acts.do(room_id, decide)

    def decide(self, room_id: str, message_id: str, actor: Actor, *, approve: bool, reason: str) -> str:
        """On what is in the queue: what waits is said now or never; what is shown stays or is taken back."""

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            review = self.reviews.find(room_id, message_id)
            if review is None:
                raise NotFound("Nothing of this name is in the queue.", code="not_in_queue")
            return self._decision(room, review, actor, reason, approve=approve)

        return self.acts.do(room_id, decide)

    def say_after_all(self, room_id: str, refused: Message, actor: Actor, reason: str, *, undoes: str) -> str:
        """A message that was refused from the queue is said now."""

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            said = self._said_now(room, refused)
            deed = _about(said, "approve", actor, reason, undoes=undoes)
            return Act(deed, said)

        return self.acts.do(room_id, decide)

    def _decision(self, room: Room, review: ReviewRow, actor: Actor, reason: str, *, approve: bool) -> Act:
        message = Message.model_validate(review.message)
        off_the_queue = _off_the_queue(room.id, message, waited=review.state == WAITING)
        if approve:
            entry = None if review.state == SHOWN else self._said_now(room, message)
            deed = _about(entry or message, "approve", actor, reason)
            return Act(deed, entry, also=off_the_queue)
        if review.state == SHOWN:
            shown = self.acts.message(room, message.id, message.seq)
            if not shown.removed:
                taken = self._removal(room, shown, actor, reason, None)
                return Act(taken.deed, taken.entry, taken.changes, _both(taken.also, off_the_queue))
        whole = message.model_dump(mode="json")
        return Act(_about(message, "reject", actor, reason, before=whole), also=off_the_queue)

    def _said_now(self, room: Room, message: Message) -> Message:
        """With the number and the place on the broadcast that it has now."""
        kept = {"id": message.id, "emotes": message.emotes, "mentions": message.mentions}
        return room.message(message.by, message.text, "", self.acts.now()).model_copy(update=kept)

    def _removal(self, room: Room, message: Message, actor: Actor, reason: str, undoes: str | None) -> Act:
        emptied = message.model_copy(update={"text": "", "removed": True, "translations": None})
        stands_above = room.pinned is not None and room.pinned.message_id == message.id
        return Act(
            _about(message, "remove", actor, reason, before=message.text, undoes=undoes),
            Removal(seq=room.seq + 1, at=self.acts.now(), message_id=message.id),
            [RoomRow.pinned.remove()] if stands_above else [],
            lambda write: write_entry(write, room.id, emptied),
        )


def number_of(action: ActionRow) -> int | None:
    """Of the message that an action was about; None where that is not known."""
    return None if action.message_seq is None else int(action.message_seq)


def _about(
    message: Message,
    kind: Literal["remove", "restore", "approve", "reject"],
    actor: Actor,
    reason: str,
    before: Any = None,
    undoes: str | None = None,
) -> Deed:
    by, seq = message.by, None if kind == "reject" else message.seq  # what is refused never had a number
    return Deed(kind, actor.user_id, reason, by.user_id, by.name, message.id, before, undoes=undoes, message_seq=seq)


def _off_the_queue(room_id: str, message: Message, *, waited: bool) -> Also:
    def off(write: TransactWrite) -> None:
        write_decided(write, room_id, message.id)
        if waited:
            write_no_longer_held(write, room_id, message.by.user_id, noted(message))

    return off


def _both(one: Also, other: Also) -> Also:
    def both(write: TransactWrite) -> None:
        one(write)
        other(write)

    return both


def _require_lower(room: Room, actor: Actor, user_id: str) -> None:
    """Nobody sanctions the streamer; moderators are the streamer's to sanction."""
    if user_id == room.owner_id:
        raise Forbidden("The streamer cannot be sanctioned in his own room.", code="is_the_streamer")
    if user_id in room.moderators and actor.user_id != room.owner_id:
        raise Forbidden("A moderator is the streamer's to sanction.", code="is_a_moderator")
