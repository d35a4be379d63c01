"""Queue → handler: one message at a time, and only the failed ones come back."""

import json
from collections.abc import Callable
from typing import Any

from kernel.observability import logger

EventBridgeEvent = dict[str, Any]  # version, id, detail-type, source, account, time, region, resources, detail
LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]


def queue_handler(on_event: Callable[[EventBridgeEvent], None]) -> LambdaHandler:
    """Wraps a use case as the Lambda of an SQS queue that an EventBridge rule feeds.

    A message whose handling raises is reported as failed; SQS delivers it again and, after the queue's
    maximum, to the dead-letter queue. In a FIFO queue everything behind a failure waits for it, to keep the order.
    """

    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        failures: list[dict[str, str]] = []
        for record in event["Records"]:
            if failures and "MessageGroupId" in record.get("attributes", {}):
                failures.append({"itemIdentifier": record["messageId"]})
                continue
            try:
                on_event(json.loads(record["body"]))
            except Exception:  # noqa: BLE001 - any failure of one message must not take the others with it
                logger.exception("message failed", extra={"message_id": record["messageId"]})
                failures.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failures}

    return handler
