"""Whom a message may name: who has spoken in the room and is not banned there, its streamer and its moderators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from functions.chat.domain import Room
from functions.chat.entries import Mention
from functions.chat.names import NameRow
from functions.chat.standings import StandingRow

LONGEST_ID = 64  # characters; nobody has a longer one


@dataclass(frozen=True)
class Named:
    """Somebody with a name, as the server knows it; `spoke`: here, and may still."""

    user_id: str
    name: str
    spoke: bool


class DynamoPeople:
    def of(self, room_id: str, user_ids: Sequence[str]) -> list[Named]:
        """Two reads for all of them, none for nobody; who has no name is left out."""
        wanted = [one for one in dict.fromkeys(user_ids) if 0 < len(one) <= LONGEST_ID]
        if not wanted:
            return []
        names = {row.user_id: row.name for row in NameRow.batch_get(wanted)}
        keys: list[Any] = [(room_id, user_id) for user_id in wanted]
        rows = list(StandingRow.batch_get(keys, attributes_to_get=["user_id", "turn", "banned"]))
        speakers = {row.user_id for row in rows if row.turn and not row.banned}
        return [Named(one, names[one], one in speakers) for one in wanted if names.get(one)]


def mentions_in(text: str, people: Sequence[Named], room: Room) -> list[Mention] | None:
    """Of these people whom the room knows and the text calls by `@name`; nobody is told of what he cannot see."""
    lower = text.casefold()
    known = {room.owner_id, *room.moderators}
    called = [
        Mention(user_id=one.user_id, name=one.name)
        for one in people
        if (one.spoke or one.user_id in known) and f"@{one.name}".casefold() in lower
    ]
    return called or None
