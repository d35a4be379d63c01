"""Calls handlers as AWS does: API Gateway payload 2.0, SQS batches of EventBridge events, direct invocations."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from kernel.clock import iso, now
from kernel.events import Event, envelope
from kernel.outbox import OutboxRow


@dataclass
class LambdaContext:
    function_name: str = "test"
    memory_limit_in_mb: int = 128
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:test"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 10_000


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    cookies: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The problem document's code; proves on the way that it is one."""
        assert self.headers["Content-Type"] == "application/problem+json", self
        assert self.json["status"] == self.status
        return str(self.json["code"])


def claims(user_id: str = "usr-1", *groups: str, signed_in: datetime | None = None) -> dict[str, str]:
    """As API Gateway's JWT authorizer hands them over: everything is text."""
    return {
        "sub": user_id,
        "username": user_id,
        "cognito:groups": f"[{' '.join(groups)}]",
        "auth_time": str(int((signed_in or now()).timestamp())),
    }


def request(method: str, path: str, body: Any = None, *, who: dict[str, str] | None = None, **more: Any) -> Any:
    """An event of an HTTP API; `query`, `headers`, `raw_body` in `more`."""
    text = more.get("raw_body", None if body is None else json.dumps(body))
    context: dict[str, Any] = {
        "http": {
            "method": method,
            "path": path,
            "sourceIp": "203.0.113.9",
            "userAgent": "test",
            "protocol": "HTTP/1.1",
        },
        "requestId": "req-1",
        "routeKey": "$default",
        "stage": "$default",
    }
    if who is not None:
        context["authorizer"] = {"jwt": {"claims": who, "scopes": None}}
    query = more.get("query") or {}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": urlencode(query),
        "queryStringParameters": query,
        "headers": {"content-type": "application/json", "host": "api.example", **more.get("headers", {})},
        "requestContext": context,
        "body": text,
        "isBase64Encoded": False,
    }


def call(
    handler: Any, method: str, path: str, body: Any = None, *, who: dict[str, str] | None = None, **more: Any
) -> Answer:
    raw = handler(request(method, path, body, who=who, **more), LambdaContext())
    headers = dict(raw.get("headers") or {})
    for name, values in (raw.get("multiValueHeaders") or {}).items():
        headers[name] = ", ".join(values)
    return Answer(raw["statusCode"], headers, raw.get("body") or "", tuple(raw.get("cookies") or ()))


def announced(event: Event, at: datetime | None = None, event_id: str | None = None) -> dict[str, Any]:
    """The EventBridge event of one of our own."""
    moment = at or now()
    return {
        "version": "0",
        "id": "00000000-0000-0000-0000-000000000001",
        "detail-type": event.detail_type(),
        "source": event.source(),
        "time": iso(moment),
        "resources": [],
        "detail": json.loads(envelope(event, moment, event_id)),
    }


def from_aws(source: str, detail_type: str, detail: dict[str, Any], *resources: str, at: datetime) -> dict[str, Any]:
    """The EventBridge event of an AWS service."""
    return {
        "version": "0",
        "id": "00000000-0000-0000-0000-000000000002",
        "detail-type": detail_type,
        "source": source,
        "time": iso(at),
        "resources": list(resources),
        "detail": detail,
    }


def deliver(handler: Any, *events: dict[str, Any], group: str | None = None) -> list[int]:
    """Hands events over as one SQS batch; the positions of those that came back as failed."""
    attributes = {"MessageGroupId": group} if group else {}
    records = [
        {"messageId": str(number), "body": json.dumps(event), "attributes": attributes, "eventSource": "aws:sqs"}
        for number, event in enumerate(events)
    ]
    answer = handler({"Records": records}, LambdaContext())
    return [int(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]


def outbox(*kinds: type[Event]) -> list[Event]:
    """What is announced and not published yet, oldest first; of these kinds, or all."""
    rows = sorted(OutboxRow.scan(), key=lambda row: str(row.event_id))
    by_name = {kind.detail_type(): kind for kind in kinds}
    return [
        by_name[str(row.detail_type)].from_detail(json.loads(str(row.detail)))
        for row in rows
        if str(row.detail_type) in by_name
    ]
