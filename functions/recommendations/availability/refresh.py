"""Once a night. AVAILABILITY_URL is a stage's (cdk.json, `availability_url`); without it a file of the lake is read."""

from typing import Any

from functions.recommendations.availability.refreshing import Availability, Refreshing
from functions.recommendations.availability.sources import FileAvailability, HttpAvailability, fetched
from kernel import clock, environment
from kernel.observability import logger


def source() -> Availability | None:
    """None where there is nobody to ask."""
    url = environment.required("AVAILABILITY_URL")
    return HttpAvailability(url, clock.now, fetched) if url else FileAvailability() or None


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    known = source()
    told = Refreshing(known, clock.now).refresh() if known is not None else {"asked": 0}
    logger.info("availability was refreshed", extra=told)
    return told
