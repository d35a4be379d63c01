"""Chalice's app, with what this house's APIs have besides: roles, validated bodies, problem documents, a description.

Chalice routes and reads requests of a REST API's events; HTTP APIs send another form, which is brought into that one.
A route is a function: parameters in its path are texts, `body` is a model, all others stand in the query.
"""

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.event_handler import Response as HouseResponse
from chalice.app import Chalice, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from kernel import access, problems
from kernel.errors import BadRequest, FieldError, NotFound, Problem, Unprocessable
from kernel.idempotency import once
from kernel.observability import logger
from kernel.transactions import Contention

Event = dict[str, Any]
Headers = dict[str, str | list[str]]
Json = "application/json"
TAKEN = [Json, "text/csv"]
CHANGED = Problem("Somebody changed this at the same moment; read it again.", code="changed_meanwhile")
CHANGED.status = 409


@dataclass
class Route:
    method: str
    path: str
    roles: list[str]
    act: Callable[..., Any]
    status: int
    once: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)}", r"(?P<\1>[^/]+)", self.path) + "$")


class Office:
    """`log` gets who did what to what, why, and the status of the answer, for every request that changes something."""

    def __init__(self, name: str, log: Callable[[str, str, str, str, int], None]) -> None:
        self.chalice = Chalice(app_name=name)
        self.log, self.key = log, ""
        self.noted = ("", "")
        self.routes: dict[tuple[str, str], Route] = {}

    def route(self, method: str, path: str, *roles: str, status: int = 200, once: bool = False) -> Callable[..., Any]:
        """Only the roles may; `status` is what a good answer has; `once` wants an Idempotency-Key."""

        def add(act: Callable[..., Any]) -> Callable[..., Any]:
            self.routes[method, path] = Route(method, path, access.allow(*roles), act, status, once)
            answer = self.chalice.route(path, methods=[method], content_types=TAKEN, name=act.__name__)
            answer(self._answering(method, path))
            return act

        return add

    def _answering(self, method: str, path: str) -> Callable[..., Response]:
        def answer(**named: str) -> Response:
            route, self.noted, self.key = self.routes[method, path], ("", ""), ""
            try:
                access.check(route.roles, self.claims())
                made = _good(route, self._act(route, named))
            except Problem as problem:
                made = self._refusal(problem)
            except Contention:
                made = self._refusal(CHANGED)
            if method != "GET" and self.claims():
                about = self.noted[0] or ",".join(named.values())
                self.log(self.caller().user_id, f"{method} {path}", about, self.noted[1], made.status_code)
            return made

        return answer

    def _act(self, route: Route, named: dict[str, str]) -> Any:
        given = {**self._given(route), **_named(route, named)}
        if not route.once:
            return route.act(**given)

        def act(key: str) -> Any:
            self.key = key
            return route.act(**given)

        scope = f"{self.caller().user_id}{self._request.path}"
        return once(scope, self.header("idempotency-key"), given.get("body"), act, route.status)

    def note(self, about: str, reason: str) -> None:
        """What the log says of this request."""
        self.noted = (about, reason)

    @property
    def _request(self) -> Request:
        found = self.chalice.current_request
        if found is None:
            raise LookupError("outside of a request")
        return found

    def claims(self) -> dict[str, Any] | None:
        """What API Gateway's JWT authorizer verified."""
        found: dict[str, Any] | None = (self._request.context.get("authorizer") or {}).get("claims")
        return found

    def caller(self) -> access.Caller:
        return access.Caller.of(self.claims() or {})

    def header(self, name: str) -> str | None:
        found: str | None = self._request.headers.get(name)
        return found

    def _given(self, route: Route) -> dict[str, Any]:
        """The body and the query, as the function's annotations have them. Raises a 400 or a 422."""
        request = self._request
        model = _model_of(route)
        query = {name: values[-1] for name, values in _multi(request.query_params).items()}
        given: dict[str, Any] = {name: value for name, value in query.items() if name in model.model_fields}
        try:
            found: dict[str, Any] = {}
            body = inspect.signature(route.act).parameters.get("body")
            if body is not None:
                found["body"] = _read(
                    body.annotation, _bytes(request.raw_body), request.headers.get("content-type", Json)
                )
            checked = model.model_validate(given)
            return found | {name: getattr(checked, name) for name in model.model_fields}
        except ValidationError as error:
            fields = tuple(FieldError("/" + "/".join(map(str, one["loc"])), one["msg"]) for one in error.errors())
            raise Unprocessable("Some fields are missing or wrong.", code="invalid_fields", errors=fields) from error

    def _refusal(self, problem: Problem) -> Response:
        request = self._request
        trace_id, accept = request.context.get("requestId", ""), request.headers.get("accept-language")
        body = problems.document(problem, trace_id=trace_id, accept_language=accept)
        headers: Headers = {"Content-Type": problems.CONTENT_TYPE, "Cache-Control": "no-store"}
        if problem.retry_after is not None:
            headers["Retry-After"] = str(problem.retry_after)
        return Response(_text(body), headers, problem.status)

    def _described(self) -> Any:
        """The routes as the other APIs describe theirs; at synth and for the documentation only."""
        from kernel.http import http_api

        api = http_api()
        for route in self.routes.values():
            path = re.sub(r"\{(\w+)}", r"<\1>", route.path)
            api.route(path, [route.method], tags=route.roles, status_code=route.status)(route.act)
        return api

    def get_openapi_schema(self) -> Any:
        return self._described().get_openapi_schema()

    def get_openapi_json_schema(self) -> str:
        return str(self._described().get_openapi_json_schema())

    def handler(self, event: Event, context: Any) -> dict[str, Any]:
        """The Lambda entry point."""
        found = self._found(event["requestContext"]["http"]["method"], event["rawPath"])
        if found is None:
            return self._nowhere(event)
        logger.append_keys(request_id=event["requestContext"].get("requestId", ""))
        answer: dict[str, Any] = self.chalice(_as_rest(event, *found), context)
        headers = {name: values[-1] for name, values in answer.pop("multiValueHeaders", {}).items()}
        return {**answer, "headers": {**headers, **(answer.get("headers") or {})}}

    @staticmethod
    def _nowhere(event: Event) -> dict[str, Any]:
        trace_id = event["requestContext"].get("requestId", "")
        problem = NotFound("There is no such route.", code="no_such_route")
        body = problems.document(problem, trace_id=trace_id, accept_language=event["headers"].get("accept-language"))
        headers = {"Content-Type": problems.CONTENT_TYPE, "Cache-Control": "no-store"}
        return {"statusCode": problem.status, "headers": headers, "body": _text(body)}

    def _found(self, method: str, path: str) -> tuple[str, dict[str, str]] | None:
        for route in self.routes.values():
            matched = route.pattern.match(path)
            if matched and route.method == method:
                return route.path, matched.groupdict()
        return None


