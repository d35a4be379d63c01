"""Shadow, canary, champion: each after what came before it was looked at."""

from typing import Any

from functions.recommendations.training import deployment, store
from functions.recommendations.training.clients import client
from functions.recommendations.training.rules import reliable
from kernel.observability import logger


def seen(kind: str, version: str) -> dict[str, int]:
    """What the version was asked so far. TooManyFailures."""
    row = store.model(kind, version)
    invocations, failures = int(row.invocations), int(row.failures)
    reliable(invocations, failures)
    return {"invocations": invocations, "failures": failures}


def approve(kind: str, version: str) -> None:
    arn = store.model(kind, version).package_arn
    if arn:
        client("sagemaker").update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{to: shadow | canary | champion, kind, version, canary_share} → the same with `seen`.

    TooManyFailures; Replaced, where another training's challenger has come in between.
    """
    kind, version, to = event["kind"], event["version"], event["to"]
    counted = seen(kind, version)
    if to == store.CHAMPION:
        idle = store.promote(kind, version)
        approve(kind, version)
    else:
        idle = store.try_out(kind, version, to, float(event["canary_share"]) if to == store.CANARY else 0.0)
    if idle is not None:
        deployment.remove(kind, idle.version)
        store.left(kind, idle.version)
    logger.info("traffic moved", extra={"kind": kind, "version": version, "to": to, "seen": counted})
    return {**event, "seen": counted}
