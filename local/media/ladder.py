"""Which renditions a broadcast gets, and the one ffmpeg command that makes them. Pure."""

from dataclasses import dataclass
from typing import Any

FRAGMENT_MICROSECONDS = (
    330_000  # a little under 1/3 s: FLV rounds to milliseconds, and a third of a second would take one frame more
)
_RUNGS = ((480, 1200), (360, 600))  # height, kbit/s
_ENCODER = (
    *("-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"),
    *("-force_key_frames", "source", "-g", "600", "-sc_threshold", "0", "-threads", "1"),
)  # keyframes where the source has them, so that every rendition is cut at the same frames
_CONTAINER = (
    *(
        "-f",
        "mp4",
        "-movflags",
        "+cmaf+empty_moov+default_base_moof+frag_keyframe",
        "-frag_duration",
        str(FRAGMENT_MICROSECONDS),
    ),
    *("-flush_packets", "1", "-method", "POST"),
)


@dataclass(frozen=True, slots=True)
class Video:
    codec: str
    width: int
    height: int
    framerate: float


@dataclass(frozen=True, slots=True)
class Audio:
    codec: str
    channels: int
    sample_rate: int


@dataclass(frozen=True, slots=True)
class Media:
    """What a publisher sends; at least one of the two."""

    video: Video | None
    audio: Audio | None

    @classmethod
    def of(cls, message: dict[str, Any]) -> "Media":
        """From the ingest's "media" message."""
        video, audio = message["video"], message["audio"]
        return cls(Video(**video) if video else None, Audio(**audio) if audio else None)

    @property
    def unsupported(self) -> str | None:
        """Why this cannot go out: like Amazon IVS, H.264 and AAC only."""
        if self.video and self.video.codec != "avc1":
            return "the video is not H.264"
        if self.video and not self.video.height:
            return "the video's size is unreadable"
        if self.audio and self.audio.codec != "mp4a":
            return "the audio is not AAC"
        return None


@dataclass(frozen=True, slots=True)
class Rung:
    """One rendition; `kilobits` is None for the copy of the source."""

    name: str
    width: int
    height: int
    kilobits: int | None


def plan(media: Media, *, transcoded: bool) -> tuple[Rung, ...]:
    """The source as it is, and below its height the encoded rungs (channel type STANDARD)."""
    video = media.video
    if video is None:
        return (Rung("audio_only", 0, 0, None),)
    rate = f"{round(video.framerate)}" if video.framerate else ""
    source = Rung(f"{video.height}p{rate}", video.width, video.height, None)
    if not transcoded:
        return (source,)
    lower = [
        Rung(f"{height}p{rate}", 2 * round(video.width * height / video.height / 2), height, kilobits)
        for height, kilobits in _RUNGS
        if height < video.height
    ]
    return (source, *lower)


def command(ffmpeg: str, source: str, media: Media, rungs: tuple[Rung, ...], target: str) -> list[str]:
    """Reads `source` (an RTMP URL) and posts every rung to `target`/NAME as it is made."""
    encoded = [rung for rung in rungs if rung.kilobits is not None]
    arguments = [ffmpeg, "-hide_banner", "-loglevel", "warning", "-nostats", "-nostdin"]
    # Without -fflags nobuffer, which throws the probed packets away: the first two seconds.
    arguments += ["-flags", "low_delay", "-probesize", "500k", "-analyzeduration", "500k"]
    arguments += ["-rw_timeout", "15000000", "-i", source]
    if encoded:
        arguments += ["-filter_complex", _scales(encoded)]
    for rung in rungs:
        arguments += _output(rung, encoded, with_audio=media.audio is not None)
        arguments += [*_CONTAINER, f"{target}/{rung.name}"]
    return arguments


def _scales(encoded: list[Rung]) -> str:
    """One decode; each rung is scaled from the one above it, which has fewer pixels than the source."""
    graph, feed = [], "[0:v]"
    for index, rung in enumerate(encoded):
        last = index == len(encoded) - 1
        branch = f"[v{index}]" if last else f",split=2[v{index}][d{index}]"
        graph.append(f"{feed}scale={rung.width}:{rung.height}:flags=bilinear,setsar=1{branch}")
        feed = f"[d{index}]"
    return ";".join(graph)


def _output(rung: Rung, encoded: list[Rung], *, with_audio: bool) -> list[str]:
    sound = ["-map", "0:a:0", "-c:a", "copy"] if with_audio else []
    if not rung.height:
        return sound
    if rung.kilobits is None:
        return ["-map", "0:v:0", *sound, "-c:v", "copy"]
    rate = f"{rung.kilobits}k"
    limits = ["-b:v", rate, "-maxrate", rate, "-bufsize", rate]
    return ["-map", f"[v{encoded.index(rung)}]", *sound, *_ENCODER, *limits]
