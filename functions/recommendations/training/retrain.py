"""Once a week: every kind of which people have done something is trained anew."""

from typing import Any

from functions.recommendations.items import KINDS
from functions.recommendations.training import objects
from functions.recommendations.training.workflow import start
from kernel.observability import logger


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, list[str]]:
    lived = [kind for kind in KINDS if next(objects.keys(f"behaviours/kind={kind}/"), None)]
    return {"started": [start(kind, "schedule") for kind in lived]}
