"""The outbox table's stream: new rows go to the bus at once."""

from typing import Any

from functions.platform.clients import publisher
from kernel.observability import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> None:
    """Raising makes Lambda deliver the batch again; the sweep catches what the stream gave up."""
    items = [record["dynamodb"]["NewImage"] for record in event["Records"] if record["eventName"] == "INSERT"]
    publisher().publish(items)
