"""A stand-in for OBS: ffmpeg publishing a test picture with sound over RTMP."""

import subprocess
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
ENCODER = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-tune",
    "zerolatency",
    "-profile:v",
    "high",
    "-pix_fmt",
    "yuv420p",
    "-g",
    "60",
    "-keyint_min",
    "60",
    "-sc_threshold",
    "0",
    "-b:v",
    "2500k",
    "-maxrate",
    "2500k",
    "-bufsize",
    "2500k",
    "-c:a",
    "aac",
    "-b:a",
    "160k",
    "-ar",
    "48000",
]


def test_picture(size: str = "1280x720", tone_hz: int = 440) -> list[str]:  # noqa: PT028 - no test, a picture
    """Ffmpeg's input arguments for a moving picture and a tone."""
    return [
        "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=30",
        "-f", "lavfi", "-i", f"sine=frequency={tone_hz}:sample_rate=48000",
    ]  # fmt: skip


def publish_command(url: str, seconds: float | None = None, source: list[str] | None = None) -> list[str]:
    """With OBS's recommended settings: H.264 high, two-second keyframes, no B-frames, AAC."""
    limit = ["-t", str(seconds)] if seconds else []
    base = [FFMPEG, "-hide_banner", "-loglevel", "error", "-nostdin", "-re"]
    return [*base, *(source or test_picture()), *limit, *ENCODER, "-f", "flv", url]


def publish(url: str, seconds: float | None = None, source: list[str] | None = None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(publish_command(url, seconds, source), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_broadcast(path: Path, seconds: float, source: list[str]) -> None:
    """What `publish` would send, encoded beforehand: sending it again costs next to nothing."""
    _run([*source, "-t", str(seconds), *ENCODER, str(path)])


def publish_file(url: str, path: Path) -> "subprocess.Popen[bytes]":
    """A file of `make_broadcast`, in real time."""
    command = [
        FFMPEG,
        "-hide_banner",
        "-loglevel",
        "error",
        "-nostdin",
        "-re",
        "-i",
        str(path),
        "-c",
        "copy",
        "-f",
        "flv",
    ]
    return subprocess.Popen([*command, url], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_video(path: Path, seconds: int, picture: str, sound: str) -> None:
    """A small MP4 from two lavfi sources."""
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    codecs = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"]
    _run([*inputs, "-t", str(seconds), *codecs, str(path)])


def make_sound(path: Path, seconds: int, sound: str) -> None:
    _run(["-f", "lavfi", "-i", sound, "-t", str(seconds), "-c:a", "aac", "-b:a", "128k", str(path)])


def _run(arguments: list[str]) -> None:
    subprocess.run([FFMPEG, "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments], check=True)
