"""Which languages somebody in a room asked for: on the room's own row, which every message reads anyway."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from pynamodb.expressions.condition import Condition

from functions.chat.domain import Room, found
from functions.chat.store import DynamoRooms, RoomRow
from kernel.clock import iso
from kernel.transactions import Contention, transaction, until_settled

KEPT = timedelta(minutes=20)  # without somebody who asks again; a client's longest silence is nine minutes
FRESH = timedelta(minutes=5)  # within which one who asks again changes nothing


def subscribe(rooms: DynamoRooms, room: Room, locale: str | None, now: datetime) -> None:
    """Has what is said in the room translated into `locale` from now on, and for a while."""

    def fresh(known: Room) -> bool:
        until = known.locales.get(locale or "", now)
        return until - now > KEPT - FRESH

    def ask() -> None:
        known = found(rooms.find(room.id))
        if fresh(known):
            return
        live = {name: until for name, until in known.locales.items() if now < until}
        _store(known, {**live, locale or "": now + KEPT})

    if locale and not fresh(room):
        with suppress(Contention):  # in a room of so many words; the client's next ping asks again
            until_settled(ask)


def _store(room: Room, locales: dict[str, datetime]) -> None:
    known: Condition = RoomRow.locales == _told(room.locales)
    before = known if room.locales else RoomRow.locales.does_not_exist()
    with transaction() as write:
        write.update(RoomRow(room.id), actions=[RoomRow.locales.set(_told(locales))], condition=before)


def _told(locales: Mapping[str, datetime]) -> dict[str, str]:
    return {name: iso(until) for name, until in sorted(locales.items())}
