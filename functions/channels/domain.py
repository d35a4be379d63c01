"""Channels: states, recording choices and what an encoder should be set to."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kernel.errors import Conflict, Forbidden, NotFound, Unprocessable

MAX_RETENTION_DAYS = 365
CHANNELS_A_PERSON = 5


class State(StrEnum):
    PROVISIONING = "provisioning"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Recording:
    """`keep`: replays stay for `retention_days`; `disposable`: nothing is recorded at all."""

    mode: str
    retention_days: int

    def __post_init__(self) -> None:
        if self.mode == "keep" and not 1 <= self.retention_days <= MAX_RETENTION_DAYS:
            raise Unprocessable(f"Replays are kept for 1 to {MAX_RETENTION_DAYS} days.", code="retention_out_of_range")


@dataclass(frozen=True)
class Ingest:
    """What Amazon IVS gave the channel. The stream key itself is never stored here."""

    ivs_arn: str
    endpoint: str
    playback_url: str
    stream_key_arn: str
    stream_key_hint: str


@dataclass(frozen=True)
class Channel:
    id: str
    owner_id: str
    owner_name: str
    name: str
    latency_mode: str
    recording: Recording
    state: State
    created_at: datetime
    ingest: Ingest | None = None
    state_reason: str | None = None
    version: int = 0

    def owned_by(self, user_id: str) -> "Channel":
        if self.owner_id != user_id:
            raise Forbidden("This channel is somebody else's.", code="not_your_channel")
        return self

    def ready_ingest(self) -> Ingest:
        """What a broadcast needs; 409 while the channel is still being made."""
        if self.ingest is None:
            raise Conflict(f"The channel is {self.state.value}.", code="channel_not_ready")
        return self.ingest

    def provisioned(self, ingest: Ingest) -> "Channel":
        return replace(self, state=State.READY, ingest=ingest, state_reason=None)

    def refused(self, reason: str) -> "Channel":
        return replace(self, state=State.FAILED, state_reason=reason)

    def with_key(self, arn: str, key: str) -> "Channel":
        return replace(self, ingest=replace(self.ready_ingest(), stream_key_arn=arn, stream_key_hint=hint(key)))


def found(channel: Channel | None) -> Channel:
    if channel is None:
        raise NotFound("There is no such channel.", code="no_such_channel")
    return channel


def hint(stream_key: str) -> str:
    """The last four characters: enough to tell two keys apart, worthless to publish with."""
    return stream_key[-4:]


def masked(key_hint: str) -> str:
    return f"sk_{'•' * 12}{key_hint}"


@dataclass(frozen=True)
class EncoderAdvice:
    """Amazon IVS User Guide, "Streaming Configuration": limits of a STANDARD channel."""

    video_codec: str = "H.264"
    profile: str = "high"
    keyframe_interval_seconds: int = 2
    rate_control: str = "CBR"
    max_video_bitrate_kbps: int = 8500
    video_bitrate_kbps: int = 4500
    audio_codec: str = "AAC"
    audio_bitrate_kbps: int = 160
    resolution: str = "1280x720"
    framerate: int = 30
    b_frames: int = 0
    tune: str = "zerolatency"
