"""API Gateway WebSockets: handlers in parallel with bounds, answers only where a route returns them, true ages.

ministack 1.5.33 runs all frames of a function one after the other in a single worker, and those of a socket too, writes
every handler's body to its socket whether or not the route has a response, and tells each frame that its connection was
opened just now.
"""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

from ministack.services import apigateway

from local.cloud.patching import replace, require, rewrite

FRAMES_A_SOCKET = 4  # on their way at once; API Gateway waits for no answer before it hands on the next frame

_ONE_WORKER = 'if code_zip and runtime.startswith(("python", "nodejs")):'
_WAITS = """                resp = await _invoke_ws_lambda(
                    api_id, account_id, owner_region, route, stage, connection_id, "MESSAGE",
                    msg_id, payload, source_ip, headers, authorizer=authorizer_context,
                )
                if resp is None:
                    continue
                body = resp.get("body")
                if body:
                    if isinstance(body, (dict, list)):
                        body = json.dumps(body)
                    await send({"type": "websocket.send", "text": str(body)})
"""
_GOES_ON = """                await _answer_later(conn_record, send, route, _invoke_ws_lambda(
                    api_id, account_id, owner_region, route, stage, connection_id, "MESSAGE",
                    msg_id, payload, source_ip, headers, authorizer=authorizer_context,
                ))
"""


def apply() -> None:
    # The general way of invoking, which repairs/lambda_workers.py bounds, in the place of the single worker.
    rewrite(apigateway, "_invoke_ws_lambda", _ONE_WORKER, "if code_zip is None:")
    vars(apigateway)["_answer_later"] = _answer_later
    rewrite(apigateway, "handle_websocket", _WAITS, _GOES_ON)
    require(hasattr(apigateway, "_ws_connections"), "ministack keeps WebSocket connections elsewhere")
    replace(apigateway, "_ws_request_context", _true_age)


async def _answer_later(
    connection: dict[str, Any], send: Any, route: dict[str, Any], called: Awaitable[dict[str, Any] | None]
) -> None:
    """Returns when the socket's next frame may be read."""
    free = connection.setdefault("free", asyncio.Semaphore(FRAMES_A_SOCKET))
    frames: set[asyncio.Task[None]] = connection.setdefault("frames", set())
    await free.acquire()

    async def answer() -> None:
        try:
            body = (await called or {}).get("body")
            if body and route.get("routeResponseSelectionExpression") and not connection["close_event"].is_set():
                text = body if isinstance(body, str) else json.dumps(body)
                await send({"type": "websocket.send", "text": text})
        finally:
            free.release()

    task = asyncio.create_task(answer())
    frames.add(task)
    task.add_done_callback(frames.discard)


def _true_age(original: Any) -> Any:
    def context(api_id: str, route_key: str, stage: str, connection_id: str, *more: Any) -> dict[str, Any]:
        made: dict[str, Any] = original(api_id, route_key, stage, connection_id, *more)
        connection = apigateway._ws_connections.get(connection_id)
        if connection:
            made["connectedAt"] = connection["connectedAt"] * 1000
        return made

    return context
