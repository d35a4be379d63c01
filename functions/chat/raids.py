"""Raids: one room asks another to take its viewers. What was asked and answered, in DynamoDB."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from kernel import environment
from kernel.clock import from_iso, iso
from kernel.errors import Conflict, TooManyRequests

OPEN_FOR = timedelta(minutes=5)
ASKED_AN_HOUR = 10
HOUR = timedelta(hours=1)
KEPT = timedelta(days=30)
SHOWN = 50

State = Literal["open", "accepted", "refused", "cancelled"]
Answer = Literal["accepted", "refused", "cancelled"]


@dataclass(frozen=True)
class Raid:
    """`viewers` are those of the asking room, counted when the raid was accepted."""

    id: str
    from_room: str
    from_name: str
    to_room: str
    to_name: str
    note: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: State = "open"
    answered_by: str | None = None
    viewers: int | None = None

    def is_open(self, now: datetime) -> bool:
        return self.state == "open" and now < self.expires_at

    def answered(self, answer: Answer, by: str, viewers: int | None = None) -> "Raid":
        return replace(self, state=answer, answered_by=by, viewers=viewers)

    def require_open(self, now: datetime) -> None:
        """Conflict `raid_answered`, `raid_cancelled` or `raid_expired`."""
        if self.state == "cancelled":
            raise Conflict("The other room has called its raid off.", code="raid_cancelled")
        if self.state != "open":
            raise Conflict("This raid was answered already.", code="raid_answered")
        if now >= self.expires_at:
            raise Conflict("Nobody answered this raid within five minutes.", code="raid_expired")


def asked_again(asked: Sequence[Raid], to_room: str, now: datetime) -> Raid | None:
    """The raid that an asking repeats: to the same room, open or just taken. `asked` are the newest, newest first."""
    newest = asked[0] if asked else None
    if newest is None or newest.to_room != to_room or now >= newest.expires_at:
        return None
    return newest if newest.state in {"open", "accepted"} else None


def require_free(asked: Sequence[Raid], now: datetime) -> None:
    """Whether the room may ask another one; Conflict `raid_open` or TooManyRequests `too_many_raids`."""
    if any(raid.is_open(now) for raid in asked):
        raise Conflict("Another raid of this room waits for its answer.", code="raid_open")
    if len(asked) >= ASKED_AN_HOUR:
        left = asked[ASKED_AN_HOUR - 1].asked_at + HOUR - now
        if left > timedelta(0):
            seconds = max(1, round(left.total_seconds() + 0.5))
            raise TooManyRequests("This room has asked too often.", code="too_many_raids", retry_after=seconds)


class RaidRow(Model):
    """A raid stands twice, with the room that asks and with the one that is asked; both change together."""

    class Meta:
        table_name = environment.table_name("chatraids")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    place = UnicodeAttribute(hash_key=True)  # `{room}#out` or `{room}#in`
    id = UnicodeAttribute(range_key=True)  # sorts by time
    from_room = UnicodeAttribute()
    from_name = UnicodeAttribute()
    to_room = UnicodeAttribute()
    to_name = UnicodeAttribute()
    note = UnicodeAttribute()
    asked_by = UnicodeAttribute()
    asked_at = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    state = UnicodeAttribute()
    answered_by = UnicodeAttribute(null=True)
    viewers = NumberAttribute(null=True)
    expires = TTLAttribute()

    def raid(self) -> Raid:
        told = {name: getattr(self, name) for name in Raid.__dataclass_fields__}
        times = {name: from_iso(told[name]) for name in ("asked_at", "expires_at")}
        return Raid(**{**told, **times, "viewers": None if self.viewers is None else int(self.viewers)})


class DynamoRaids:
    def outgoing(self, room_id: str) -> list[Raid]:
        """What the room has asked, newest first: as many as count for the hour."""
        return self._newest(f"{room_id}#out", ASKED_AN_HOUR)

    def incoming(self, room_id: str) -> list[Raid]:
        """What it was asked, newest first."""
        return self._newest(f"{room_id}#in", SHOWN)

    def asked_by(self, room_id: str, raid_id: str) -> Raid | None:
        return self._find(f"{room_id}#out", raid_id)

    def asked_of(self, room_id: str, raid_id: str) -> Raid | None:
        return self._find(f"{room_id}#in", raid_id)

    @staticmethod
    def _newest(place: str, limit: int) -> list[Raid]:
        rows = RaidRow.query(place, scan_index_forward=False, limit=limit, consistent_read=True)
        return [row.raid() for row in rows]

    @staticmethod
    def _find(place: str, raid_id: str) -> Raid | None:
        try:
            return RaidRow.get(place, raid_id, consistent_read=True).raid()
        except RaidRow.DoesNotExist:
            return None


def write_asked(write: TransactWrite, raid: Raid) -> None:
    told = {**asdict(raid), "asked_at": iso(raid.asked_at), "expires_at": iso(raid.expires_at)}
    told.pop("id")
    for place in _places(raid):
        write.save(RaidRow(place, raid.id, **told, expires=raid.asked_at + KEPT))


def write_answered(write: TransactWrite, raid: Raid) -> None:
    """Puts the answer into a transaction; Contention when somebody else answered first."""
    actions: list[Action] = [RaidRow.state.set(raid.state), RaidRow.answered_by.set(raid.answered_by or "")]
    if raid.viewers is not None:
        actions.append(RaidRow.viewers.set(raid.viewers))
    for place in _places(raid):
        write.update(RaidRow(place, raid.id), actions=actions, condition=RaidRow.state == "open")


def _places(raid: Raid) -> tuple[str, str]:
    return f"{raid.from_room}#out", f"{raid.to_room}#in"
