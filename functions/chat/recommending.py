"""What a room is told of the products that its channel sells, while they are talked about."""

from collections.abc import Callable
from datetime import datetime, timedelta

from contracts.recommendations import RankingMoved
from functions.chat.domain import Room
from functions.chat.entries import ProductRecommended
from functions.chat.store import DynamoRooms
from kernel.clock import Clock
from kernel.identifiers import id_from
from kernel.transactions import until_settled

ONCE_IN = timedelta(minutes=5)  # of a product: a surge is measured every ten seconds
LATE = timedelta(minutes=2)  # what moved longer ago is no news


class Recommended:
    """`spread` has a room's new entries sent to its members."""

    def __init__(self, rooms: DynamoRooms, spread: Callable[[str], None], now: Clock) -> None:
        self.rooms, self.spread, self.now = rooms, spread, now

    def tell(self, told: RankingMoved) -> None:
        """Of a product that rises in the broadcast that is on, and that everybody there may be shown."""
        if told.kind != "product" or told.strength <= 0 or told.name is None or told.channel_id is None:
            return
        room_id, name = told.channel_id, told.name

        def once() -> bool:
            room, now = self.rooms.find(room_id), self.now()
            if room is None or room.session_id is None or room.session_id != told.session_id:
                return False
            if now - told.moved_at > LATE or self._lately(room_id, told):
                return False
            entry = ProductRecommended(
                seq=room.seq + 1,
                at=now,
                product_id=told.item_id,
                name=name,
                reason=told.signal,
                session_id=room.session_id,
                offset_ms=_offset(room, told.moved_at) if told.offset_seconds is None else 1000 * told.offset_seconds,
            )
            self.rooms.append(room, entry, said=_name(room_id, told))
            return True

        if until_settled(once):
            self.spread(room_id)

    def _lately(self, room_id: str, told: RankingMoved) -> bool:
        for earlier in (timedelta(), ONCE_IN):
            seq = self.rooms.said(_name(room_id, told, earlier))
            entry = self.rooms.entry(room_id, seq) if seq else None
            if entry and told.moved_at - entry.at < ONCE_IN:
                return True
        return False


def _name(room_id: str, told: RankingMoved, earlier: timedelta = timedelta()) -> str:
    """Of what is told of a product in a stretch of ONCE_IN: two who hear of it at once meet there."""
    stretch = int((told.moved_at - earlier).timestamp() // ONCE_IN.total_seconds())
    return id_from("rcm", room_id, told.item_id, str(stretch))


def _offset(room: Room, at: datetime) -> int | None:
    return round((at - room.live_since).total_seconds() * 1000) if room.live_since else None
