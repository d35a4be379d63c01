"""What is taken up now: counters that fade by themselves, of which the largest are found without reading the others.

Forward decay (Cormode, Shkapenyuk, Srivastava and Xu 2009): what happens at t adds 2 to the power of (t - landmark) /
half-life, and no counter is ever written again to fade. Their order holds at every moment; divided by the weight of
now they are sums of halved events. Landmarks move on before the numbers outgrow DynamoDB's.
"""

import math
import zlib
from datetime import UTC, datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.recommendations.items import Kind
from kernel import environment

HALF_LIVES: dict[Kind, timedelta] = {
    "title": timedelta(days=3), "channel": timedelta(days=1), "product": timedelta(days=1),
}  # fmt: skip
HALVINGS_A_LANDMARK = 90
UNIT = 1000  # weights are whole numbers: sums of them fit the 38 digits that DynamoDB adds exactly
SHARDS = 4  # each takes a thousand writes a second
FORGOTTEN_HALVINGS = 20  # after which a millionth is left: nothing is read for that
START = datetime(2025, 1, 1, tzinfo=UTC)


class ByWeight(GlobalSecondaryIndex["TrendRow"]):
    class Meta:
        index_name = "by_weight"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    weight = NumberAttribute(range_key=True)


class TrendRow(Model):
    class Meta:
        table_name = environment.table_name("trends")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    shelf = UnicodeAttribute(hash_key=True)  # kind, landmark and shard
    item_id = UnicodeAttribute(range_key=True)
    weight = NumberAttribute(default=0)
    expires = TTLAttribute(null=True)
    by_weight = ByWeight()


def landmark_of(kind: Kind, at: datetime) -> int:
    return int((at - START) / (HALF_LIVES[kind] * HALVINGS_A_LANDMARK))


def halvings(kind: Kind, at: datetime, landmark: int) -> float:
    """Of an event at the landmark, until `at`."""
    return (at - START) / HALF_LIVES[kind] - landmark * HALVINGS_A_LANDMARK


def shelf_of(kind: Kind, landmark: int, shard: int) -> str:
    return f"{kind}#{landmark}#{shard}"


class DynamoTrends:
    def add(self, kind: Kind, item_id: str, amount: float, at: datetime) -> None:
        """`amount` of an event at `at`; events may come late and in any order."""
        landmark = landmark_of(kind, at)
        shelf = shelf_of(kind, landmark, zlib.crc32(item_id.encode()) % SHARDS)
        gone = START + HALF_LIVES[kind] * HALVINGS_A_LANDMARK * (landmark + 2)
        TrendRow(shelf, item_id).update(
            actions=[
                TrendRow.weight.add(round(UNIT * amount * math.exp2(halvings(kind, at, landmark)))),
                TrendRow.expires.set(gone),
            ]
        )

    def top(self, kind: Kind, count: int, now: datetime) -> dict[str, float]:
        """The items with the most recent events, most first; a value is the sum of events, halved by their age."""
        found: dict[str, float] = {}
        newest = landmark_of(kind, now)
        for landmark in (newest - 1, newest):
            if halvings(kind, now, landmark) > HALVINGS_A_LANDMARK + FORGOTTEN_HALVINGS:
                continue
            fade = math.exp2(-halvings(kind, now, landmark)) / UNIT
            for shard in range(SHARDS):
                rows = TrendRow.by_weight.query(
                    shelf_of(kind, landmark, shard), scan_index_forward=False, limit=count, page_size=count
                )
                for row in rows:
                    found[row.item_id] = found.get(row.item_id, 0.0) + float(row.weight) * fade
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:count])
