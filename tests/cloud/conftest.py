"""The laptop cloud's parts, each by itself: no port is opened, no process started."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from kernel.clock import from_iso
from local.cloud import chaos
from local.cloud.services import ivs as ivs_module
from local.cloud.services.ivs import Ivs


@dataclass
class FakePlane:
    stopped: list[str] = field(default_factory=list)
    metadata: list[tuple[str, str]] = field(default_factory=list)
    watching: dict[str, int] = field(default_factory=dict)

    def streams(self) -> list[dict[str, Any]]:
        return [{"stream_id": stream_id, "viewer_count": count} for stream_id, count in self.watching.items()]

    @staticmethod
    def playback_url(channel_id: str) -> str:
        return f"http://play/{channel_id}.m3u8"

    def stop(self, stream_id: str) -> None:
        self.stopped.append(stream_id)

    def insert_metadata(self, stream_id: str, metadata: str) -> None:
        self.metadata.append((stream_id, metadata))


@dataclass
class Heard:
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def emit(self, source: str, kind: str, detail: dict[str, Any], resources: tuple[str, ...], at: str) -> None:
        assert (source, len(resources)) == ("aws.ivs", 1)
        assert from_iso(at)
        self.events.append((kind, detail))

    @property
    def names(self) -> list[str]:
        return [detail.get("event_name") or detail["recording_status"] for _, detail in self.events]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    recorder = Heard()
    monkeypatch.setattr(ivs_module, "EVENTS", recorder)
    return recorder


@pytest.fixture
def ivs(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> Ivs:
    monkeypatch.setattr("local.cloud.services.base.load_state", lambda _name: None)
    monkeypatch.setattr("local.cloud.services.base.also_save", lambda _save: None)
    return Ivs(FakePlane(), "127.0.0.1:1935")


@pytest.fixture
def send() -> Callable[..., tuple[int, dict[str, str], dict[str, Any]]]:
    """Hands a service the very request that boto3 would have sent, and reads its answer."""

    def call(service: Any, path: str, body: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
        status, headers, raw = asyncio.run(service.handle("POST", path, {}, json.dumps(body).encode(), {}))
        return status, headers, json.loads(raw)

    return call


@pytest.fixture
def source() -> chaos.EventSource:
    return chaos.EventSource()
