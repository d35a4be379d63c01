"""Work that a function hands to another of its capability: at least once, a moment later."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.session

from kernel import environment
from kernel.observability import logger
from kernel.subscriber import LambdaHandler, queue_handler


@cache
def _sqs() -> Any:
    return botocore.session.get_session().create_client("sqs", region_name=environment.region())


LONGEST_DELAY_SECONDS = 900  # of SQS


def ask(queue_setting: str, document: dict[str, Any], delay_seconds: int = 0) -> None:
    """Puts the document before the task behind `queue_setting`, such as DELIVER_QUEUE, at once or after a while.

    After a longer while than SQS knows it comes early, and asks again.
    """
    delay = min(delay_seconds, LONGEST_DELAY_SECONDS)
    _sqs().send_message(
        QueueUrl=environment.required(queue_setting), MessageBody=json.dumps(document), DelaySeconds=delay
    )


def task_handler(run: Callable[[dict[str, Any]], None]) -> LambdaHandler:
    """The Lambda of a task; what raises comes again and ends in the dead-letter queue."""
    return queue_handler(run)


def batch_handler(group: str, run: Callable[[str, list[dict[str, Any]]], None]) -> LambdaHandler:
    """The Lambda of a task that takes many documents at once: `run` gets those of one value of `group` together.

    Where it raises they come again, they alone.
    """

    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        groups: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for record in event["Records"]:
            document = json.loads(record["body"])
            groups.setdefault(document[group], []).append((record["messageId"], document))
        failures: list[dict[str, str]] = []
        for name, found in groups.items():
            try:
                run(name, [document for _, document in found])
            except Exception:  # noqa: BLE001 - any failure of one group must not take the others with it
                logger.exception("messages failed", extra={"group": name})
                failures += [{"itemIdentifier": message_id} for message_id, _ in found]
        return {"batchItemFailures": failures}

    return handler
