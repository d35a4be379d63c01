"""How a custom resource answers CloudFormation: a PUT to the presigned address it was given."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from kernel.observability import logger

Resource = Callable[[str, dict[str, Any]], tuple[str, dict[str, str]]]
PLAIN = {("http", "127.0.0.1"), ("http", "localhost")}  # what never leaves the machine may go in the clear


def custom_resource(make: Resource) -> Callable[[dict[str, Any], Any], None]:
    """`make(request_type, properties)` returns the physical id and the attributes; what it raises fails the stack."""

    def handler(event: dict[str, Any], _context: Any) -> None:
        answer = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
        try:
            physical_id, attributes = make(event["RequestType"], event["ResourceProperties"])
            answer |= {"Status": "SUCCESS", "PhysicalResourceId": physical_id, "Data": attributes}
        except Exception as error:  # noqa: BLE001 - an unanswered request would hang the deployment for an hour
            logger.exception("custom resource failed")
            physical_id = event.get("PhysicalResourceId", "failed")
            answer |= {"Status": "FAILED", "PhysicalResourceId": physical_id, "Reason": repr(error)[:300]}
        _put(event["ResponseURL"], answer)

    return handler


def _put(url: str, answer: dict[str, Any]) -> None:
    address = urlsplit(url)
    if address.scheme != "https" and (address.scheme, address.hostname) not in PLAIN:
        raise ValueError("CloudFormation's answer address must be https")
    request = urllib.request.Request(url, json.dumps(answer).encode(), {"Content-Type": ""}, method="PUT")  # noqa: S310 - checked above
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - checked above
        response.read()
