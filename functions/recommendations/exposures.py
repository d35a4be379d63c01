"""What was shown to whom, and what came of it: joined by the request's id, counted by the day."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.exceptions import PynamoDBException
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from functions.recommendations.items import Kind
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.observability import logger
from kernel.transactions import held

KEPT = timedelta(days=90)
SHARDS = 8  # of a day's sums: every list that is made adds to one
COUNTS = ("shown", "clicked", "played", "play_seconds", "browsed", "ratings", "stars", "provider_clicks", "fallbacks")


class ExposuresByUser(GlobalSecondaryIndex["ExposureRow"]):
    class Meta:
        index_name = "by_user"
        projection = KeysOnlyProjection()

    user_id = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)


class ExposureRow(Model):
    class Meta:
        table_name = environment.table_name("exposures")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    request_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    at = UnicodeAttribute()
    items = JSONAttribute()
    basis = UnicodeAttribute()
    model_version = UnicodeAttribute(null=True)
    experiment = UnicodeAttribute(null=True)
    arm = UnicodeAttribute(null=True)
    low_confidence = BooleanAttribute(default=False)
    fallback = BooleanAttribute(default=False)
    stale = BooleanAttribute(default=False)
    clicks = NumberAttribute(default=0)
    played_at = UnicodeAttribute(null=True)
    done = UnicodeSetAttribute(null=True)  # verb#item of what came of it, each counted once
    expires = TTLAttribute()
    by_user = ExposuresByUser()


class DayRow(Model):
    """Sums of a day (UTC) and a basis: what key figures are made of."""

    class Meta:
        table_name = environment.table_name("recommendationdays")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    day = UnicodeAttribute(hash_key=True)
    basis = UnicodeAttribute(range_key=True)  # kind#basis#shard
    shown = NumberAttribute(default=0)
    clicked = NumberAttribute(default=0)
    played = NumberAttribute(default=0)
    play_seconds = NumberAttribute(default=0)
    browsed = NumberAttribute(default=0)
    ratings = NumberAttribute(default=0)
    stars = NumberAttribute(default=0)
    provider_clicks = NumberAttribute(default=0)
    fallbacks = NumberAttribute(default=0)


@dataclass(frozen=True)
class Exposure:
    request_id: str
    user_id: str
    kind: Kind
    at: datetime
    items: Sequence[dict[str, Any]]
    basis: str
    model_version: str | None = None
    experiment: str | None = None
    arm: str | None = None
    low_confidence: bool = False
    fallback: bool = False
    stale: bool = False


class DynamoExposures:
    def show(self, exposure: Exposure) -> None:
        row = ExposureRow(
            **{**vars(exposure), "items": list(exposure.items), "at": iso(exposure.at)}, expires=exposure.at + KEPT
        )
        row.save()
        try:
            self._count(exposure, exposure.at, shown=1, fallbacks=int(exposure.fallback))
        except (PynamoDBException, BotoCoreError, ClientError) as error:  # the list is made, and good without
            logger.warning("a list was not counted", extra={"kind": exposure.kind, "reason": repr(error)})

    def of(self, request_id: str, user_id: str) -> Exposure | None:
        """Nobody joins what they did to what somebody else was shown."""
        try:
            row = ExposureRow.get(request_id, consistent_read=True)
        except ExposureRow.DoesNotExist:
            return None
        if row.user_id != user_id:
            return None
        kind, shown = cast("Kind", row.kind), tuple(row.items)
        return Exposure(row.request_id, row.user_id, kind, from_iso(row.at), shown, row.basis, row.model_version,
                        row.experiment, row.arm, row.low_confidence, row.fallback, row.stale)  # fmt: skip

    def shown_to(self, user_id: str, most: int) -> list[dict[str, Any]]:
        """The newest first: when, what, and what came of it."""
        keys = [row.request_id for row in ExposureRow.by_user.query(user_id, scan_index_forward=False, limit=most)]
        rows = sorted(ExposureRow.batch_get(keys), key=lambda row: row.at, reverse=True)
        return [
            {"request_id": row.request_id, "kind": row.kind, "at": row.at, "basis": row.basis,
             "items": [one["id"] for one in row.items], "done": sorted(row.done or ()), "played_at": row.played_at}
            for row in rows
        ]  # fmt: skip

    def forget(self, user_id: str) -> None:
        """Sums of days stay: they name nobody."""
        found = list(ExposureRow.by_user.query(user_id))
        with ExposureRow.batch_write() as write:
            for row in found:
                write.delete(row)

    def first(self, exposure: Exposure, verb: str, item_id: str) -> bool:
        """Whether this came of the list for the first time: what is told again counts no more."""
        mark = f"{verb}#{item_id}"
        row, new = ExposureRow(exposure.request_id), ~ExposureRow.done.contains(mark)
        return held(lambda: row.update(actions=[ExposureRow.done.add({mark})], condition=new))

    def clicked(self, exposure: Exposure, at: datetime) -> None:
        ExposureRow(exposure.request_id).update(actions=[ExposureRow.clicks.add(1)])
        self._count(exposure, at, clicked=1)

    def played(self, exposure: Exposure, at: datetime) -> bool:
        """True for the first play that came of the list: how long it took, and how many titles were looked at."""
        row, seconds = ExposureRow(exposure.request_id), max(0, round((at - exposure.at).total_seconds()))
        first = held(
            lambda: row.update(
                actions=[ExposureRow.played_at.set(iso(at))], condition=ExposureRow.played_at.does_not_exist()
            )
        )
        if first:
            self._count(exposure, at, played=1, play_seconds=seconds, browsed=int(row.clicks or 0))
        return first

    def rated(self, exposure: Exposure, stars: float, at: datetime) -> None:
        self._count(exposure, at, ratings=1, stars=stars)

    def went_to_provider(self, exposure: Exposure, at: datetime) -> None:
        self._count(exposure, at, provider_clicks=1)

    def days(self, first: date, last: date) -> list[dict[str, Any]]:
        """Oldest first, one or some rows a day, kind and basis."""
        found: list[dict[str, Any]] = []
        day = first
        while day <= last:
            for row in DayRow.query(day.isoformat()):
                kind, basis = row.basis.split("#")[:2]
                counts = {name: float(getattr(row, name) or 0) for name in COUNTS}
                found.append({"day": row.day, "kind": kind, "basis": basis, **counts})
            day += timedelta(days=1)
        return found

    @staticmethod
    def _count(exposure: Exposure, at: datetime, **counts: float) -> None:
        actions = [getattr(DayRow, name).add(number) for name, number in counts.items() if number]
        if actions:
            shard = zlib.crc32(exposure.request_id.encode()) % SHARDS
            DayRow(at.date().isoformat(), f"{exposure.kind}#{exposure.basis}#{shard}").update(actions=actions)
