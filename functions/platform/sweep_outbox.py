"""Every minute: rows that the stream did not deliver. On a quiet day it finds nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from functions.platform.clients import client, publisher
from functions.platform.outbox_publisher import Item
from kernel import clock, environment
from kernel.identifiers import first_id
from kernel.observability import logger

PATIENCE = timedelta(seconds=60)
SHARDS = 4  # as kernel.outbox; not imported from there, to keep PynamoDB out of this function


def overdue(capability: str) -> Iterator[Item]:
    """Rows of one capability that are older than PATIENCE; event ids are ULIDs, so age is a key range."""
    before = first_id("evt", clock.now() - PATIENCE)
    for shard in range(SHARDS):
        pages = (
            client("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=environment.required("OUTBOX_TABLE"),
                KeyConditionExpression="#p = :p AND event_id < :before",
                ExpressionAttributeNames={"#p": "partition"},
                ExpressionAttributeValues={":p": {"S": f"{capability}#{shard}"}, ":before": {"S": before}},
            )
        )
        for page in pages:
            yield from page["Items"]


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    found = [item for name in environment.required("CAPABILITIES").split(",") for item in overdue(name)]
    count = publisher().publish(found)
    if count:
        logger.warning("published overdue events", extra={"count": count})
    return {"published": count}
