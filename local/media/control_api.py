"""What control may ask of the media plane, behind a shared secret: stop, timed metadata, who is live, health."""

import secrets
from collections.abc import Callable, Iterable
from json import JSONDecodeError
from typing import Any

from aiohttp import web

from local.media.broadcast import Broadcast
from local.media.clock import iso
from local.media.control import SECRET_HEADER
from local.media.origin import refused
from local.media.playback import Sessions
from local.media.timed_metadata import LIMIT_BYTES


class ControlApi:
    def __init__(
        self, secret: str, broadcasts: Callable[[], Iterable[Broadcast]], sessions: Sessions, ready: Callable[[], bool]
    ) -> None:
        self._secret = secret
        self._broadcasts = broadcasts
        self._sessions = sessions
        self._ready = ready

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/control/health", self._health)
        app.router.add_get("/control/streams", self._list)
        app.router.add_post("/control/streams/{stream_id}/stop", self._stop)
        app.router.add_post("/control/streams/{stream_id}/metadata", self._metadata)

    @web.middleware
    async def guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """A middleware; everything but /control passes."""
        given = request.headers.get(SECRET_HEADER, "")
        if request.path.startswith("/control") and not secrets.compare_digest(given.encode(), self._secret.encode()):
            return refused(403, "wrong_control_secret")
        answer: web.StreamResponse = await handler(request)
        return answer

    def _find(self, request: web.Request) -> Broadcast | None:
        wanted = request.match_info["stream_id"]
        return next((broadcast for broadcast in self._broadcasts() if broadcast.grant.stream_id == wanted), None)

    async def _health(self, _: web.Request) -> web.Response:
        ready = self._ready()
        return web.json_response(
            {"ready": ready, "streams": sum(1 for _ in self._broadcasts())}, status=200 if ready else 503
        )

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response({"streams": [self._describe(broadcast) for broadcast in self._broadcasts()]})

    def _describe(self, broadcast: Broadcast) -> dict[str, Any]:
        return {
            "stream_id": broadcast.grant.stream_id,
            "channel_id": broadcast.grant.channel_id,
            "channel_arn": broadcast.grant.channel_arn,
            "started_at": iso(broadcast.started_at),
            "live": broadcast.live,
            "health": "STARVING" if broadcast.health.starving else "HEALTHY",
            "viewer_count": self._sessions.watching(broadcast.grant.stream_id),
            "renditions": [{"name": rung.name, "width": rung.width, "height": rung.height} for rung in broadcast.rungs],
            "latest_sample": broadcast.health.latest or None,
        }

    async def _stop(self, request: web.Request) -> web.Response:
        broadcast = self._find(request)
        if broadcast is None:
            return refused(404, "stream_not_live")
        broadcast.stop("stopped_by_api")
        return web.json_response({}, status=202)

    async def _metadata(self, request: web.Request) -> web.Response:
        broadcast = self._find(request)
        if broadcast is None or not broadcast.live:
            return refused(404, "stream_not_live")
        try:
            text = (await request.json())["metadata"]
        except (JSONDecodeError, KeyError, TypeError):
            return refused(400, "metadata_missing")
        if not isinstance(text, str) or not 1 <= len(text.encode()) <= LIMIT_BYTES:
            return refused(400, "metadata_must_be_1_to_1024_bytes")
        broadcast.insert_metadata(text)
        return web.json_response({}, status=202)
