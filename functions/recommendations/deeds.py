"""What a person did, one row an item: the latest word on it counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, cast

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from functions.recommendations.items import Kind
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import held, transaction, until_settled

Verb = Literal[
    "clicked", "watched", "liked", "rated", "purchased", "supported", "subscribed", "not_interested", "refunded"
]
TAKEN: dict[str, float] = {  # verbs by which somebody took an item up, and what one adds to its trend
    "watched": 1.0, "liked": 1.0, "rated": 0.5, "purchased": 5.0, "supported": 2.0, "subscribed": 3.0,
}  # fmt: skip
AWAY = ("not_interested", "refunded")
NOTHING = "nothing"  # was done before
DISLIKED_BELOW = 3.0  # stars
KEPT = timedelta(days=730)
Owed = Literal["first", "again"]
LONGEST_HISTORY = 500  # items that a model is asked with, the newest


class DeedRow(Model):
    class Meta:
        table_name = environment.table_name("tastedeeds")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)  # kind#id
    verb = UnicodeAttribute()
    at = UnicodeAttribute()
    stars = NumberAttribute(null=True)
    minutes = NumberAttribute(null=True)
    told_id = UnicodeAttribute(null=True)  # of the telling, by whoever told it
    owes = UnicodeAttribute(null=True)  # what is to be counted for everybody, until it is
    verb_before = UnicodeAttribute(null=True)  # of what was put away, to be taken back
    at_before = UnicodeAttribute(null=True)
    expires = TTLAttribute()


@dataclass(frozen=True)
class Deed:
    kind: Kind
    item_id: str
    verb: Verb
    at: datetime
    stars: float | None = None
    minutes: float | None = None
    owes: Owed | None = None
    told_id: str | None = None

    def same_as(self, known: "Deed") -> bool:
        """Whether it is the very telling that is known: sent again, it has another time and the same id."""
        if self.told_id is not None and self.told_id == known.told_id:
            return True
        return (self.at, self.verb) == (known.at, known.verb)

    def is_news(self, known: "Deed | None") -> bool:
        """Whether it says more than what is known of the same item. Looking again says less than what was done."""
        if known is None:
            return True
        return not self.same_as(known) and known.at < self.at and (self.verb != "clicked" or known.verb == "clicked")

    def after(self, known: "Deed | None") -> "Deed":
        """With the stars that were given before, where it brings none, and all minutes."""
        if known is None:
            return self
        minutes = None if self.minutes is known.minutes is None else (self.minutes or 0.0) + (known.minutes or 0.0)
        return replace(self, stars=known.stars if self.stars is None else self.stars, minutes=minutes)

    @property
    def taken(self) -> bool:
        """Whether it says that the person likes such things."""
        return self.verb in TAKEN and not (self.stars is not None and self.stars < DISLIKED_BELOW)

    @property
    def seen(self) -> bool:
        """Whether the person knows the item, and needs no recommendation of it."""
        return self.verb in TAKEN or self.verb in AWAY


class DynamoDeeds:
    def record(self, user_id: str, deed: Deed, owes: Owed | None = None, telling: Event | None = None) -> bool:
        """False where something later is known of the same item. Stars stay until others are told, minutes add up.

        `owes` is what is to be counted for everybody, on the row until `settle`; `telling` is announced with it.
        """
        row, at = DeedRow(user_id, f"{deed.kind}#{deed.item_id}"), iso(deed.at)
        newer = DeedRow.at.does_not_exist() | (DeedRow.at < at)
        if deed.verb == "clicked":  # looking again says less than what was done before
            newer = DeedRow.at.does_not_exist() | ((DeedRow.at < at) & (DeedRow.verb == "clicked"))
        actions: list[Action] = [
            DeedRow.verb.set(deed.verb), DeedRow.at.set(at), DeedRow.expires.set(deed.at + KEPT),
            *([] if deed.stars is None else [DeedRow.stars.set(deed.stars)]),
            *([] if deed.minutes is None else [DeedRow.minutes.add(deed.minutes)]),
            DeedRow.owes.set(owes) if owes else DeedRow.owes.remove(),
            DeedRow.told_id.set(deed.told_id) if deed.told_id else DeedRow.told_id.remove(),
        ]  # fmt: skip
        if telling is None:
            return held(lambda: row.update(actions=actions, condition=newer))
        return until_settled(partial(_told_with, row, deed, actions, newer, telling))

    def settle(self, user_id: str, deed: Deed) -> None:
        """What the deed owed was counted."""
        same = DeedRow.at == iso(deed.at)
        row = DeedRow(user_id, f"{deed.kind}#{deed.item_id}")
        held(lambda: row.update(actions=[DeedRow.owes.remove()], condition=same))

    def put_away(self, user_id: str, deed: Deed) -> bool:
        """Not interested, with what was done before kept beside it. False where it is put away, or later is known."""
        row, at = DeedRow(user_id, f"{deed.kind}#{deed.item_id}"), iso(deed.at)
        before: list[Action] = [
            DeedRow.verb_before.set(DeedRow.verb | NOTHING), DeedRow.at_before.set(DeedRow.at | at),
            DeedRow.verb.set(deed.verb), DeedRow.at.set(at), DeedRow.expires.set(deed.at + KEPT),
        ]  # fmt: skip
        fresh = DeedRow.at.does_not_exist() | ((DeedRow.at <= at) & (DeedRow.verb != deed.verb))
        return held(lambda: row.update(actions=before, condition=fresh))

    def take_back(self, user_id: str, kind: Kind, item_id: str) -> Deed | None:
        """What was done before it was put away is the latest word again; None where there was nothing."""
        row = DeedRow(user_id, f"{kind}#{item_id}")
        away = DeedRow.verb == "not_interested"
        try:
            row.refresh(consistent_read=True)
        except DeedRow.DoesNotExist:
            return None
        if row.verb != "not_interested":
            return None
        if row.verb_before in {None, NOTHING, "not_interested"}:
            held(lambda: row.delete(condition=away))
            return None
        restored: list[Action] = [
            DeedRow.verb.set(row.verb_before), DeedRow.at.set(row.at_before), DeedRow.verb_before.remove(),
            DeedRow.at_before.remove(),
        ]  # fmt: skip
        return _deed(row) if held(lambda: row.update(actions=restored, condition=away)) else None

    def of(self, user_id: str, kind: Kind | None = None) -> list[Deed]:
        """Oldest first."""
        found: Any = DeedRow.query(user_id, DeedRow.item.startswith(f"{kind}#") if kind else None, consistent_read=True)
        return sorted((_deed(row) for row in found), key=lambda deed: deed.at)

    def forget_all(self, user_id: str) -> int:
        rows = list(DeedRow.query(user_id))
        with DeedRow.batch_write() as write:
            for row in rows:
                write.delete(row)
        return len(rows)


def _told_with(row: DeedRow, deed: Deed, actions: list[Action], newer: Any, telling: Event) -> bool:
    known = next(iter(DeedRow.query(row.user_id, DeedRow.item == row.item, consistent_read=True)), None)
    if known is not None and not deed.is_news(_deed(known)):
        return False
    with transaction() as write:
        write.update(row, actions=actions, condition=newer)
        announce(write, telling, deed.at)
    return True


def _deed(row: DeedRow) -> Deed:
    kind, item_id = row.item.split("#", 1)
    stars = None if row.stars is None else float(row.stars)
    minutes = None if row.minutes is None else float(row.minutes)
    owes = cast("Owed | None", row.owes)
    return Deed(
        cast("Kind", kind), item_id, cast("Verb", row.verb), from_iso(row.at), stars, minutes, owes, row.told_id
    )


def history(deeds: Iterable[Deed]) -> list[str]:
    """Ids of what was taken up, oldest first, as models read them."""
    return [deed.item_id for deed in deeds if deed.taken][-LONGEST_HISTORY:]
