"""What people take up together, counted as it happens: lists of this stand without any model.

Item-to-item neighbours (Linden, Smith and York 2003) by cosine with shrinkage: pairs / (sqrt(n * m) + shrinkage).
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.recommendations.items import Kind
from functions.recommendations.ranking import Scored
from kernel import environment

PAIRED_WITH = 5  # of the person's own items, the newest: ten writes a deed
ASKED_OF = 10
NEIGHBOURS = 50
SHRINKAGE = 5.0
KEPT = timedelta(days=365)


class ByCount(GlobalSecondaryIndex["PairRow"]):
    class Meta:
        index_name = "by_count"
        projection = AllProjection()

    item = UnicodeAttribute(hash_key=True)
    people = NumberAttribute(range_key=True)


class PairRow(Model):
    """How many people took both up; of an item with itself, how many took it up."""

    class Meta:
        table_name = environment.table_name("pairs")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    item = UnicodeAttribute(hash_key=True)  # kind#id
    other = UnicodeAttribute(range_key=True)
    people = NumberAttribute(default=0)
    expires = TTLAttribute(null=True)
    by_count = ByCount()


class DynamoTogether:
    def add(self, kind: Kind, item_id: str, before: Sequence[str], at: datetime) -> None:
        """Somebody took the item up for the first time, after `before`, oldest first."""
        self._one(kind, item_id, item_id, at)
        for other in list(before)[-PAIRED_WITH:]:
            self._one(kind, item_id, other, at)
            self._one(kind, other, item_id, at)

    def near(self, kind: Kind, own: Sequence[str]) -> dict[str, Scored]:
        """Neighbours of what somebody took up, each with the one or two of their own that it is nearest to."""
        newest = list(own)[-ASKED_OF:]
        pairs = {one: self._of(kind, one) for one in newest}
        wanted = {other for found in pairs.values() for other in found} - set(own)
        sizes = self._sizes(kind, {*newest, *wanted})
        near: dict[str, dict[str, float]] = {}
        for one, found in pairs.items():
            for other in found.keys() & wanted:
                likeness = found[other] / (math.sqrt(sizes.get(one, 1) * sizes.get(other, 1)) + SHRINKAGE)
                near.setdefault(other, {})[one] = likeness
        return {
            other: Scored(sum(by.values()), tuple(islice(sorted(by, key=lambda one: (-by[one], one)), 2)))
            for other, by in near.items()
        }

    @staticmethod
    def _one(kind: Kind, item_id: str, other: str, at: datetime) -> None:
        PairRow(f"{kind}#{item_id}", other).update(actions=[PairRow.people.add(1), PairRow.expires.set(at + KEPT)])

    @staticmethod
    def _of(kind: Kind, item_id: str) -> dict[str, float]:
        rows = PairRow.by_count.query(f"{kind}#{item_id}", scan_index_forward=False, limit=NEIGHBOURS)
        return {row.other: float(row.people) for row in rows if row.other != item_id}

    @staticmethod
    def _sizes(kind: Kind, ids: set[str]) -> dict[str, float]:
        keys = [(f"{kind}#{one}", one) for one in sorted(ids)]
        return {row.other: float(row.people) for row in PairRow.batch_get(keys)}
