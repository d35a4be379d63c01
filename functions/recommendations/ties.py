"""Who follows which channel, who blocks whom, and whom strangers may be shown: as social announces it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from kernel import environment
from kernel.transactions import held

Tie = Literal["follows", "blocks", "blocked_by"]
FANS_LOOKED_AT = 100  # of a channel, the newest: enough to know whom one shares it with


class ByTarget(GlobalSecondaryIndex["TieRow"]):
    class Meta:
        index_name = "by_target"
        projection = AllProjection()

    target = UnicodeAttribute(hash_key=True)
    told_at = UnicodeAttribute(range_key=True)


class TieRow(Model):
    class Meta:
        table_name = environment.table_name("ties")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    tie = UnicodeAttribute(range_key=True)  # follows#chn_1
    target = UnicodeAttribute(null=True)  # chn_1 of a tie that holds, which is all that is looked up from there
    holds = BooleanAttribute()
    told_at = UnicodeAttribute()
    by_target = ByTarget()


class PersonRow(Model):
    class Meta:
        table_name = environment.table_name("shownpeople")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    public = BooleanAttribute()
    told_at = UnicodeAttribute()


@dataclass(frozen=True)
class Circle:
    """What somebody is tied to; `unseen` are people who blocked them or whom they blocked."""

    follows: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()


class DynamoTies:
    def tell(self, user_id: str, tie: Tie, target: str, told_at: str, *, holds: bool) -> bool:
        """The latest word wins. True for the first that is heard of it at all."""
        row = TieRow(user_id, f"{tie}#{target}", target=target if holds and tie == "follows" else None, holds=holds,
                     told_at=told_at)  # fmt: skip
        first = held(lambda: row.save(condition=TieRow.told_at.does_not_exist()))
        if not first:
            held(lambda: row.save(condition=TieRow.told_at < told_at))
        return first

    def block(self, user_id: str, blocked_id: str, told_at: str, *, holds: bool) -> None:
        """Both ways: who is blocked is not shown who blocked them either."""
        self.tell(user_id, "blocks", blocked_id, told_at, holds=holds)
        self.tell(blocked_id, "blocked_by", user_id, told_at, holds=holds)

    def of(self, user_id: str) -> Circle:
        found: dict[str, set[str]] = {"follows": set(), "blocks": set(), "blocked_by": set()}
        for row in TieRow.query(user_id, consistent_read=True):
            tie, target = row.tie.split("#", 1)
            if row.holds:
                found[tie].add(target)
        return Circle(frozenset(found["follows"]), frozenset(found["blocks"] | found["blocked_by"]))

    def fans(self, channel_id: str) -> list[str]:
        rows = TieRow.by_target.query(channel_id, scan_index_forward=False, limit=FANS_LOOKED_AT)
        return [row.user_id for row in rows]

    def show(self, user_id: str, name: str, told_at: str, *, public: bool) -> None:
        row = PersonRow(user_id, name=name, public=public, told_at=told_at)
        held(lambda: row.save(condition=PersonRow.told_at.does_not_exist() | (PersonRow.told_at < told_at)))

    def shown(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Names of those who may be shown to strangers."""
        return {row.user_id: row.name for row in PersonRow.batch_get(list(dict.fromkeys(user_ids))) if row.public}
