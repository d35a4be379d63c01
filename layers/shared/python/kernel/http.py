"""The HTTP edge of a capability: one resolver, one renderer of problems, ETags on what is read."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.middlewares.openapi_validation import OpenAPIRequestValidationMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pynamodb.exceptions import QueryError

from kernel import access, problems
from kernel.errors import (
    BadRequest,
    Conflict,
    FieldError,
    NotFound,
    PreconditionFailed,
    Problem,
    Unauthenticated,
    Unprocessable,
)
from kernel.observability import logger
from kernel.pagination import refused_start
from kernel.transactions import Contention

LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]
CHANGED_MEANWHILE = Conflict("Somebody changed this at the same moment; read it again.", code="changed_meanwhile")
MALFORMED = {"json_invalid", "json_type"}


def claims(api: APIGatewayHttpResolver) -> dict[str, Any] | None:
    """The claims that API Gateway's JWT authorizer verified, or None on a public route."""
    authorizer = api.current_event.raw_event.get("requestContext", {}).get("authorizer") or {}
    found: dict[str, Any] | None = (authorizer.get("jwt") or {}).get("claims")
    return found


def caller(api: APIGatewayHttpResolver) -> access.Caller:
    verified = claims(api)
    if not verified:
        raise Unauthenticated("This needs an access token.")
    return access.Caller.of(verified)


def http_api() -> APIGatewayHttpResolver:
    """A resolver that validates against the annotations and answers every refusal as a problem document."""
    api = APIGatewayHttpResolver(enable_validation=True)
    first = _AdmitThenValidate()  # type: ignore[no-untyped-call]
    api._request_validation_middleware = first  # noqa: SLF001 - the one that runs before all others; tested

    def refuse(problem: Problem) -> Response[str]:
        return _problem_response(problem, _trace_id(api), api.current_event.headers.get("accept-language"))

    api.exception_handler(Problem)(refuse)
    api.exception_handler(RequestValidationError)(lambda error: refuse(_invalid(error)))
    api.exception_handler(QueryError)(lambda error: refuse(refused_start(error)))
    api.exception_handler(Contention)(lambda _: refuse(CHANGED_MEANWHILE))
    api.exception_handler(NotFoundError)(lambda _: refuse(_no_such_route()))
    return api


def lambda_handler(api: APIGatewayHttpResolver) -> LambdaHandler:
    """The Lambda entry point; an unforeseen error is logged and answered as a plain 500 problem."""

    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = api.resolve(event, context)
        except Exception:  # noqa: BLE001 - the last line before the caller: never a stack trace, always a trace id
            logger.exception("unhandled")
            accept = event.get("headers", {}).get("accept-language")
            trace_id = event.get("requestContext", {}).get("requestId", "")
            problem = Problem("Something failed on our side; it has been recorded.")
            document = problems.document(problem, trace_id=trace_id, accept_language=accept)
            headers = {"Content-Type": problems.CONTENT_TYPE, "Cache-Control": "no-store"}
            answer = {"statusCode": problem.status, "headers": headers, "body": json.dumps(document)}
        return _with_etag(event, answer)

    return handler


def no_content() -> Response[str]:
    return Response(204, "application/json", "")


def accepted() -> Response[str]:
    """202 for what will happen shortly and has no document of its own."""
    return Response(202, "application/json", "{}")


def etag_of(body: Any) -> str:
    """A strong validator over the JSON value, whatever the order of its members."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return f'"{hashlib.sha256(canonical.encode()).hexdigest()[:24]}"'


def require_unchanged(api: APIGatewayHttpResolver, current: BaseModel) -> None:
    """If-Match: refuse (412) a change that was made upon another version than the current one."""
    wanted = api.current_event.headers.get("if-match")
    if wanted and wanted not in {"*", etag_of(current.model_dump(mode="json"))}:
        raise PreconditionFailed("Somebody changed this since you read it; read it again.")


def _no_such_route() -> NotFound:
    return NotFound("There is no such route.", code="no_such_route")


class _AdmitThenValidate(OpenAPIRequestValidationMiddleware):
    """Who may not call is told so before the body is looked at. A route that names nobody is no route."""

    def handler(self, app: Any, next_middleware: NextMiddleware) -> Any:
        tags = app.context["_route"].tags
        if not tags:
            raise _no_such_route()
        access.check(tags, claims(app))
        return super().handler(app, next_middleware)


def _trace_id(api: APIGatewayHttpResolver) -> str:
    return str(api.current_event.raw_event.get("requestContext", {}).get("requestId", ""))


def _problem_response(problem: Problem, trace_id: str, accept_language: str | None) -> Response[str]:
    body = problems.document(problem, trace_id=trace_id, accept_language=accept_language)
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    return Response(problem.status, problems.CONTENT_TYPE, json.dumps(body, ensure_ascii=False), headers)


def _invalid(error: RequestValidationError) -> Problem:
    found = error.errors()
    if any(entry["type"] in MALFORMED for entry in found):
        return BadRequest("The body is not JSON.", code="malformed_json")
    fields = tuple(FieldError(_pointer(entry["loc"]), entry["msg"]) for entry in found)
    return Unprocessable("Some fields are missing or wrong.", code="invalid_fields", errors=fields)


def _pointer(location: tuple[Any, ...]) -> str:
    """`("body", "recording", "mode")` → `/recording/mode`; parameters keep where they stand, `/query/limit`."""
    parts = [str(part) for part in location]
    if parts and parts[0] == "body":
        parts = parts[1:]
    return "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


def _with_etag(event: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    method = event.get("requestContext", {}).get("http", {}).get("method")
    if method != "GET" or answer.get("statusCode") != 200 or answer.get("isBase64Encoded"):  # noqa: PLR2004
        return answer
    tag = etag_of(json.loads(answer["body"]))
    headers = {**(answer.get("headers") or {}), "ETag": tag}
    headers.setdefault("Cache-Control", "no-cache")
    seen = {part.strip().removeprefix("W/") for part in event.get("headers", {}).get("if-none-match", "").split(",")}
    if tag in seen:
        return {**answer, "statusCode": 304, "body": "", "headers": headers}
    return {**answer, "headers": headers}
