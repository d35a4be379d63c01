"""Every hour: replays past the retention that their channel chose."""

from typing import Any

from functions.catalog.media import delete_media
from functions.catalog.wiring import catalog
from kernel import clock
from kernel.observability import logger


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    expired = catalog().titles.expired(clock.now())
    for title in expired:
        delete_media(title)  # first: a title that is removed is not found again by the next run
        catalog().remove(title)
    return {"expired": len(expired)}
