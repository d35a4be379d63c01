"""What one message asks of DynamoDB on its way into the log of a busy room: the real handler, over moto."""

from collections import Counter
from typing import Any
from unittest.mock import patch

import pytest
from moto import mock_aws
from pynamodb.connection.base import Connection

from functions.chat.capability import capability
from functions.chat.members import DynamoLeases
from tests.chat.rooms import ROOM, opened

WRITES = ("PutItem", "UpdateItem", "DeleteItem")
READS = ("GetItem", "Query")
_dispatch = Connection.dispatch


def units_of_a_message() -> Counter[str]:
    """Units of reading and of writing: an item of a transaction counts twice, everything else once, as all are small.

    Somebody else sends on meanwhile, as nearly always in a busy room; the vain attempt to take its lease is counted.
    """
    counted: Counter[str] = Counter()

    def count(self: Connection, operation: str, arguments: dict[str, Any]) -> Any:
        if operation in WRITES:
            counted["writes"] += 1
        elif operation in READS:
            counted["reads"] += 1
        elif operation == "TransactWriteItems":
            counted["writes"] += 2 * len(arguments["TransactItems"])
        else:
            raise RuntimeError(f"nobody has said what {operation} costs")
        return _dispatch(self, operation, arguments)

    with mock_aws(), pytest.MonkeyPatch.context() as patched:
        patched.delenv("AWS_ENDPOINT_URL", raising=False)  # a laptop cloud may be running beside this
        patched.setenv("AWS_DEFAULT_REGION", "us-east-1")
        for table in capability.tables:
            table.create_table(wait=False)
        court = opened(patched)
        court.join("a")
        court.say("a", "the first one may read more than the others")
        DynamoLeases().take(ROOM, "somebody else")
        with patch.object(Connection, "dispatch", count):
            court.say("a", "안녕하세요")
    return counted
