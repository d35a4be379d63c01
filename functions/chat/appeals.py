"""Undoing what was done, and what the person concerned can say to it."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.chat.acts import Actor, Acts, require_moderator
from functions.chat.audit import APPEALABLE, ActionRow, DynamoAudit
from functions.chat.domain import Room, found
from functions.chat.entries import Message, Person, Rules
from functions.chat.moderating import ModeratorDesk, number_of
from functions.chat.settings import SettingsDesk
from kernel.clock import iso
from kernel.errors import Conflict, Forbidden, NotFound
from kernel.transactions import held


class Appeals:
    def __init__(self, acts: Acts, audit: DynamoAudit, moderators: ModeratorDesk, settings: SettingsDesk) -> None:
        self.acts, self.audit, self.moderators, self.settings = acts, audit, moderators, settings

    def undo(self, room_id: str, action_id: str, actor: Actor, reason: str) -> str:
        """Does the opposite, which is an action of its own; Conflict where that was done before or cannot be."""
        room = found(self.acts.rooms.find(room_id))
        require_moderator(room, actor)
        action = self._found(room_id, action_id)
        if action.undone_by:
            raise Conflict("This was undone already.", code="already_undone")
        return self._opposite(room, action, actor, reason)

    def appeal(self, room_id: str, action_id: str, user_id: str, text: str) -> None:
        """By the person concerned, once."""
        action = self._found(room_id, action_id)
        if action.subject_id != user_id or action.kind not in APPEALABLE:
            raise NotFound("There is no such action against you.", code="no_such_action")
        said = {"text": text, "at": iso(self.acts.now()), "state": "open"}
        first = ActionRow.appeal.does_not_exist()
        if not held(lambda: action.update(actions=[ActionRow.appeal.set(said)], condition=first)):
            raise Conflict("You have appealed already.", code="already_appealed")

    def answer(self, room_id: str, action_id: str, actor: Actor, *, grant: bool, reason: str) -> None:
        """By another moderator than who acted, or the streamer. A granted appeal undoes the action."""
        room, action = found(self.acts.rooms.find(room_id)), self._found(room_id, action_id)
        require_moderator(room, actor)
        if action.actor_id == actor.user_id and actor.user_id != room.owner_id:
            raise Forbidden("Somebody else decides on this appeal.", code="own_action")
        if not action.appeal or action.appeal["state"] != "open":
            raise Conflict("There is no open appeal.", code="no_open_appeal")
        if grant and not action.undone_by:
            self._opposite(room, action, actor, reason)
        answered = {
            **action.appeal,
            "state": "granted" if grant else "refused",
            "answered_by": actor.user_id,
            "answered_at": iso(self.acts.now()),
            "answer": reason,
        }
        still_open = ActionRow.appeal == action.appeal
        if not held(lambda: action.update(actions=[ActionRow.appeal.set(answered)], condition=still_open)):
            raise Conflict("Somebody else has answered.", code="no_open_appeal")

    def _found(self, room_id: str, action_id: str) -> ActionRow:
        action = self.audit.find(room_id, action_id)
        if action is None:
            raise NotFound("There is no such action.", code="no_such_action")
        return action

    def _opposite(self, room: Room, action: ActionRow, actor: Actor, reason: str) -> str:
        do = OPPOSITES.get(action.kind)
        if do is None:
            raise Conflict("This is undone by a new act of its own.", code="not_undoable")
        return do(self.moderators, self.settings, _Undoing(room.id, action, actor, reason))


@dataclass(frozen=True)
class _Undoing:
    room_id: str
    action: ActionRow
    actor: Actor
    reason: str

    @property
    def person(self) -> Person:
        return Person(user_id=self.action.subject_id or "", name=self.action.subject_name or "", role="viewer")

    @property
    def message_id(self) -> str:
        return self.action.message_id or ""


Opposite = Callable[[ModeratorDesk, SettingsDesk, _Undoing], str]


def _lift(desk: ModeratorDesk, _settings: SettingsDesk, it: _Undoing) -> str:
    return desk.sanction(
        it.room_id, it.actor, it.person, "lifted", None, it.reason, undoes=it.action.id, lifts=[it.action.kind]
    )


def _take_back(desk: ModeratorDesk, _settings: SettingsDesk, it: _Undoing) -> str:
    number = number_of(it.action)
    return desk.remove(it.room_id, it.message_id, it.actor, it.reason, number, undoes=it.action.id)


def _restore(desk: ModeratorDesk, _settings: SettingsDesk, it: _Undoing) -> str:
    return desk.restore(it.room_id, it.action, it.actor, it.reason)


def _say(desk: ModeratorDesk, _settings: SettingsDesk, it: _Undoing) -> str:
    refused = Message.model_validate(it.action.before)
    return desk.say_after_all(it.room_id, refused, it.actor, it.reason, undoes=it.action.id)


OPPOSITES: dict[str, Opposite] = {
    "ban": _lift,
    "timeout": _lift,
    "remove": _restore,
    "restore": _take_back,
    "approve": _take_back,
    "reject": _say,
    "rules": lambda _, settings, it: settings.set_rules(
        it.room_id, it.actor, Rules(**it.action.before), it.reason, undoes=it.action.id
    ),
    "pin": lambda _, settings, it: settings.pin(it.room_id, it.actor, it.action.before, undoes=it.action.id),
    "terms": lambda _, settings, it: settings.set_terms(it.room_id, it.actor, it.action.before, undoes=it.action.id),
    "appoint": lambda _, settings, it: settings.dismiss(it.room_id, it.actor, it.person, undoes=it.action.id),
    "dismiss": lambda _, settings, it: settings.appoint(it.room_id, it.actor, it.person, undoes=it.action.id),
    "share_bans": lambda _, settings, it: settings.share_bans(
        it.room_id, it.actor, yes=it.action.before, undoes=it.action.id
    ),
    "raid_rules": lambda _, settings, it: settings.set_raid_rules(
        it.room_id, it.actor, it.action.before["raids"], it.action.before["trusted"], undoes=it.action.id
    ),
    "follow_bans": lambda _, settings, it: settings.follow_bans(
        it.room_id, it.actor, it.action.before, undoes=it.action.id
    ),
}
