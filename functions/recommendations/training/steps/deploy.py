"""An endpoint for the version. Asked again until it is in service; what stands already is left as it is."""

from typing import Any

from functions.recommendations.training.deployment import IN_SERVICE, deploy
from kernel.observability import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{kind, version, model} → the same with `in_service`. SmokeTestFailed where the endpoint cannot start."""
    status = deploy(event["kind"], event["version"], event["model"]["data"], int(event["model"]["bytes"]))
    return {**event, "in_service": status == IN_SERVICE}
