"""A service from botocore's own model of it: requests are read and answers shaped by what boto3 expects.

A subclass has one method an operation, named in snake case, which takes and returns plain Python values with boto3's
names. botocore has the client's half of the protocol only; the server's half for rest-json and json (where the
operation is named in a header) is the rest of this file.
"""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import botocore.session
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape
from ministack.core.persistence import load_state, save_state
from ministack.core.responses import get_account_id, get_region

from local.cloud.repairs.persistence import also_save

Response = tuple[int, dict[str, str], bytes]
Route = tuple[str, re.Pattern[str], OperationModel]
_SESSION = botocore.session.get_session()
JSON = {"Content-Type": "application/json"}


class ServiceError(Exception):
    """An AWS error: its code as boto3 sees it, a message, the HTTP status, and what more its shape has."""

    def __init__(self, code: str, message: str, status: int = 400, **more: str) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.more = code, message, status, more


class Service:
    name: str  # of botocore's service model, and of the SigV4 scope

    def __init__(self) -> None:
        self.state: dict[str, Any] = load_state(f"madang_{self.name}") or {}
        also_save(self.save)

    @cached_property
    def model(self) -> ServiceModel:
        """Read at the first request: SageMaker's takes as much memory as all the others' together."""
        return _SESSION.get_service_model(self.name)

    @cached_property
    def routes(self) -> list[Route]:
        found = map(self._route, self.model.operation_names)
        return sorted(found, key=lambda route: route[1].pattern.count("?P<"))

    def save(self) -> None:
        save_state(f"madang_{self.name}", self.state)

    def table(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.state.setdefault(name, {})
        return found

    def arn(self, kind: str, resource_id: str) -> str:
        return f"arn:aws:{self.name}:{get_region()}:{get_account_id()}:{kind}/{resource_id}"

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> Response:
        """Ministack's handler signature; operations run off the loop, as they may wait for media."""
        try:
            operation, found = self._match(method, path, headers)
            act = self._operation(operation.name)
            request = self._read(operation, found, headers, body, query)
            answer = await asyncio.to_thread(act, request)
        except ServiceError as error:
            text = json.dumps({"__type": error.code, "message": error.message, **error.more})
            return error.status, {**JSON, "x-amzn-errortype": error.code}, text.encode()
        shaped = _to_wire(operation.output_shape, answer or {})
        return operation.http.get("responseCode", 200), dict(JSON), json.dumps(shaped).encode()

    def _operation(self, name: str) -> Callable[[dict[str, Any]], Any]:
        act: Callable[[dict[str, Any]], Any] | None = getattr(self, snake(name), None)
        if act is None:
            raise ServiceError("UnsupportedOperation", f"{self.name}:{name} is not part of the laptop cloud", 501)
        return act

    def _route(self, name: str) -> Route:
        operation = self.model.operation_model(name)
        path = re.escape(operation.http["requestUri"].split("?")[0])
        pattern = re.sub(r"\\\{(\w+)(\\\+)?\\\}", lambda m: f"(?P<{m[1]}>{'.+' if m[2] else '[^/]+'})", path)
        return operation.http["method"], re.compile(f"^{pattern}/?$"), operation

    def _match(self, method: str, path: str, headers: dict[str, str]) -> tuple[OperationModel, dict[str, str]]:
        if self.model.metadata["protocol"] == "json":
            name = headers.get("x-amz-target", "").rpartition(".")[2]
            if name not in self.model.operation_names:
                raise ServiceError("UnknownOperationException", name)
            return self.model.operation_model(name), {}
        for wanted, pattern, operation in self.routes:
            if wanted == method and (match := pattern.match(path)):
                return operation, match.groupdict()
        raise ServiceError("UnknownOperationException", f"{method} {path}", 404)

    def _read(
        self,
        operation: OperationModel,
        path: dict[str, str],
        headers: dict[str, str],
        body: bytes,
        query: dict[str, list[str]],
    ) -> dict[str, Any]:
        shape = operation.input_shape
        if shape is None:
            return {}
        try:
            sent = json.loads(body or b"{}")
        except ValueError as error:
            raise ServiceError("SerializationException", "the body is not JSON") from error
        request: dict[str, Any] = {}
        for name, member in shape.members.items():
            wire = member.serialization.get("name", name)
            match member.serialization.get("location"):
                case "uri":
                    request[name] = unquote(path[wire])
                case "querystring" if wire in query:
                    request[name] = query[wire][0]
                case "header" if wire.lower() in headers:
                    request[name] = headers[wire.lower()]
                case None if wire in sent:
                    request[name] = _from_wire(member, sent[wire])
        return request


def _from_wire(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        names = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
        return {names[k][0]: _from_wire(names[k][1], v) for k, v in value.items() if k in names}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_from_wire(shape.member, item) for item in value]
    return value


def _to_wire(shape: Shape | None, value: Any) -> Any:
    """Only members the model knows leave the service, under their wire names."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        members = shape.members
        return {
            members[k].serialization.get("name", k): _to_wire(members[k], v)
            for k, v in value.items()
            if k in members and v is not None
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_to_wire(shape.member, item) for item in value]
    if isinstance(value, datetime):
        return (
            value.isoformat()
            if shape is not None and shape.serialization.get("timestampFormat") == "iso8601"
            else value.timestamp()
        )
    return value


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
