"""People who would fit a channel, the best first, as the last refresh found them; and how well chances are told."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from functions.audience.domain import Calibration, Match
from kernel import environment

MOST = 100


class ByMatched(GlobalSecondaryIndex["MatchRow"]):
    class Meta:
        index_name = "by_person"
        projection = KeysOnlyProjection()

    user_id = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute(range_key=True)


class MatchRow(Model):
    class Meta:
        table_name = environment.table_name("audiencematches")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    score = NumberAttribute()
    parts = UnicodeAttribute()
    by_person = ByMatched()


class ChancesRow(Model):
    """One row: what the whole house's calibration is."""

    class Meta:
        table_name = environment.table_name("audiencechances")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    shelf = UnicodeAttribute(hash_key=True)
    told = UnicodeAttribute()


@dataclass(frozen=True)
class Matched:
    user_id: str
    match: Match


class DynamoMatches:
    def replace(self, channel_id: str, found: Iterable[Matched]) -> None:
        best = sorted(found, key=lambda one: (-one.match.score, one.user_id))[:MOST]
        kept = {one.user_id for one in best}
        old = [row for row in MatchRow.query(channel_id) if row.user_id not in kept]
        with MatchRow.batch_write() as write:
            for row in old:
                write.delete(row)
            for one in best:
                parts = json.dumps(vars(one.match))
                write.save(MatchRow(channel_id, one.user_id, score=round(one.match.score, 6), parts=parts))

    def of(self, channel_id: str) -> list[Matched]:
        """Best first, ties by id."""
        rows = sorted(MatchRow.query(channel_id), key=lambda row: (-row.score, row.user_id))
        return [Matched(row.user_id, Match(**json.loads(row.parts))) for row in rows]

    def forget(self, user_id: str) -> None:
        for row in MatchRow.by_person.query(user_id):
            MatchRow(row.channel_id, user_id).delete()


class DynamoChances:
    def of(self) -> Calibration:
        try:
            told: dict[str, Any] = json.loads(ChancesRow.get("all").told)
        except ChancesRow.DoesNotExist:
            return Calibration()
        return Calibration(**{**told, "chances": tuple(told["chances"])})

    def keep(self, told: Calibration) -> None:
        ChancesRow("all", told=json.dumps(vars(told))).save()
