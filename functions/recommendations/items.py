"""What may be recommended: titles (ours, and films of the services that people subscribe to), channels, products."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from kernel import environment
from kernel.clock import from_iso
from kernel.errors import NotFound
from kernel.transactions import held

Kind = Literal["title", "channel", "product"]
KINDS: tuple[Kind, ...] = ("title", "channel", "product")
SHELVES: dict[str, Kind] = {"titles": "title", "channels": "channel", "products": "product"}  # as addresses name them


class ItemRow(Model):
    """One item as it was announced or imported last. `genres` is a list of words; `facts` what nothing is found by.

    Whom it may be shown to comes from somebody else, in its own time: `limits`, as of `limits_at`.
    """

    class Meta:
        table_name = environment.table_name("recommendables")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    kind = UnicodeAttribute(hash_key=True)
    item_id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute(default="")
    genres = JSONAttribute(default=list)
    facts = JSONAttribute(default=dict)
    told_at = UnicodeAttribute(default="")
    withdrawn = BooleanAttribute(default=False)
    limits = JSONAttribute(default=dict)
    limits_at = UnicodeAttribute(null=True)
    introduced = BooleanAttribute(null=True)  # whether what being new counts for was counted
    corrected = JSONAttribute(null=True)  # genres, as an operator says: whatever is told later does not touch them


@dataclass(frozen=True)
class Offer:
    """Where a title can be seen: `way` is subscription, rent or buy; in `region`, as of `checked_at`."""

    provider: str
    region: str
    way: str
    url: str
    checked_at: datetime


@dataclass(frozen=True)
class Limits:
    regions: frozenset[str] | None = None
    adults_only: bool = False
    available_from: datetime | None = None
    available_until: datetime | None = None


@dataclass(frozen=True)
class Item:
    """`owner_id` is the person behind it, `words` what people call it by besides its name."""

    kind: Kind
    id: str
    name: str
    genres: tuple[str, ...] = ()
    owner_id: str | None = None
    channel_id: str | None = None
    words: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    year: int | None = None
    limits: Limits = Limits()

    @property
    def external(self) -> bool:
        """A film of other services, which is watched there."""
        return self.kind == "title" and self.channel_id is None


class DynamoItems:
    def find(self, kind: Kind, ids: Iterable[str]) -> dict[str, Item]:
        """Those that are there and were not withdrawn."""
        keys = [(kind, one) for one in dict.fromkeys(ids)]
        return {row.item_id: _item(row) for row in ItemRow.batch_get(keys) if row.name and not row.withdrawn}

    def known(self, kind: Kind, item_id: str) -> ItemRow | None:
        """As it stands at this moment, withdrawn or not."""
        try:
            return ItemRow.get(kind, item_id, consistent_read=True)
        except ItemRow.DoesNotExist:
            return None

    def introduce(self, kind: Kind, item_id: str) -> None:
        ItemRow(kind, item_id).update(actions=[ItemRow.introduced.set(True)])

    def of_kind(self, kind: Kind) -> Iterator[Item]:
        for row in ItemRow.query(kind):
            if row.name and not row.withdrawn:
                yield _item(row)

    def remember(self, kind: Kind, item_id: str, told_at: str, name: str, genres: list[str], **facts: Any) -> bool:
        """The latest word wins, whatever order the events come in; False for an older one."""
        row = ItemRow(kind, item_id)
        actions: list[Action] = [
            ItemRow.name.set(name), ItemRow.genres.set(genres), ItemRow.facts.set(facts), ItemRow.told_at.set(told_at),
            ItemRow.withdrawn.set(False),
        ]  # fmt: skip
        return held(lambda: row.update(actions=actions, condition=_newer(told_at)))

    def withdraw(self, kind: Kind, item_id: str, told_at: str) -> None:
        actions: list[Action] = [ItemRow.withdrawn.set(True), ItemRow.told_at.set(told_at)]
        held(lambda: ItemRow(kind, item_id).update(actions=actions, condition=_newer(told_at)))

    def tagged(self, kind: Kind, item_id: str) -> ItemRow:
        """NotFound; what it is about as it was told, and as somebody has corrected it."""
        try:
            row = ItemRow.get(kind, item_id, consistent_read=True)
        except ItemRow.DoesNotExist:
            row = None
        if row is None or not row.name:
            raise NotFound("There is no such item.", code="no_such_item")
        return row

    def correct(self, kind: Kind, item_id: str, corrected: dict[str, Any] | None) -> None:
        """`None`: what is told counts again."""
        action = ItemRow.corrected.remove() if corrected is None else ItemRow.corrected.set(corrected)
        ItemRow(kind, item_id).update(actions=[action], condition=ItemRow.name.exists())

    def limit(self, kind: Kind, item_id: str, told_at: str, limits: dict[str, Any]) -> None:
        newer = ItemRow.limits_at.does_not_exist() | (ItemRow.limits_at < told_at)
        actions: list[Action] = [ItemRow.limits.set(limits), ItemRow.limits_at.set(told_at)]
        held(lambda: ItemRow(kind, item_id).update(actions=actions, condition=newer))


def _newer(told_at: str) -> Any:
    return ItemRow.told_at.does_not_exist() | (ItemRow.told_at < told_at)


def _item(row: ItemRow) -> Item:
    facts, limits = dict(row.facts or {}), dict(row.limits or {})
    regions = limits.get("regions")
    return Item(
        kind=cast("Kind", row.kind),
        id=row.item_id,
        name=row.name,
        genres=genres_of(row),
        owner_id=facts.get("owner_id"),
        channel_id=facts.get("channel_id"),
        words=tuple(facts.get("words", ())),
        offers=tuple(Offer(**{**one, "checked_at": from_iso(one["checked_at"])}) for one in facts.get("offers", ())),
        year=facts.get("year"),
        limits=Limits(
            regions=None if regions is None else frozenset(regions),
            adults_only=bool(limits.get("adults_only") or facts.get("adults_only")),
            available_from=_moment(limits.get("available_from")),
            available_until=_earliest(facts.get("available_until"), limits.get("available_until")),
        ),
    )


def genres_of(row: ItemRow) -> tuple[str, ...]:
    """A person's word before a machine's."""
    return tuple(row.genres or ()) if row.corrected is None else tuple(row.corrected["genres"])


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def _earliest(*texts: str | None) -> datetime | None:
    """Catalog says until when a title is kept, rights until when it may be shown: the first end is one for both."""
    return min((from_iso(text) for text in texts if text), default=None)
