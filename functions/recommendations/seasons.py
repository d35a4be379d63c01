"""Windows in which operators lift some items: a holiday, an event; by the calendar of a time zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.recommendations.items import Item
from functions.recommendations.zones import NoSuchZone, zone
from kernel import environment

ALL = "seasons"


class SeasonRow(Model):
    class Meta:
        table_name = environment.table_name("seasons")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    shelf = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    first_day = UnicodeAttribute()
    last_day = UnicodeAttribute()
    time_zone = UnicodeAttribute()
    genres = JSONAttribute(default=list)
    item_ids = JSONAttribute(default=list)
    push = NumberAttribute()


@dataclass(frozen=True)
class Season:
    """Items of one of `genres`, or named, from the beginning of the first to the end of the last day."""

    name: str
    kind: str
    first_day: date
    last_day: date
    time_zone: str
    genres: tuple[str, ...]
    item_ids: tuple[str, ...]
    push: float

    def on(self, now: datetime) -> bool:
        """Never where its zone cannot be read, as one that tzdata has dropped since: lists go on without it."""
        try:
            return self.first_day <= now.astimezone(zone(self.time_zone)).date() <= self.last_day
        except NoSuchZone:
            return False

    def lifts(self, item: Item) -> bool:
        return item.kind == self.kind and (item.id in self.item_ids or bool(set(item.genres) & set(self.genres)))


def pushes(seasons: Iterable[Season], items: Iterable[Item], now: datetime) -> dict[str, tuple[str, float]]:
    """By item, the strongest season's name and push."""
    running = sorted((one for one in seasons if one.on(now)), key=lambda one: one.push)
    return {item.id: (one.name, one.push) for item in items for one in running if one.lifts(item)}


class DynamoSeasons:
    def all(self) -> list[Season]:
        return [_season(row) for row in SeasonRow.query(ALL)]

    def save(self, season: Season) -> None:
        facts: dict[str, Any] = {**vars(season), "first_day": season.first_day.isoformat(),
                                 "last_day": season.last_day.isoformat(), "genres": list(season.genres),
                                 "item_ids": list(season.item_ids)}  # fmt: skip
        SeasonRow(ALL, **facts).save()

    def drop(self, name: str) -> None:
        SeasonRow(ALL, name).delete()


def _season(row: SeasonRow) -> Season:
    return Season(
        row.name, row.kind, date.fromisoformat(row.first_day), date.fromisoformat(row.last_day), row.time_zone,
        tuple(row.genres), tuple(row.item_ids), float(row.push),
    )  # fmt: skip
