"""Asking another capability at once, where events are not enough: a front asks the desk of who owns the data.

A question is `{"do": name, "with": {...}}`; the answer is what the act returned, or the problem it raised, as it is.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import botocore.session

from kernel import environment
from kernel.errors import FieldError, Problem
from kernel.observability import logger

Act = Callable[[dict[str, Any]], Any]


@cache
def _lambda() -> Any:
    return botocore.session.get_session().create_client("lambda", region_name=environment.region())


class DeskFailed(Problem):
    """The desk itself broke; it has logged why."""


class Refused(Problem):
    """What the desk refused, with the status and the code it gave."""

    def __init__(self, told: dict[str, Any]) -> None:
        errors = tuple(FieldError(**error) for error in told["errors"])
        super().__init__(told["detail"], code=told["code"], errors=errors, retry_after=told["retry_after"])
        self.status = int(told["status"])


def ask(desk_setting: str, act: str, **given: Any) -> Any:
    """What the desk behind `desk_setting`, such as BILLING_DESK, answers. Raises the problem that the act raised."""
    answer = _lambda().invoke(
        FunctionName=environment.required(desk_setting), Payload=json.dumps({"do": act, "with": given}).encode()
    )
    told = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        logger.error("desk failed", extra={"desk": desk_setting, "act": act})
        raise DeskFailed("Something failed on our side; it has been recorded.")
    if "problem" in told:
        raise Refused(told["problem"])
    return told["answer"]


def desk_handler(acts: Mapping[str, Act]) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """The Lambda entry point of a desk. An act that nobody knows is an error of who asks."""

    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        try:
            return {"answer": acts[event["do"]](event["with"])}
        except Problem as problem:
            errors = [{"pointer": error.pointer, "detail": error.detail} for error in problem.errors]
            told = {"status": problem.status, "code": problem.code, "detail": problem.detail, "errors": errors}
            return {"problem": {**told, "retry_after": problem.retry_after}}

    return handler
