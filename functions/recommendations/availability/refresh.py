"""Once a night. Who is asked is a stage's (cdk.json, `availability_source`): an address, or a file of the lake."""

from typing import Any

from functions.recommendations.availability.refreshing import Availability, Refreshing
from functions.recommendations.availability.sources import FileAvailability, HttpAvailability, fetched
from kernel import clock, environment
from kernel.observability import logger

LAKE = "lake"


def source() -> Availability | None:
    """None where there is nobody to ask."""
    named = environment.required("AVAILABILITY_SOURCE")
    return FileAvailability() or None if named == LAKE else HttpAvailability(named, clock.now, fetched)


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    known = source()
    told = Refreshing(known, clock.now).refresh() if known is not None else {"asked": 0}
    logger.info("availability was refreshed", extra=told)
    return told
