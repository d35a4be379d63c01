"""What goes on at this moment: who is on the air, and what moves there. Every push fades within minutes.

A push is measured against the item's own past, not against others': a small channel whose audience doubles moves as
much as a large one whose audience doubles.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.recommendations.items import Kind
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import held, transaction

Signal = Literal["audience", "talk"]
HALF_LIFE = timedelta(minutes=10)
ON_AIR = "on-air"
STRONGEST = 1.0  # as much as the best score of a model
PUSH_A_DOUBLING = 0.4
BASELINE_SHARE = 0.3  # of the newest stretch in the running mean
FEWEST_MENTIONS = 3
FALLS = -0.2  # a push from which it is no noise that something goes down
MOST_ON_AIR = 300


class HeatRow(Model):
    """`level` is the running mean of what is measured, a minute; `push` what the last measurement gave, at `at`."""

    class Meta:
        table_name = environment.table_name("heats")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    item = UnicodeAttribute(hash_key=True)  # kind#id
    signal = UnicodeAttribute(range_key=True)
    push = NumberAttribute(default=0)
    level = NumberAttribute(default=0)
    at = UnicodeAttribute()
    expires = TTLAttribute()


class OnAirRow(Model):
    """A channel's broadcast; `ended` keeps an end that was heard before its beginning."""

    class Meta:
        table_name = environment.table_name("onair")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    shelf = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute(range_key=True)
    session_id = UnicodeAttribute()
    started_at = UnicodeAttribute()
    ended = NumberAttribute(default=0)
    viewers = NumberAttribute(default=0)
    expires = TTLAttribute()


@dataclass(frozen=True)
class Heat:
    signal: Signal
    push: float


@dataclass(frozen=True)
class Broadcast:
    channel_id: str
    session_id: str
    started_at: datetime
    viewers: int


def push_of(measured: float, level: float) -> float:
    """0.4 a doubling, at most as much as a model's best score; below zero where it halves."""
    return max(-STRONGEST, min(STRONGEST, PUSH_A_DOUBLING * math.log2((measured + 1) / (level + 1))))


def faded(push: float, at: datetime, now: datetime) -> float:
    return push * math.exp2(-max(timedelta(), now - at) / HALF_LIFE)


def going_on(push: float, before: HeatRow | None, at: datetime) -> float:
    """What a push leaves of the one before: who grows on is not pushed less than at first, who falls is lowered."""
    if push <= FALLS or before is None or from_iso(before.at) > at:
        return push
    return max(push, faded(float(before.push), from_iso(before.at), at))


class DynamoHeat:
    def of(self, kind: Kind, ids: Iterable[str], now: datetime) -> dict[str, Heat]:
        """By item, its strongest push of now; items that nothing moves are not there."""
        keys = [(f"{kind}#{one}", signal) for one in dict.fromkeys(ids) for signal in ("audience", "talk")]
        found: dict[str, Heat] = {}
        for row in HeatRow.batch_get(keys):
            push = faded(float(row.push), from_iso(row.at), now)
            item_id = row.item.split("#", 1)[1]
            if abs(push) > abs(found[item_id].push if item_id in found else 0.02):
                found[item_id] = Heat(cast("Signal", row.signal), push)
        return found

    def measure(self, kind: Kind, item_id: str, signal: Signal, measured: float, at: datetime) -> float:
        """What `measured`, a minute, pushes beside the running mean. An older measurement changes nothing."""
        row = self._row(kind, item_id, signal)
        level = float(row.level) if row else 0.0
        push = push_of(measured, level)
        self._save(kind, item_id, signal, going_on(push, row, at), level + BASELINE_SHARE * (measured - level), at)
        return push

    def push(self, kind: Kind, item_id: str, signal: Signal, push: float, at: datetime) -> None:
        bounded = max(-STRONGEST, min(STRONGEST, push))
        self._save(kind, item_id, signal, going_on(bounded, self._row(kind, item_id, signal), at), 0.0, at)

    @staticmethod
    def tell(event: Event, at: datetime) -> None:
        with transaction() as write:
            announce(write, event, at)

    @staticmethod
    def _row(kind: Kind, item_id: str, signal: Signal) -> HeatRow | None:
        try:
            return HeatRow.get(f"{kind}#{item_id}", signal, consistent_read=True)
        except HeatRow.DoesNotExist:
            return None

    @staticmethod
    def _save(kind: Kind, item_id: str, signal: Signal, push: float, level: float, at: datetime) -> None:
        row = HeatRow(f"{kind}#{item_id}", signal, push=round(push, 4), level=round(level, 4), at=iso(at),
                      expires=at + timedelta(days=2))  # fmt: skip
        held(lambda: row.save(condition=HeatRow.at.does_not_exist() | (HeatRow.at < row.at)))


class DynamoOnAir:
    def all(self) -> list[Broadcast]:
        rows = OnAirRow.query(ON_AIR, filter_condition=OnAirRow.ended == 0, limit=MOST_ON_AIR)
        return [Broadcast(row.channel_id, row.session_id, from_iso(row.started_at), int(row.viewers)) for row in rows]

    def begin(self, channel_id: str, session_id: str, started_at: datetime) -> None:
        self._tell(channel_id, session_id, started_at, ended=0)

    def end(self, channel_id: str, session_id: str, started_at: datetime) -> None:
        self._tell(channel_id, session_id, started_at, ended=1)

    def watched_by(self, channel_id: str, session_id: str, viewers: int) -> None:
        same = OnAirRow.session_id == session_id
        held(lambda: OnAirRow(ON_AIR, channel_id).update(actions=[OnAirRow.viewers.set(viewers)], condition=same))

    @staticmethod
    def _tell(channel_id: str, session_id: str, started_at: datetime, ended: int) -> None:
        """The broadcast that began last counts; its end, once heard, is not undone by its beginning."""
        began = iso(started_at)
        row = OnAirRow(ON_AIR, channel_id)
        actions: list[Any] = [
            OnAirRow.session_id.set(session_id), OnAirRow.started_at.set(began), OnAirRow.ended.set(ended),
            OnAirRow.expires.set(started_at + timedelta(days=3)),
        ]  # fmt: skip
        newer = OnAirRow.started_at.does_not_exist() | (OnAirRow.started_at < began)
        if ended:
            newer |= OnAirRow.session_id == session_id
        held(lambda: row.update(actions=actions, condition=newer))
