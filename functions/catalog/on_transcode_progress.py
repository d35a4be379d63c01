"""MediaConvert Job State Change → the progress that a title shows."""

from functions.catalog.store import DynamoTitles
from kernel.subscriber import EventBridgeEvent, queue_handler


def advance(event: EventBridgeEvent) -> None:
    """STATUS_UPDATE carries the percentage; jobs that are not ours carry no title."""
    detail = event["detail"]
    percent = detail.get("jobProgress", {}).get("jobPercentComplete")
    title_id = detail.get("userMetadata", {}).get("title_id")
    if title_id and percent:
        DynamoTitles().advance(title_id, min(99, int(percent)))


handler = queue_handler(advance)
