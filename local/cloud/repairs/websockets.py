"""API Gateway WebSockets: handlers in parallel with a bound, answers only where a route returns them, true ages.

ministack 1.5.33 runs all frames of a function one after the other in a single worker, writes every handler's body to
its socket whether or not the route has a response, and tells each frame that its connection was opened just now.
"""

import inspect
from typing import Any

from ministack.services import apigateway

from local.cloud.patching import replace, require, substitute

_ONE_WORKER = 'if code_zip and runtime.startswith(("python", "nodejs")):'
_ANSWERS_ALWAYS = """                body = resp.get("body")
                if body:
                    if isinstance(body, (dict, list)):"""
_ANSWERS_IF_ASKED = """                body = resp.get("body")
                if body and route.get("routeResponseSelectionExpression"):
                    if isinstance(body, (dict, list)):"""


def apply() -> None:
    # The general way of invoking, which repairs/lambda_workers.py bounds, in the place of the single worker.
    _rewrite("_invoke_ws_lambda", _ONE_WORKER, "if code_zip is None:")
    _rewrite("handle_websocket", _ANSWERS_ALWAYS, _ANSWERS_IF_ASKED)
    require(hasattr(apigateway, "_ws_connections"), "ministack keeps WebSocket connections elsewhere")
    replace(apigateway, "_ws_request_context", _true_age)


def _rewrite(name: str, old: str, new: str) -> None:
    source = substitute(inspect.getsource(getattr(apigateway, name)), old, new, f"apigateway.{name} changed")
    exec(compile(source, f"{apigateway.__file__}:{name}", "exec"), vars(apigateway))  # noqa: S102 - ministack's own text


def _true_age(original: Any) -> Any:
    def context(api_id: str, route_key: str, stage: str, connection_id: str, *more: Any) -> dict[str, Any]:
        made: dict[str, Any] = original(api_id, route_key, stage, connection_id, *more)
        connection = apigateway._ws_connections.get(connection_id)
        if connection:
            made["connectedAt"] = connection["connectedAt"] * 1000
        return made

    return context
