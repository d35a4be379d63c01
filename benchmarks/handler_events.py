"""The events that benchmarks/handlers.py sends through the handlers, and the socket that answers the AWS SDK."""

import importlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.httpsession import URLLib3Session

from kernel import environment
from kernel.capability import AwsEvent, Http, Subscriber
from kernel.events import Event

MOMENT = "2026-11-22T10:00:00.000Z"
IVS_ARN = "arn:aws:ivs:us-east-1:000000000000:channel/abc"
DETAILS = {
    "aws.ivs": {
        "event_name": "Stream Health", "channel_name": "c", "stream_id": "st-1", "recording_status": "Recording Start",
    },
    "aws.mediaconvert": {
        "status": "STATUS_UPDATE", "userMetadata": {"title_id": "t"}, "jobProgress": {"jobPercentComplete": 7},
    },
}  # fmt: skip
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": "us-east-1",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "SITE_URL": "https://site", "UPLOADS_BUCKET": "b", "MEDIA_BUCKET": "b",
    "USER_POOL_ID": "p", "USER_POOL_CLIENT_ID": "c",
    "LEDGER_ENTITY": "e", "LEDGER_CURRENCY": "USD", "LEDGER_ZONE": "UTC",
}  # fmt: skip
READS = {
    "identity": "/v1/terms", "channels": "/v1/channels/c", "live": "/v1/sessions/s", "catalog": "/v1/titles",
    "rights": "/v1/unknown", "chat": "/v1/rooms/r/entries", "billing": "/v1/unknown",
    "recommendations": "/v1/unknown", "audience": "/v1/unknown", "backoffice": "/v1/unknown",
}  # fmt: skip


# nothing is found here, so they have no figure
NEED_A_ROW = {
    "audience.on_fan_event",
    "billing.on_donation_received",
    "billing.on_ads_delivered",
    "billing.on_order_paid",
    "channels.on_channel_requested",
    "live.on_stream_event",
}


class Context:
    function_name = "f"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn"
    aws_request_id = "r"


def answer_nothing(_session: Any, request: Any) -> AWSResponse:
    """Every AWS call succeeds and finds nothing."""
    asked = request.body or b""
    body = b"{}"
    if b"KeyConditionExpression" in asked:
        body = b'{"Items": [], "Count": 0, "ScannedCount": 0}'
    elif b"UpdateExpression" in asked:
        body = b'{"Attributes": {}}'
    raw = type("Raw", (), {"stream": lambda _self, **_k: iter((body,)), "read": lambda _self, *_a: body})()
    headers = HeadersDict({"content-type": "application/x-amz-json-1.0"})
    return AWSResponse(request.url, 200, headers, raw)  # type: ignore[arg-type]


AMOUNTS = {
    "currency": "USD",
    "gross": 3,
    "creator_part": 2,
    "platform_part": 1,
}  # the books refuse what does not add up


def sample(event: type[Event]) -> dict[str, Any]:
    """An instance's fields, by their annotations."""
    return {
        name: AMOUNTS.get(name) or value_of(field.annotation)
        for name, field in event.model_fields.items()
        if field.is_required()
    }


def value_of(annotation: Any) -> Any:
    if get_origin(annotation) is Literal:
        return get_args(annotation)[0]
    return {str: "x", int: 1, float: 1.0, datetime: MOMENT, date: MOMENT[:10]}.get(annotation, "x")


def message(heard: type[Event] | AwsEvent) -> dict[str, Any]:
    if isinstance(heard, AwsEvent):
        source, detail_type, detail = heard.source, heard.detail_type, DETAILS[heard.source]
    else:
        source, detail_type = heard.source(), heard.detail_type()
        detail = {"metadata": {"event_id": "e", "occurred_at": MOMENT}, "data": sample(heard)}
    return {"source": source, "detail-type": detail_type, "time": MOMENT, "resources": [IVS_ARN], "detail": detail}


def records(heard: type[Event] | AwsEvent, count: int) -> dict[str, Any]:
    body = json.dumps(message(heard))
    return {"Records": [{"messageId": str(n), "body": body, "attributes": {}} for n in range(count)]}


def request(path: str) -> dict[str, Any]:
    http = {"method": "GET", "path": path, "sourceIp": "127.0.0.1"}
    return {"version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {}, "isBase64Encoded": False,
            "requestContext": {"http": http, "requestId": "r", "stage": "$default"}}  # fmt: skip


def frame() -> dict[str, Any]:
    about = {
        "eventType": "MESSAGE",
        "connectionId": "c",
        "connectedAt": 1_800_000_000_000,
        "authorizer": {"room_id": "r"},
    }
    return {"requestContext": about, "body": json.dumps({"action": "ping"}), "isBase64Encoded": False}


def cases() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Module, one event, ten events (APIs and sockets get ten one by one)."""
    import app

    for capability in app.CAPABILITIES:
        for declared in capability.functions:
            module = f"functions.{capability.name}.{declared.module}"
            if isinstance(declared, Http):
                yield module, request(READS[capability.name]), {}
            elif isinstance(declared, Subscriber) and module.removeprefix("functions.") not in NEED_A_ROW:
                yield module, records(declared.to[0], 1), records(declared.to[0], 10)
        if capability.socket:
            yield f"functions.{capability.name}.{capability.socket.module}", frame(), {}


def cpu_us(handler: Callable[..., Any], event: dict[str, Any], times: int) -> float:
    for _ in range(20):
        require_success(handler(event, Context()))
    began = time.process_time()
    for _ in range(times):
        handler(event, Context())
    return 1e6 * (time.process_time() - began) / times


def require_success(answer: dict[str, Any]) -> None:
    """A handler that fails is quick; its figure would mean nothing. Not to find a thing is a success here."""
    if answer.get("statusCode", 200) >= 500 or answer.get("batchItemFailures"):
        raise RuntimeError(f"the handler failed: {answer}")


def main(times: int) -> None:
    environment.adopt(SETTINGS)
    URLLib3Session.send = answer_nothing  # type: ignore[method-assign,assignment]
    raw = cpu_us(lambda event, _context: {"statusCode": 200, "body": json.dumps(event["headers"])}, request("/"), times)
    costs: dict[str, dict[str, float]] = {"raw": {"one": raw}}
    for module, one, ten in cases():
        handler = importlib.import_module(module).handler
        single = cpu_us(handler, one, times)
        tenfold = cpu_us(handler, ten, max(20, times // 10)) if ten else 10 * cpu_us(handler, one, times)
        costs[module] = {"one": round(single, 1), "ten": round(tenfold, 1), "ratio": round(single / raw, 1)}
    print(json.dumps(costs))
