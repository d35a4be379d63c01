"""What a room is and who may speak in it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from functions.chat.entries import Message, Pair, Person, Pinned, Poll, Role, Rules, Untranslated
from kernel.errors import Forbidden, NotFound
from kernel.identifiers import id_from

NO_RULES = Rules()
TakesRaids = Literal["everyone", "asks", "nobody"]
PAUSED = "*"  # among what is untranslated, beside pairs: everything


@dataclass(frozen=True)
class Room:
    """As it was read: `seq` numbers its newest entry, `edits` counts what has no entry."""

    id: str
    owner_id: str
    name: str
    seq: int
    session_id: str | None = None
    live_since: datetime | None = None
    rules: Rules = NO_RULES
    pinned: Pinned | None = None
    poll: Poll | None = None
    moderators: frozenset[str] = frozenset()
    ban_lists: tuple[str, ...] = ()  # rooms whose bans hold here too
    shares_bans: bool = False
    raids: TakesRaids = "asks"  # everyone: whoever comes is taken at once
    trusted: tuple[str, ...] = ()  # rooms whose raids are taken at once, whatever `raids` says
    edits: int = 0
    locales: Mapping[str, datetime] = field(default_factory=dict)  # somebody here asked for, and until when
    untranslated: Mapping[str, datetime] = field(default_factory=dict)  # `ko>en` or PAUSED, and until when

    def role_of(self, user_id: str, groups: frozenset[str]) -> Role:
        """`groups` are those of the access token: the platform's moderators may moderate every room."""
        if user_id == self.owner_id:
            return "streamer"
        return "moderator" if user_id in self.moderators or "moderator" in groups else "viewer"

    def takes_at_once(self, room_id: str) -> bool:
        """The raids of that room, without being asked."""
        return self.raids == "everyone" or room_id in self.trusted

    def takes(self, room_id: str) -> bool:
        """At once, or when it is asked."""
        return self.raids != "nobody" or room_id in self.trusted

    def wanted(self, now: datetime) -> list[str]:
        """The languages that what is said here is translated into; none while the day's characters are used up."""
        if now < self.untranslated.get(PAUSED, now):
            return []
        return sorted(locale for locale, until in self.locales.items() if now < until)

    def missing(self, now: datetime) -> Untranslated | None:
        """What nobody translates here for now; None where nothing is known to be missing."""
        known = {key: until for key, until in self.untranslated.items() if now < until}
        return told_untranslated(known) if known else None

    def message(self, by: Person, text: str, ref: str, at: datetime) -> Message:
        """The next entry; `offset_ms` places it on the broadcast that is on."""
        offset = round((at - self.live_since).total_seconds() * 1000) if self.live_since else None
        return Message(
            seq=self.seq + 1,
            id=message_id(self.id, by.user_id, ref),
            at=at,
            by=by,
            text=text,
            session_id=self.session_id,
            offset_ms=offset,
        )


def told_untranslated(known: Mapping[str, datetime]) -> Untranslated:
    pairs = [dict(zip(("source", "locale"), key.split(">"), strict=True)) for key in known if key != PAUSED]
    return Untranslated(pairs=[Pair.model_validate(one) for one in pairs], paused_until=known.get(PAUSED))


@dataclass(frozen=True)
class Member:
    """A connection in a room; `person` is absent for guests."""

    room_id: str
    connection_id: str
    person: Person | None

    def speaker(self) -> Person:
        if self.person is None:
            raise Forbidden("Guests read only; sign in to speak.", code="guests_read_only")
        return self.person


def message_id(room_id: str, user_id: str, ref: str) -> str:
    """The same ref of the same person is the same message."""
    return id_from("msg", room_id, user_id, ref)


def found(room: Room | None) -> Room:
    if room is None:
        raise NotFound("There is no such room.", code="no_such_room")
    return room
