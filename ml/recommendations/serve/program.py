"""GET /ping and POST /invocations. What cannot be read is the caller's error: 400, with place and reason."""

import json

from aiohttp import web
from pydantic import ValidationError

from ml.recommendations.serve.engine import Engine
from ml.recommendations.serve.request import Invocation

_LARGEST = 6 * 1024 * 1024  # bytes; SageMaker's own limit of a request
_ENGINE = web.AppKey("engine", Engine)


async def ping(request: web.Request) -> web.Response:
    return web.json_response({"model_version": request.app[_ENGINE].version})


async def invocations(request: web.Request) -> web.Response:
    try:
        asked = Invocation.model_validate_json(await request.read())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return web.json_response({"reason": first["msg"], "where": where}, status=400)
    engine = request.app[_ENGINE]
    predictions = [engine.answer(instance) for instance in asked.instances]
    body = json.dumps({"model_version": engine.version, "predictions": predictions})
    return web.Response(text=body, content_type="application/json")


def application(engine: Engine) -> web.Application:
    app = web.Application(client_max_size=_LARGEST)
    app[_ENGINE] = engine
    app.router.add_get("/ping", ping)
    app.router.add_post("/invocations", invocations)
    return app
