"""The WebSocket edge of a capability: frames in, one answer out; a refusal is a frame, never a closed socket."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from kernel.errors import Problem, Unavailable
from kernel.observability import logger
from kernel.transactions import Contention

LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]
MAX_FRAME_BYTES = 32 * 1024  # what API Gateway bills as one; it takes 128 KB in four frames of a payload
LONGEST = timedelta(hours=2)  # API Gateway cuts a connection then, whatever it does
EARLY = timedelta(minutes=5)
CROWDED = Unavailable("Too many at the same moment; send it again.", code="try_again", retry_after=1)


@dataclass(frozen=True)
class Connection:
    """One socket; `context` is what the authorizer of `$connect` found out, as text."""

    id: str
    connected_at: datetime
    context: dict[str, str]

    @classmethod
    def of(cls, event: dict[str, Any]) -> "Connection":
        request = event["requestContext"]
        opened = datetime.fromtimestamp(request["connectedAt"] / 1000, UTC)
        context = {name: str(value) for name, value in (request.get("authorizer") or {}).items()}
        return cls(request["connectionId"], opened, context)

    @property
    def reconnect_at(self) -> datetime:
        """When a client should open its next connection, before this one is cut."""
        return self.connected_at + LONGEST - EARLY


def socket_handler(
    frames: TypeAdapter[Any],
    on_frame: Callable[[Connection, Any], BaseModel | None],
    on_gone: Callable[[Connection], None],
    refusal: Callable[[Problem, str | None], BaseModel],
    gated: Callable[[Connection], AbstractContextManager[None]],
) -> LambdaHandler:
    """The Lambda of `$default` and `$disconnect`. What `on_frame` returns goes back on the same socket.

    `gated` is around each frame, and may raise a Problem before it is looked at: there are too many of them.
    """

    @logger.inject_lambda_context(clear_state=True)
    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        connection = Connection.of(event)
        if event["requestContext"]["eventType"] == "DISCONNECT":
            on_gone(connection)
            return {"statusCode": 200}
        document: Any = None
        try:
            with gated(connection):
                document = _document(event)
                answer = on_frame(connection, _frame(frames, document))
        except Problem as problem:
            answer = refusal(problem, _ref(document))
        except Contention:
            answer = refusal(CROWDED, _ref(document))
        except Exception:  # noqa: BLE001 - the last line before the client, which must hear something
            logger.exception("unhandled")
            answer = refusal(Problem("Something failed on our side; it has been recorded."), _ref(document))
        return {"statusCode": 200, **({"body": answer.model_dump_json(exclude_none=True)} if answer else {})}

    return handler


class BadFrame(Problem):
    status = 400
    code = "bad_frame"


def _document(event: dict[str, Any]) -> Any:
    text = event.get("body") or ""
    if event.get("isBase64Encoded"):
        raise BadFrame("Frames are text.", code="not_text")
    if len(text.encode()) > MAX_FRAME_BYTES:
        raise BadFrame(f"A frame has at most {MAX_FRAME_BYTES} bytes.", code="frame_too_large")
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadFrame("This is not JSON.", code="not_json") from error


def _frame(frames: TypeAdapter[Any], document: Any) -> Any:
    try:
        return frames.validate_python(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        unknown = first["type"] in {"union_tag_invalid", "union_tag_not_found"}
        where = "/".join(map(str, first["loc"]))
        raise BadFrame(
            f"{where} {first['msg']}".strip(), code="unknown_action" if unknown else "invalid_frame"
        ) from error


def _ref(document: Any) -> str | None:
    """The client's own name for its frame, so that it knows which one was refused."""
    ref = document.get("ref") if isinstance(document, dict) else None
    return ref if isinstance(ref, str) else None
