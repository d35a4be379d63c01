"""Operators, as API Gateway brings them to the back office."""

from typing import Any

from functions.backoffice import api as office
from tests.lambdas import Answer, call, claims

BASE = "/v1/backoffice/recommendations"


def ask(method: str, path: str, body: Any = None, role: str = "operator", **query: str) -> Answer:
    return call(office.handler, method, BASE + path, body, who=claims("usr_op", role), query=query)
