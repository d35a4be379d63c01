"""What the streamer and the moderators decide about a room: rules, what is pinned, terms, moderators, lists of bans."""

from functions.chat.acts import Act, Actor, Acts, require_moderator, require_streamer
from functions.chat.audit import Deed
from functions.chat.domain import Room, TakesRaids, found
from functions.chat.entries import Message, Person, PinChange, Pinned, Rules, RulesChange
from functions.chat.store import RoomRow
from functions.chat.terms import DynamoTerms, write_terms
from kernel.errors import Conflict


class SettingsDesk:
    """Every method returns the id of the action in the audit log."""

    def __init__(self, acts: Acts, terms: DynamoTerms) -> None:
        self.acts, self.terms = acts, terms

    def set_rules(self, room_id: str, actor: Actor, rules: Rules, reason: str, *, undoes: str | None = None) -> str:
        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            before, after = room.rules.model_dump(), rules.model_dump()
            return Act(
                Deed("rules", actor.user_id, reason, before=before, after=after, undoes=undoes),
                RulesChange(seq=room.seq + 1, at=self.acts.now(), rules=rules),
                [RoomRow.rules.set(after)],
            )

        return self.acts.do(room_id, decide)

    def pin(
        self, room_id: str, actor: Actor, message_id: str | None, seq: int | None = None, *, undoes: str | None = None
    ) -> str:
        """Without a message, what is pinned is taken down. The text that is put up stays in the audit log."""

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            message = self.acts.message(room, message_id, seq) if message_id else None
            if message and message.removed:
                raise Conflict("This message was taken back.", code="message_removed")
            pinned = _pinned(message) if message else None
            before, text = room.pinned.message_id if room.pinned else None, pinned.text if pinned else None
            return Act(
                Deed("pin", actor.user_id, "", message_id=message_id, before=before, after=text, undoes=undoes),
                PinChange(seq=room.seq + 1, at=self.acts.now(), pinned=pinned),
                [RoomRow.pinned.set(pinned.model_dump(mode="json")) if pinned else RoomRow.pinned.remove()],
            )

        return self.acts.do(room_id, decide)

    def terms_of(self, room_id: str, actor: Actor) -> list[str]:
        require_moderator(found(self.acts.rooms.find(room_id)), actor)
        return list(self.terms.stored(room_id))

    def set_terms(self, room_id: str, actor: Actor, terms: list[str], *, undoes: str | None = None) -> str:
        """What holds a message in this room, besides what does so everywhere."""

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            before = list(self.terms.stored(room_id))
            deed = Deed("terms", actor.user_id, "", before=before, after=terms, undoes=undoes)
            return Act(deed, also=lambda write: write_terms(write, room_id, terms))

        return self.acts.do(room_id, decide)

    def appoint(self, room_id: str, actor: Actor, person: Person, *, undoes: str | None = None) -> str:
        """Makes somebody a moderator of the room. It holds from his next ticket on."""

        def decide(room: Room) -> Act:
            require_streamer(room, actor)
            deed = Deed("appoint", actor.user_id, "", person.user_id, person.name, undoes=undoes)
            return Act(deed, changes=[RoomRow.moderators.set(sorted(room.moderators | {person.user_id}))])

        return self.acts.do(room_id, decide)

    def dismiss(self, room_id: str, actor: Actor, person: Person, *, undoes: str | None = None) -> str:
        def decide(room: Room) -> Act:
            require_streamer(room, actor)
            deed = Deed("dismiss", actor.user_id, "", person.user_id, person.name, undoes=undoes)
            return Act(deed, changes=[RoomRow.moderators.set(sorted(room.moderators - {person.user_id}))])

        return self.acts.do(room_id, decide)

    def set_raid_rules(
        self, room_id: str, actor: Actor, raids: TakesRaids, trusted: list[str], *, undoes: str | None = None
    ) -> str:
        """Whose viewers the room takes, and of whom without being asked."""

        def decide(room: Room) -> Act:
            require_streamer(room, actor)
            before, after = {"raids": room.raids, "trusted": list(room.trusted)}, {"raids": raids, "trusted": trusted}
            deed = Deed("raid_rules", actor.user_id, "", before=before, after=after, undoes=undoes)
            return Act(deed, changes=[RoomRow.raid_rules.set(after)])

        return self.acts.do(room_id, decide)

    def share_bans(self, room_id: str, actor: Actor, *, yes: bool, undoes: str | None = None) -> str:
        """Lets other streamers follow this room's list of bans, or no longer."""

        def decide(room: Room) -> Act:
            require_streamer(room, actor)
            deed = Deed("share_bans", actor.user_id, "", before=room.shares_bans, after=yes, undoes=undoes)
            return Act(deed, changes=[RoomRow.shares_bans.set(yes)])

        return self.acts.do(room_id, decide)

    def follow_bans(self, room_id: str, actor: Actor, lists: list[str], *, undoes: str | None = None) -> str:
        """Whom these rooms ban cannot come in here either; Conflict where one does not share its list."""

        def decide(room: Room) -> Act:
            require_streamer(room, actor)
            for other in lists:
                if other == room_id or not found(self.acts.rooms.find(other)).shares_bans:
                    raise Conflict(f"{other} does not share its bans.", code="bans_not_shared")
            deed = Deed("follow_bans", actor.user_id, "", before=list(room.ban_lists), after=lists, undoes=undoes)
            return Act(deed, changes=[RoomRow.ban_lists.set(lists)])

        return self.acts.do(room_id, decide)


def _pinned(message: Message) -> Pinned:
    return Pinned(message_id=message.id, text=message.text, by=message.by, emotes=message.emotes)