def _good(route: Route, result: Any) -> Response:
    if isinstance(result, HouseResponse):  # of kernel.idempotency
        kept: Headers = {"Content-Type": Json, "Cache-Control": "no-store", **result.headers}
        return Response(result.body or "", kept, result.status_code)
    headers: Headers = {"Content-Type": Json, "Cache-Control": "no-store"}
    return Response(result.model_dump_json() if isinstance(result, BaseModel) else _text(result), headers, route.status)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _named(route: Route, named: dict[str, str]) -> dict[str, Any]:
    """What the path names, as the annotations have it; what cannot be a name is none of anything."""
    try:
        checked = _model_of(route, in_path=True).model_validate(named)
    except ValidationError as error:
        raise NotFound("There is no such thing.", code="not_found") from error
    return checked.model_dump()


def _model_of(route: Route, *, in_path: bool = False) -> type[BaseModel]:
    """Of what stands in the query, or in the path."""
    named = set(re.findall(r"\{(\w+)}", route.path))
    fields: dict[str, Any] = {
        name: (one.annotation, ... if one.default is inspect.Parameter.empty else one.default)
        for name, one in inspect.signature(route.act).parameters.items()
        if name != "body" and (name in named) == in_path
    }
    return create_model(f"Given{route.act.__name__}", __config__=ConfigDict(extra="forbid"), **fields)


def _read(kind: type[BaseModel], raw: bytes, content_type: str) -> BaseModel:
    if content_type.startswith("text/csv"):
        return kind.model_validate({"csv": raw.decode("utf-8-sig", errors="strict")})
    try:
        return kind.model_validate_json(raw or b"{}")
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors()):
            raise BadRequest("The body is not JSON.", code="malformed_json") from error
        raise


def _bytes(raw: str | bytes) -> bytes:
    return raw.encode() if isinstance(raw, str) else raw


def _multi(params: Any) -> dict[str, list[str]]:
    return {name: params.getlist(name) for name in params} if params else {}


def _as_rest(event: Event, path: str, named: dict[str, str]) -> Event:
    """Payload format 2.0 as 1.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html."""
    context = event["requestContext"]
    claims = ((context.get("authorizer") or {}).get("jwt") or {}).get("claims")
    query = event.get("queryStringParameters") or {}
    return {
        "headers": event.get("headers") or {},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": named or None,
        "stageVariables": None,
        "body": event.get("body"),
        "isBase64Encoded": event.get("isBase64Encoded", False),
        "requestContext": {
            "resourcePath": path,
            "httpMethod": context["http"]["method"],
            "requestId": context.get("requestId", ""),
            "identity": {"sourceIp": context["http"].get("sourceIp", "")},
            "authorizer": {"claims": claims} if claims else None,
        },
    }
