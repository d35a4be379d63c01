"""Step Functions behind catalog."""

import json
from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

from functions.catalog.domain import Title
from kernel import environment


@cache
def _client() -> Any:
    return botocore.session.get_session().create_client("stepfunctions", region_name=environment.region())


class TranscodeWorkflow:
    def start(self, title: Title) -> None:
        """The execution's name makes a second start of the same attempt a no-op."""
        if title.source is None:
            raise ValueError(f"{title.id} has no source")
        request = {"title_id": title.id, "type": title.type, "attempt": title.attempt, "source": vars(title.source)}
        try:
            _client().start_execution(
                stateMachineArn=environment.required("TRANSCODE_WORKFLOW_ARN"),
                name=title.execution_name,
                input=json.dumps(request),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise

    def is_running(self, title: Title) -> bool:
        arn = environment.required("TRANSCODE_WORKFLOW_ARN").replace(":stateMachine:", ":execution:")
        try:
            answer = _client().describe_execution(executionArn=f"{arn}:{title.execution_name}")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
                raise
            return False
        return bool(answer["status"] == "RUNNING")
