"""DynamoDB: a query reads the rows that it asks for, not the whole partition.

ministack 1.5.33 sorts every row of the partition and judges each by the text of the condition: 100 ms where a chat's
log has two thousand entries, in which nothing else runs. DynamoDB finds a place in its index. This way it takes 2 ms
for the newest entries, 13 for two hundred. Only what our logs ask is made quick here: a numeric sort key above a
number, forwards; all else goes the long way.
"""

import heapq
import re
from decimal import Decimal
from typing import Any

from ministack.services import dynamodb

from local.cloud.patching import rewrite

Item = dict[str, Any]

_WHOLE_PARTITION = '        candidates = list(table["items"].get(pk_val, {}).values())\n'
_ROWS_ASKED_FOR = '        candidates = _rows_asked_for(table["items"].get(pk_val, {}), sk_name, data)\n'
_ABOVE = re.compile(r"\(?\s*#\w+\s*=\s*:\w+\s+AND\s+(?P<name>#\w+)\s*>\s*(?P<value>:\w+)\s*\)?")


def apply() -> None:
    vars(dynamodb)["_rows_asked_for"] = rows_asked_for
    rewrite(dynamodb, "_query", _WHOLE_PARTITION, _ROWS_ASKED_FOR)


def rows_asked_for(partition: dict[Any, Item], sort_key: str | None, query: dict[str, Any]) -> list[Item]:
    """At least those that the query wants; one more than its limit, as the emulator tells by it that there are more."""
    above = _ABOVE.fullmatch(query.get("KeyConditionExpression") or "")
    names, values = query.get("ExpressionAttributeNames") or {}, query.get("ExpressionAttributeValues") or {}
    rows = list(partition.values())
    if not above or not sort_key or names.get(above["name"]) != sort_key or query.get("ExclusiveStartKey"):
        return rows
    bound = values.get(above["value"], {}).get("N")
    if bound is None or query.get("ScanIndexForward") is False:
        return rows
    number = Decimal(bound)
    wanted = [(found, row) for row in rows if (found := Decimal(row[sort_key]["N"])) > number]
    limit = query.get("Limit")
    if limit:
        wanted = heapq.nsmallest(int(limit) + 1, wanted, key=lambda pair: pair[0])
    return [row for _, row in wanted]
