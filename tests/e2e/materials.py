"""Files that must be refused, each with the code its title has to carry. Made by ffmpeg in seconds."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.publisher import FFMPEG, make_sound, make_video

TONE = "sine=frequency=440:sample_rate=48000"
SILENCE = "anullsrc=r=48000:cl=stereo"
PICTURE = "testsrc2=size=640x360:rate=25"
BLACK = "color=black:size=640x360:rate=25"
HOUR_SECONDS = 3600
MINUTE_SECONDS = 60


@dataclass(frozen=True)
class Material:
    what: str
    path: Path
    kind: str
    content_type: str
    codes: frozenset[str]


def refused_materials(folder: Path) -> Iterator[Material]:
    def made(what: str, name: str, kind: str, content_type: str, *codes: str) -> Material:
        return Material(what, folder / name, kind, content_type, frozenset(codes))

    whole, black, mute = folder / "whole.mp4", folder / "black.mp4", folder / "mute.mp4"
    make_video(whole, 12, PICTURE, TONE)
    make_video(black, 6, BLACK, TONE)
    make_video(mute, 6, PICTURE, SILENCE)
    _hour(folder, folder / "silence.m4a")
    data = bytearray(whole.read_bytes())
    (folder / "cut.mp4").write_bytes(data[: len(data) // 2])
    data[: len(data) // 3] = b"\x55" * (len(data) // 3)
    (folder / "corrupt.mp4").write_bytes(data)
    (folder / "text.mp4").write_bytes(b"This is no video.\n" * 400)
    (folder / "empty.mp4").write_bytes(b"")
    _run(
        "-f", "lavfi", "-i", PICTURE, "-t", "4", "-c:v", "libx264", "-pix_fmt", "yuv420p", str(folder / "soundless.mp4")
    )
    make_sound(folder / "tone.m4a", 4, TONE)
    yield made("an hour of silence", "silence.m4a", "podcast", "audio/mp4", "silent_audio")
    yield made("a corrupt MP4", "corrupt.mp4", "video", "video/mp4", "corrupt_media")
    yield made("a text called MP4", "text.mp4", "video", "video/mp4", "corrupt_media")
    yield made("an MP4 cut in half", "cut.mp4", "video", "video/mp4", "truncated_media", "corrupt_media")
    yield made("zero bytes", "empty.mp4", "video", "video/mp4", "empty_media")
    yield made("a black picture", "black.mp4", "video", "video/mp4", "black_video")
    yield made("a silent sound track", "mute.mp4", "video", "video/mp4", "silent_audio")
    yield made("music without sound", "soundless.mp4", "music", "video/mp4", "no_sound")
    yield made("a video without picture", "tone.m4a", "video", "audio/mp4", "no_picture")


def _hour(folder: Path, path: Path) -> None:
    """A minute of it is encoded, the rest is copies."""
    minute = folder / "minute.m4a"
    make_sound(minute, MINUTE_SECONDS, SILENCE)
    _run("-stream_loop", str(HOUR_SECONDS // MINUTE_SECONDS - 1), "-i", str(minute), "-c", "copy", str(path))


def _run(*arguments: str) -> None:
    subprocess.run([FFMPEG, "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments], check=True)
