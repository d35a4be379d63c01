"""How a streamer adds an emote and takes it away: announced, sent to S3, checked, served."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from pynamodb.transactions import TransactWrite

from functions.chat.acts import Act, Actor, Acts, require_streamer
from functions.chat.audit import Deed
from functions.chat.domain import Room, found
from functions.chat.emotes import Audience, DynamoEmotes, Emotes, RoomEmote, key_of, write_emotes
from kernel.clock import from_iso, iso
from kernel.errors import Conflict, NotFound
from kernel.identifiers import new_id
from kernel.transactions import transaction, until_settled

MOST = 50  # of a room
DRAFT_KEPT = timedelta(hours=1)  # for what is announced, and never sent


class Shelf(Protocol):
    def take_down(self, path: str) -> None:
        """Ends the serving of a picture; that it is gone already is no error."""
        ...


class EmoteDesk:
    """`check_later` has what was sent looked at, by functions/chat/check_emote.py."""

    def __init__(
        self, acts: Acts, emotes: DynamoEmotes, shelf: Shelf, check_later: Callable[[str, str, str], None]
    ) -> None:
        self.acts, self.emotes, self.shelf, self.check_later = acts, emotes, shelf, check_later

    def begin(self, room_id: str, actor: Actor, code: str, audience: Audience) -> RoomEmote:
        """Announces a picture. Conflict `emote_exists` or `too_many_emotes`; a draft of the same code is replaced."""

        def once() -> RoomEmote:
            require_streamer(found(self.acts.rooms.find(room_id)), actor)
            now = self.acts.now()
            stored, version = self.emotes.stored(room_id)
            emotes = {key: one for key, one in stored.items() if not self._abandoned(one)}
            before = emotes.get(key_of(code))
            if before and before.state in {"ready", "checking"}:
                raise Conflict("There is an emote of this code already.", code="emote_exists")
            if before is None and len(emotes) >= MOST:
                raise Conflict(f"A room has {MOST} emotes at the most.", code="too_many_emotes")
            made = RoomEmote(new_id("emo"), code, audience, "uploading", iso(now))
            with transaction() as write:
                write_emotes(write, room_id, {**emotes, key_of(code): made}, version)
            return made

        return until_settled(once)

    def complete(self, room_id: str, actor: Actor, code: str) -> RoomEmote:
        """What was announced has been sent: it is looked at, and then usable or refused. Once more asks again."""
        require_streamer(found(self.acts.rooms.find(room_id)), actor)
        emote = self._known(room_id, code)[key_of(code)]
        if emote.state == "uploading":
            emote = self._handed_in(room_id, actor, code)
        if emote.state == "checking":
            self.check_later(room_id, key_of(code), emote.id)
        return emote

    def delete(self, room_id: str, actor: Actor, code: str) -> None:
        """The file goes first, so that what fails half way can be asked for again. Old messages show the code."""
        require_streamer(found(self.acts.rooms.find(room_id)), actor)
        emotes = self._known(room_id, code)
        gone = emotes[key_of(code)]
        if gone.path and [one.path for one in emotes.values()].count(gone.path) == 1:
            self.shelf.take_down(gone.path)

        def decide(room: Room) -> Act:
            require_streamer(room, actor)
            stored, version = self.emotes.stored(room_id)
            rest = {key: one for key, one in stored.items() if one.id != gone.id}
            return _changing(Deed("emote_delete", actor.user_id, "", before=_told(gone)), room_id, rest, version)

        self.acts.do(room_id, decide)

    def _handed_in(self, room_id: str, actor: Actor, code: str) -> RoomEmote:
        made: list[RoomEmote] = []

        def decide(room: Room) -> Act:
            require_streamer(room, actor)
            stored, version = self.emotes.stored(room_id)
            emote = _of(stored, code)
            if emote.state != "uploading":
                raise Conflict("This was handed in already.", code="emote_exists")
            made.append(replace(emote, state="checking"))
            changed = {**stored, key_of(code): made[-1]}
            return _changing(Deed("emote_add", actor.user_id, "", after=_told(emote)), room_id, changed, version)

        self.acts.do(room_id, decide)
        return made[-1]

    def _known(self, room_id: str, code: str) -> dict[str, RoomEmote]:
        stored, _ = self.emotes.stored(room_id)
        _of(stored, code)
        return stored

    def _abandoned(self, emote: RoomEmote) -> bool:
        return emote.state in {"uploading", "refused"} and self.acts.now() - from_iso(emote.at) > DRAFT_KEPT


def settle(emotes: DynamoEmotes, room_id: str, key: str, outcome: RoomEmote) -> None:
    """Notes what the check of an emote has found; nothing when it was deleted or replaced meanwhile."""

    def once() -> None:
        stored, version = emotes.stored(room_id)
        emote = stored.get(key)
        if emote is None or emote.id != outcome.id or emote.state != "checking":
            return
        with transaction() as write:
            write_emotes(write, room_id, {**stored, key: outcome}, version)

    until_settled(once)


def _changing(deed: Deed, room_id: str, emotes: Emotes, upon: int) -> Act:
    def also(write: TransactWrite) -> None:
        write_emotes(write, room_id, emotes, upon)

    return Act(deed, also=also)


def _of(stored: Emotes, code: str) -> RoomEmote:
    emote = stored.get(key_of(code))
    if emote is None:
        raise NotFound("The room has no such emote.", code="no_such_emote")
    return emote


def _told(emote: RoomEmote) -> dict[str, str]:
    return {"code": emote.code, "audience": emote.audience}
