"""How an act of moderation is carried out: it changes the room, is heard there and is in the audit log, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from functions.chat.audit import Deed, write_deed
from functions.chat.domain import Room, found
from functions.chat.entries import Entry, Message, Restoration
from functions.chat.store import Also, DynamoRooms, nothing_else
from kernel.clock import Clock
from kernel.errors import Forbidden, NotFound
from kernel.transactions import until_settled


@dataclass(frozen=True)
class Actor:
    """Who acts, with the groups of his access token."""

    user_id: str
    groups: frozenset[str]


@dataclass(frozen=True)
class Act:
    """One act, decided upon a room as it was read: a deed for the log, and what it changes.

    `entry` is what the members hear; an act without one changes nothing that they see.
    """

    deed: Deed
    entry: Entry | None = None
    changes: Sequence[Action] = ()
    also: Also = nothing_else


class Acts:
    """`spread` has a room's new entries sent to its members, `translate` one of them translated, where it is given."""

    def __init__(
        self,
        rooms: DynamoRooms,
        spread: Callable[[str], None],
        now: Clock,
        translate: Callable[[str, int], None] | None = None,
    ) -> None:
        self.rooms, self.spread, self.now, self.translate = rooms, spread, now, translate

    def do(self, room_id: str, decide: Callable[[Room], Act]) -> str:
        """Returns the action's id. `decide` may run several times, when others write to the room meanwhile."""
        shown: int | None = None

        def once() -> str:
            nonlocal shown
            room = found(self.rooms.find(room_id))
            act, at, made = decide(room), self.now(), list[str]()

            def together(write: TransactWrite) -> None:
                made.append(write_deed(write, room.id, act.deed, at))
                act.also(write)

            if act.entry:
                self.rooms.append(room, act.entry, changes=act.changes, also=together)
            else:
                self.rooms.change(room, act.changes, together)
            shown = _shown(act.entry) if room.wanted(at) else None
            return made[0]

        action_id = until_settled(once)
        self.spread(room_id)
        if self.translate and shown is not None:
            self.translate(room_id, shown)
        return action_id

    def message(self, room: Room, message_id: str, seq: int | None = None) -> Message:
        """As it stands in the log; without its number only one of the last day is found."""
        seq = self.rooms.said(message_id) if seq is None else seq
        entry = self.rooms.entry(room.id, seq) if seq else None
        if not isinstance(entry, Message) or entry.id != message_id:
            raise NotFound("There is no such message.", code="no_such_message")
        return entry


def _shown(entry: Entry | None) -> int | None:
    """The number of the message that an act has shown, if it did."""
    match entry:
        case Message():
            return entry.seq
        case Restoration():
            return entry.message.seq
    return None


def require_moderator(room: Room, actor: Actor) -> None:
    if room.role_of(actor.user_id, actor.groups) not in {"streamer", "moderator"}:
        raise Forbidden("This needs a moderator of the room.", code="not_a_moderator")


def require_streamer(room: Room, actor: Actor) -> None:
    if actor.user_id != room.owner_id:
        raise Forbidden("This is the streamer's to decide.", code="not_the_streamer")
