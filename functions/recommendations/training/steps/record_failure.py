"""The way out of every failure: nobody is answered by the new model, its row says why, its endpoint goes."""

import json
import re
from contextlib import suppress
from typing import Any

from functions.recommendations.training import deployment, store
from functions.recommendations.training.clients import client
from kernel.observability import logger

OUR_CODE = re.compile(r"\b(too_little_data|too_many_items):")


def code_of(error: str) -> str:
    """`BelowChampion` → `below_champion`"""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", error).lower()


def explain(error: str, cause: str) -> tuple[str, str]:
    """Code and words. A Lambda's cause is its error as JSON, a training job's is DescribeTrainingJob's answer."""
    try:
        told = json.loads(cause)
    except ValueError:
        told = {}
    if not isinstance(told, dict):
        told = {}
    if "FailureReason" in told or "TrainingJobStatus" in told:
        reason = str(told.get("FailureReason") or told["TrainingJobStatus"])
        ours = OUR_CODE.search(reason)
        return (ours[1] if ours else "training_failed"), reason
    return code_of(error.rpartition(".")[2]) or "failed", str(told.get("errorMessage") or cause)[:1000]


def reject(kind: str, version: str, code: str, reason: str) -> None:
    """UnknownModel where it was never registered."""
    idle = store.give_up(kind, version, f"{code}: {reason}")
    if idle is None:
        return
    deployment.remove(kind, idle.version)
    arn = store.model(kind, version).package_arn
    if arn:
        client("sagemaker").update_model_package(
            ModelPackageArn=arn, ModelApprovalStatus="Rejected", ApprovalDescription=reason[:1000]
        )


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{kind, version?, error: {Error, Cause}} → {code, reason}."""
    error = event["error"]
    code, reason = explain(error.get("Error", ""), error.get("Cause", ""))
    if event.get("version"):
        with suppress(store.UnknownModel):  # it failed before it had a row
            reject(event["kind"], event["version"], code, reason)
    logger.warning("training failed", extra={"kind": event.get("kind"), "code": code, "reason": reason})
    return {"code": code, "reason": reason}
