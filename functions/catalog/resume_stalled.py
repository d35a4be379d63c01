"""Every few minutes: titles whose workflow broke off are started again."""

from typing import Any

from functions.catalog.wiring import catalog
from kernel.observability import logger


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    return {"resumed": catalog().resume_stalled()}
