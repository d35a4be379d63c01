"""Step Functions behind training: started by the clock or an operator, one at a time and kind."""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from functions.recommendations.training import deployment, store
from functions.recommendations.training.clients import client
from functions.recommendations.training.store import Serving
from kernel import clock, environment


@dataclass(frozen=True)
class Execution:
    """`status` as Step Functions has it; `code` and `reason` where it failed."""

    name: str
    status: str
    started_at: str
    ended_at: str | None
    code: str | None
    reason: str | None


def start(kind: str, by: str, **settings: Any) -> str:
    """The execution's name: that of the one that runs, where one does; a second start within the minute is the same.

    `settings`: days, days_back, hyperparameters, shadow_seconds, canary_seconds, canary_share.
    """
    before = latest(kind)
    if before is not None and before.status == "RUNNING":
        return before.name
    name = f"{kind}-{clock.now():%Y%m%d%H%M}"
    asked = {"kind": kind, "by": by, "execution": name, **settings}
    try:
        client("stepfunctions").start_execution(
            stateMachineArn=environment.required("TRAINING_WORKFLOW_ARN"), name=name, input=json.dumps(asked)
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise
    return name


def execution(name: str) -> Execution | None:
    """How it goes; None for a name that never ran, or ran more than 90 days ago."""
    arn = environment.required("TRAINING_WORKFLOW_ARN").replace(":stateMachine:", ":execution:")
    try:
        told = client("stepfunctions").describe_execution(executionArn=f"{arn}:{name}")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
            raise
        return None
    ended = told.get("stopDate")
    return Execution(
        name, told["status"], told["startDate"].isoformat(), ended.isoformat() if ended else None,
        told.get("error"), told.get("cause"),
    )  # fmt: skip


def latest(kind: str) -> Execution | None:
    """The newest of a kind's last trainings; None where there was none among the last fifty of all."""
    arn = environment.required("TRAINING_WORKFLOW_ARN")
    listed = client("stepfunctions").list_executions(stateMachineArn=arn, maxResults=50)["executions"]
    name = next((one["name"] for one in listed if one["name"].startswith(f"{kind}-")), None)
    return execution(name) if name else None


def roll_back(kind: str, by: str, reason: str) -> Serving:
    """The champion before this one answers again, at once; the other's endpoint goes. NothingToGoBackTo."""
    before = store.serving(kind)
    if before.previous is None or not deployment.stands(kind, before.previous.version):
        raise store.NothingToGoBackTo(kind)
    _now, gone = store.roll_back(kind, f"rolled back by {by}: {reason}")
    deployment.remove(kind, gone.version)
    return store.serving(kind)
