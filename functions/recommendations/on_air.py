"""Who is on the air, as live announces it: the most watched first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from kernel import environment
from kernel.clock import from_iso, iso
from kernel.transactions import held, transaction, until_settled

ON_AIR = "on-air"
MOST_ON_AIR = 300
KEPT = timedelta(days=3)


class ByViewers(GlobalSecondaryIndex["OnAirRow"]):
    class Meta:
        index_name = "by_viewers"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    viewers = NumberAttribute(range_key=True)


class OnAirRow(Model):
    """A channel's broadcast, on the shelf of all that are on; `ended`, on one of its own, keeps what was heard last.

    So that an end that was heard before its beginning is known, and lists read nothing of what is over.
    """

    class Meta:
        table_name = environment.table_name("onair")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    shelf = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute(range_key=True)
    session_id = UnicodeAttribute()
    started_at = UnicodeAttribute()
    ended = NumberAttribute(null=True)
    viewers = NumberAttribute(null=True)
    expires = TTLAttribute()
    by_viewers = ByViewers()


@dataclass(frozen=True)
class Broadcast:
    channel_id: str
    session_id: str
    started_at: datetime
    viewers: int


class DynamoOnAir:
    def all(self) -> list[Broadcast]:
        """The most watched first."""
        rows = OnAirRow.by_viewers.query(ON_AIR, scan_index_forward=False, limit=MOST_ON_AIR)
        return [_broadcast(row) for row in rows]

    def of(self, channel_id: str) -> Broadcast | None:
        row = self._row(ON_AIR, channel_id)
        return _broadcast(row) if row else None

    def begin(self, channel_id: str, session_id: str, started_at: datetime) -> None:
        self._tell(channel_id, session_id, started_at, ended=False)

    def end(self, channel_id: str, session_id: str, started_at: datetime) -> None:
        self._tell(channel_id, session_id, started_at, ended=True)

    def watched_by(self, channel_id: str, session_id: str, viewers: int) -> None:
        same = OnAirRow.session_id == session_id
        held(lambda: OnAirRow(ON_AIR, channel_id).update(actions=[OnAirRow.viewers.set(viewers)], condition=same))

    def _tell(self, channel_id: str, session_id: str, started_at: datetime, *, ended: bool) -> None:
        """The broadcast that began last counts; its end, once heard, is not undone by its beginning."""
        began, shelf = iso(started_at), f"of#{channel_id}"
        told: dict[str, Any] = {"session_id": session_id, "started_at": began, "expires": started_at + KEPT}

        def once() -> None:
            known = self._row(shelf, channel_id)
            if known and known.started_at >= began and not (ended and known.session_id == session_id):
                return
            same = OnAirRow.started_at.does_not_exist()
            if known:
                same = (OnAirRow.started_at == known.started_at) & (OnAirRow.ended == known.ended)
            with transaction() as write:
                write.save(OnAirRow(shelf, channel_id, ended=int(ended), **told), condition=same)
                if ended:
                    write.delete(OnAirRow(ON_AIR, channel_id))
                else:
                    write.save(OnAirRow(ON_AIR, channel_id, viewers=0, **told))

        until_settled(once)

    @staticmethod
    def _row(shelf: str, channel_id: str) -> OnAirRow | None:
        try:
            return OnAirRow.get(shelf, channel_id, consistent_read=True)
        except OnAirRow.DoesNotExist:
            return None


def _broadcast(row: OnAirRow) -> Broadcast:
    return Broadcast(row.channel_id, row.session_id, from_iso(row.started_at), int(row.viewers or 0))
