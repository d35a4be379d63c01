"""What moves at this moment: audiences and talk. Every push fades within minutes.

A push is measured against the item's own past, not against others': a small channel whose audience doubles moves as
much as a large one whose audience doubles.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.recommendations.items import Kind
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import transaction, until_settled

Signal = Literal["audience", "talk"]
Tell = Callable[[float], Event | None]  # what is announced of a push, if anything
HALF_LIFE = timedelta(minutes=10)
STRONGEST = 1.0  # as much as the best score of a model
PUSH_A_DOUBLING = 0.4
BASELINE_SHARE = 0.3  # of the newest stretch in the running mean
USUAL_VIEWERS = 10.0  # an audience below this is no measure of its own growth: five people are no crowd
FALLS = -0.2  # a push from which it is no noise that something goes down


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


@dataclass(frozen=True)
class Heat:
    signal: Signal
    push: float


def push_of(measured: float, level: float, usual: float = 1.0) -> float:
    """0.4 a doubling, at most as much as a model's best score; below zero where it halves.

    `usual` is added to both, so that what is small anyway moves little.
    """
    return max(-STRONGEST, min(STRONGEST, PUSH_A_DOUBLING * math.log2((measured + usual) / (level + usual))))


@dataclass(frozen=True)
class Stretch:
    """Of talk: what is usual where nothing is known, whether it is enough to tell anything, and who is told."""

    usual: float
    enough: bool
    tell: Tell


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

    def measure(self, item: tuple[Kind, str], measured: float, at: datetime, stretch: Stretch) -> float | None:
        """What talk of `measured` a minute pushes beside its running mean. None, and no change, for older news."""

        def moved(row: HeatRow | None) -> tuple[float, float]:
            level = float(row.level) if row else stretch.usual
            push = push_of(measured, level)
            return push if stretch.enough else min(push, 0.0), level + BASELINE_SHARE * (measured - level)

        return self._move(item, "talk", at, moved, stretch.tell)

    def watched(self, channel_id: str, viewers: int, before: int, at: datetime, tell: Tell) -> float | None:
        """What an audience pushes beside the one that was there until some minutes ago; one that falls, at once.

        Told of step by step it is pushed as by one leap: the mean follows what was there only with time. One that comes
        back is measured by what was there last, not by what had been there before it left.
        """

        def moved(row: HeatRow | None) -> tuple[float, float]:
            level = float(before)
            if row:
                level += (float(row.level) - before) * faded(1.0, from_iso(row.at), at)
            return push_of(viewers, min(level, before) if viewers > before else before, USUAL_VIEWERS), level

        return self._move(("channel", channel_id), "audience", at, moved, tell)

    def _move(
        self,
        item: tuple[Kind, str],
        signal: Signal,
        at: datetime,
        moved: Callable[[HeatRow | None], tuple[float, float]],
        tell: Tell,
    ) -> float | None:
        """What moved is kept and told together, or neither: news that comes twice is told once."""
        name = f"{item[0]}#{item[1]}"

        def once() -> float | None:
            row = self._row(name, signal)
            if row and row.at >= iso(at):
                return None
            push, level = moved(row)
            new = HeatRow(name, signal, push=round(going_on(push, row, at), 4), level=round(level, 4), at=iso(at),
                          expires=at + timedelta(days=2))  # fmt: skip
            event = tell(push)
            with transaction() as write:
                write.save(new, condition=HeatRow.at == row.at if row else HeatRow.at.does_not_exist())
                if event:
                    announce(write, event, clock.now())
            return push

        return until_settled(once)

    @staticmethod
    def _row(name: str, signal: Signal) -> HeatRow | None:
        try:
            return HeatRow.get(name, signal, consistent_read=True)
        except HeatRow.DoesNotExist:
            return None
