"""Which requests the laptop cloud answers itself and which the emulator; what only the media plane may say."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ministack.app as emulator
import pytest

from local.cloud import chaos, control, server
from local.cloud.control import Control, as_asgi
from local.cloud.services.ivs import Ivs
from tests.cloud.conftest import Heard

SECRET = "known to the plane"


@dataclass
class Cloud:
    """The ASGI application of server.LaptopCloud, without ports and without the media plane's process."""

    ivs: Ivs
    emulated: list[str] = field(default_factory=list)
    metrics: list[tuple[str, Any]] = field(default_factory=list)
    saved: list[None] = field(default_factory=list)
    moving: bool = False

    def save(self) -> None:
        if self.moving:
            raise RuntimeError("dictionary changed size during iteration")
        self.saved.append(None)

    async def emulator(self, scope: dict[str, Any], _receive: Any, _send: Any) -> None:
        self.emulated.append(scope.get("path", scope["type"]))

    def ask(
        self, method: str, path: str, body: bytes = b"", secret: str | None = None, kind: str = "http"
    ) -> tuple[int, Any]:
        """The answer's status and document; (0, None) where the emulator has the request."""
        headers = [(b"X-Madang-Control", secret.encode())] if secret is not None else []
        scope = {"type": kind, "method": method, "path": path, "headers": headers}
        half = len(body) // 2
        messages = [{"body": body[:half], "more_body": True}, {"body": body[half:], "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return messages.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        own = as_asgi(Control(self.ivs, SECRET, lambda stream, found: self.metrics.append((stream, found)), self.save))
        asyncio.run(server.LaptopCloud.aws(SimpleNamespace(control=own), scope, receive, send))  # type: ignore[arg-type]
        return (sent[0]["status"], json.loads(sent[1]["body"])) if sent else (0, None)

    def tell(self, path: str, report: Any = None, method: str = "POST") -> tuple[int, Any]:
        """As the media plane does."""
        return self.ask(method, f"/_madang/ivs/{path}", json.dumps(report or {}).encode(), SECRET)


@pytest.fixture
def cloud(ivs: Ivs, monkeypatch: pytest.MonkeyPatch, source: chaos.EventSource) -> Cloud:
    here = Cloud(ivs)
    monkeypatch.setattr(emulator, "app", here.emulator)
    monkeypatch.setattr(control, "EVENTS", source)
    return here


@pytest.fixture
def stream_key(cloud: Cloud) -> str:
    return str(cloud.ivs.create_channel({"name": "one"})["streamKey"]["value"])


@pytest.mark.parametrize("path", ["/", "/bucket/_madang/health", "/_madang", "/_madangx/health", "/_ministack/health"])
def test_everything_else_is_the_emulator_s(cloud: Cloud, path: str):
    assert cloud.ask("GET", path) == (0, None)
    assert cloud.emulated == [path]


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_what_is_no_request_is_the_emulator_s(cloud: Cloud, kind: str):
    assert cloud.ask("GET", "/_madang/health", kind=kind) == (0, None)
    assert len(cloud.emulated) == 1


def test_health_and_unknown_routes(cloud: Cloud):
    assert cloud.ask("GET", "/_madang/health") == (200, {"status": "ok"})
    assert cloud.ask("POST", "/_madang/health")[0] == 404
    assert cloud.tell("streams/st-1/exploded")[0] == 404
    assert cloud.emulated == []


@pytest.mark.parametrize("secret", [None, "", "guess", SECRET + " ", SECRET.upper()])
@pytest.mark.parametrize("path", ["playback-keys", "authorize", "streams/st-1/ended", "streams/st-1/recovered"])
def test_nobody_speaks_for_the_media_plane(cloud: Cloud, stream_key: str, path: str, secret: str | None):
    body = json.dumps({"stream_key": stream_key}).encode()
    for method in ("GET", "POST"):
        assert cloud.ask(method, f"/_madang/ivs/{path}", body, secret)[0] == 404
    assert cloud.ivs.table("streams") == {}
    assert cloud.saved == []


def test_a_broadcast_from_key_to_end(cloud: Cloud, stream_key: str, heard: Heard):
    status, grant = cloud.tell("authorize", {"stream_key": stream_key})
    assert status == 200
    stream, at = grant["stream_id"], "2026-11-22T10:00:00Z"
    assert cloud.tell("authorize", {"stream_key": stream_key})[0] == 403, "live already"
    assert cloud.tell(f"streams/{stream}/started", {"at": at}) == (200, {})
    samples = [{"at": at, "framerate": 30}]
    assert cloud.tell(f"streams/{stream}/metrics", {"samples": samples, "starvation": "start"}) == (200, {})
    assert cloud.metrics == [(stream, samples)]
    assert cloud.saved == []
    assert cloud.tell(f"streams/{stream}/ended", {"at": at, "recording": None}) == (200, {})
    assert len(cloud.saved) == 1, "what is answered is stored"
    assert [name for name in heard.names if name.startswith("St")] == ["Stream Start", "Starvation Start", "Stream End"]


def test_an_end_that_could_not_be_stored_is_not_answered_as_stored(cloud: Cloud, stream_key: str):
    stream = cloud.tell("authorize", {"stream_key": stream_key})[1]["stream_id"]
    cloud.moving = True
    assert cloud.tell(f"streams/{stream}/ended", {"at": "2026-11-22T10:00:00Z", "recording": None})[0] == 503


def test_an_unknown_key_may_not_publish(cloud: Cloud):
    assert cloud.tell("authorize", {"stream_key": "sk_guess"}) == (403, {"reason": "unknown stream key"})


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"drop": 2}', b'{"rain": 1}', b'{"delay_seconds": 7201}', b"[1]"])
def test_a_wrong_chaos_is_refused_and_the_old_one_stays(cloud: Cloud, body: bytes):
    assert cloud.ask("PUT", "/_madang/chaos", b'{"drop": 0.5, "seed": 1}')[0] == 200
    assert cloud.ask("PUT", "/_madang/chaos", body)[0] == 400
    assert cloud.ask("GET", "/_madang/chaos")[1]["drop"] == 0.5


def test_a_secret_of_strange_letters_opens_nothing_either(cloud: Cloud):
    assert cloud.ask("GET", "/_madang/ivs/playback-keys", secret="마당")[0] in {400, 404}


def test_the_secret_is_made_once_and_is_its_owner_s_alone(tmp_path: Path):
    home = tmp_path / "home"
    secret = server._control_secret(home)
    assert len(secret) >= 40
    assert server._control_secret(home) == secret
    assert (home / "control.secret").stat().st_mode & 0o077 == 0
    assert server._control_secret(tmp_path / "other") != secret


def test_both_ports_are_loopback_s():
    assert server._config(4566).bind == ["127.0.0.1:4566"]
