"""Who watches: heartbeats, counted at a cost that does not grow with the audience.

A heartbeat touches its own row and, once a slot, adds one to a counter. The count of a slot is the sum of its shards.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from kernel import environment
from kernel.clock import iso
from kernel.errors import Gone
from kernel.identifiers import new_id
from kernel.transactions import held

HEARTBEAT_SECONDS = 15
SLOT_SECONDS = 20  # longer than a heartbeat, so that every viewer falls into every slot
SHARDS = 4
KEEP = timedelta(days=90)


class ViewingRow(Model):
    """One viewer of one session. It counts while heartbeats come; DynamoDB removes it later."""

    class Meta:
        table_name = environment.table_name("viewings")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    session_id = UnicodeAttribute(hash_key=True)
    viewing_id = UnicodeAttribute(range_key=True)
    started_at = UnicodeAttribute()
    seen_at = UnicodeAttribute()
    seen_slot = NumberAttribute(default=0)
    left_at = UnicodeAttribute(null=True)
    position_seconds = NumberAttribute(null=True)
    visible = BooleanAttribute(default=True)
    expires = TTLAttribute()


class AudienceRow(Model):
    """How many viewings sent a heartbeat in a slot of time; written by shards, summed when read."""

    class Meta:
        table_name = environment.table_name("audiences")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    session_id = UnicodeAttribute(hash_key=True)
    slot = UnicodeAttribute(range_key=True)
    viewers = NumberAttribute(default=0)
    expires = TTLAttribute()


class SampleRow(Model):
    """A minute of ingest measurements, each a list of [second of the minute, value] as JSON."""

    class Meta:
        table_name = environment.table_name("samples")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    session_id = UnicodeAttribute(hash_key=True)
    minute = UnicodeAttribute(range_key=True)
    series = UnicodeAttribute()
    expires = TTLAttribute()


def slot_of(moment: datetime) -> int:
    return int(moment.timestamp()) // SLOT_SECONDS


class DynamoAudience:
    def join(self, session_id: str, now: datetime) -> str:
        viewing_id, slot = new_id("vwg"), slot_of(now)
        ViewingRow(
            session_id, viewing_id, started_at=iso(now), seen_at=iso(now), seen_slot=slot, expires=now + KEEP
        ).save()
        self._count(session_id, viewing_id, slot, now)
        return viewing_id

    def heartbeat(
        self, session_id: str, viewing_id: str, now: datetime, *, position: float | None, visible: bool
    ) -> None:
        """Gone when there is no such viewing, or it has left."""
        slot = slot_of(now)
        row = ViewingRow(session_id, viewing_id)
        actions: list[Action] = [ViewingRow.seen_at.set(iso(now)), ViewingRow.visible.set(visible)]
        if position is not None:
            actions.append(ViewingRow.position_seconds.set(position))
        known = ViewingRow.viewing_id.exists() & ViewingRow.left_at.does_not_exist()
        if not held(lambda: row.update(actions=actions, condition=known)):
            raise Gone("This viewing has ended; start another.", code="viewing_ended")
        if row.seen_slot < slot and self._enter(row, slot):
            self._count(session_id, viewing_id, slot, now)

    def leave(self, session_id: str, viewing_id: str, now: datetime) -> None:
        held(
            lambda: ViewingRow(session_id, viewing_id).update(
                actions=[ViewingRow.left_at.set(iso(now))],
                condition=ViewingRow.viewing_id.exists() & ViewingRow.left_at.does_not_exist(),
            )
        )

    def counts(self, session_ids: Iterable[str], now: datetime) -> dict[str, int]:
        """Viewers of each session: the larger of the running slot and the one before it."""
        wanted, slot = list(dict.fromkeys(session_ids)), slot_of(now)
        keys = [(s, f"{k}#{shard}") for s in wanted for k in (slot - 1, slot) for shard in range(SHARDS)]
        sums: dict[tuple[str, str], int] = {}
        for row in AudienceRow.batch_get(keys):
            key = (row.session_id, row.slot.split("#")[0])
            sums[key] = sums.get(key, 0) + int(row.viewers)
        return {s: max(sums.get((s, str(slot - 1)), 0), sums.get((s, str(slot)), 0)) for s in wanted}

    @staticmethod
    def _enter(row: ViewingRow, slot: int) -> bool:
        """True for the one heartbeat that is the viewing's first of the slot."""
        return held(lambda: row.update(actions=[ViewingRow.seen_slot.set(slot)], condition=ViewingRow.seen_slot < slot))

    @staticmethod
    def _count(session_id: str, viewing_id: str, slot: int, now: datetime) -> None:
        shard = zlib.crc32(viewing_id.encode()) % SHARDS
        AudienceRow(session_id, f"{slot}#{shard}").update(
            actions=[AudienceRow.viewers.add(1), AudienceRow.expires.set(now + timedelta(hours=1))]
        )
