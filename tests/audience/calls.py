"""What a piece of work asks of DynamoDB."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto.dynamodb.responses import DynamoHandler


@contextmanager
def counted() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Every call, as its name and body, in order."""
    told: list[tuple[str, dict[str, Any]]] = []
    act = DynamoHandler.call_action

    def noted(handler: DynamoHandler) -> Any:
        told.append((handler.headers["X-Amz-Target"].rpartition(".")[2], json.loads(handler.body)))
        return act(handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DynamoHandler, "call_action", noted)
        yield told
