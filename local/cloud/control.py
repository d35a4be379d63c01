"""The laptop cloud's own routes, under /_madang/: what the media plane tells IVS, the chaos setting, health."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from local.cloud.chaos import EVENTS, Chaos
from local.cloud.services.base import ServiceError
from local.cloud.services.ivs import Ivs

Answer = tuple[int, dict[str, Any]]
PREFIX = "/_madang/"


@dataclass(frozen=True)
class Control:
    """`secret` guards what only the media plane may say; the rest is for the person at the laptop."""

    ivs: Ivs
    secret: str
    record_metrics: Callable[[str, list[dict[str, Any]]], None]
    save: Callable[[], None]

    async def handle(self, scope: dict[str, Any], body: bytes) -> Answer:  # noqa: PLR0911 - one return a route
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        parts = scope["path"].removeprefix(PREFIX).strip("/").split("/")
        try:
            sent = json.loads(body or b"{}")
            match scope["method"], parts:
                case "GET", ["health"]:
                    return 200, {"status": "ok"}
                case "GET", ["chaos"]:
                    return 200, EVENTS.describe()
                case "PUT", ["chaos"]:
                    EVENTS.set(Chaos(**sent))
                    return 200, EVENTS.describe()
                case method, ["ivs", *rest] if secrets.compare_digest(headers.get("x-madang-control", ""), self.secret):
                    return await asyncio.to_thread(self._from_plane, method, rest, sent)
        except (ValueError, TypeError) as error:
            return 400, {"reason": str(error)}
        except ServiceError as error:
            return error.status, {"reason": error.message}
        return 404, {"reason": "no such route"}

    def _from_plane(self, method: str, parts: list[str], sent: dict[str, Any]) -> Answer:
        match method, parts:
            case "GET", ["playback-keys"]:
                return 200, {"keys": self.ivs.playback_keys()}
            case "POST", ["authorize"]:
                return 200, self.ivs.authorize(sent["stream_key"])
            case "POST", ["streams", stream_id, "started"]:
                self.ivs.started(stream_id, sent)
            case "POST", ["streams", stream_id, "metrics"]:
                self._metrics(stream_id, sent)
            case "POST", ["streams", stream_id, "ended"]:
                self.ivs.ended(stream_id, sent)
                self._save()  # what is answered is stored: the plane forgets it now
            case "POST", ["streams", _, "recovered"]:
                self.ivs.end_stranded()
            case _:
                return 404, {"reason": "no such route"}
        return 200, {}

    def _save(self) -> None:
        try:
            self.save()
        except RuntimeError as error:  # the state moved while it was being read: the plane tells it again
            raise ServiceError("InternalServerException", str(error), 503) from error

    def _metrics(self, stream_id: str, sent: dict[str, Any]) -> None:
        if sent.get("starvation"):
            self.ivs.health_changed(stream_id, sent["starvation"] == "start", sent["samples"][-1]["at"])
        self.record_metrics(stream_id, sent["samples"])


def as_asgi(control: Control) -> Callable[..., Awaitable[None]]:
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        status, answer = await control.handle(scope, body)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    return app
