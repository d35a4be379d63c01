"""Wire shapes of live."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from kernel.schemas import RequestBody, View, example


class LiveView(View):
    session_id: str
    channel_id: str
    channel_name: str
    title: str
    started_at: datetime
    viewers: int
    thumbnail_url: str | None


class SessionView(View):
    session_id: str
    channel_id: str | None
    channel_name: str
    state: Literal["opening", "live", "ended", "failed"]
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: int | None
    viewers: int
    peak_viewers: int
    title_id: str | None
    title_state: str | None
    starved: bool
    recorded: bool


class ViewingStarted(View):
    viewing_id: str
    heartbeat_seconds: int
    viewers: int


class Heartbeat(RequestBody, json_schema_extra=example({"position_seconds": 12.5, "visible": True})):
    position_seconds: float | None = Field(default=None, ge=0)
    visible: bool = True


class Viewers(View):
    viewers: int


class Sample(View):
    at: datetime
    video_bitrate_bps: float | None = None
    audio_bitrate_bps: float | None = None
    framerate: float | None = None
    keyframe_interval_seconds: float | None = None


class HealthView(View):
    samples: list[Sample]
    starved: bool
    state: str
