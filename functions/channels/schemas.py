"""Wire shapes of channels."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from functions.channels.domain import Channel
from kernel.schemas import RequestBody, View, example

ChannelName = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
LatencyMode = Literal["low", "normal"]


class RecordingChoice(RequestBody):
    mode: Literal["keep", "disposable"] = "keep"
    retention_days: int = Field(default=60, ge=1, le=365)


class ChannelRequest(
    RequestBody,
    json_schema_extra=example(
        {"name": "Kitchen of Mina", "latency_mode": "low", "recording": {"mode": "keep", "retention_days": 60}}
    ),
):
    name: ChannelName
    latency_mode: LatencyMode = "low"
    recording: RecordingChoice = RecordingChoice()


class ChannelChange(
    RequestBody, json_schema_extra=example({"name": "Late kitchen", "recording": {"mode": "disposable"}})
):
    name: ChannelName | None = None
    latency_mode: LatencyMode | None = None
    recording: RecordingChoice | None = None


class ChannelView(View):
    """What everybody may see."""

    id: str
    name: str
    owner_name: str
    state: Literal["provisioning", "ready", "failed"]

    @classmethod
    def of(cls, channel: Channel) -> "ChannelView":
        return cls.model_validate(channel)


class RecordingView(View):
    mode: str
    retention_days: int


class ChannelSettings(ChannelView):
    """What its owner sees."""

    latency_mode: str
    recording: RecordingView
    state_reason: str | None
    created_at: datetime


class Protocol(View):
    name: Literal["rtmps", "rtmp"]
    url: str


class Recommended(View):
    video_codec: str
    profile: str
    keyframe_interval_seconds: int
    rate_control: str
    video_bitrate_kbps: int
    max_video_bitrate_kbps: int
    audio_codec: str
    audio_bitrate_kbps: int
    resolution: str
    framerate: int
    b_frames: int
    tune: str


class IngestView(View):
    channel_id: str
    server: str
    stream_key_masked: str
    protocols: list[Protocol]
    recommended: Recommended


class StreamKey(View):
    stream_key: str


class TimedMetadata(RequestBody, json_schema_extra=example({"payload": '{"goal":1}'})):
    payload: str = Field(min_length=1, max_length=1024)
