"""What is in a media file, in the shape of MediaConvert's Probe operation, from what `ffmpeg -i` prints."""

import re
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from local.media.convert.errors import CANNOT_OPEN, JobError
from local.media.convert.planner import Source
from local.media.convert.storage import Storage
from local.media.lifeline import tied

_TIMEOUT_SECONDS = 60
_FORMATS = {"mov": "mp4", "matroska": "matroska", "mpegts": "mpegts", "hls": "mpegts", "wav": "wave", "mpeg": "mpegps"}
_KNOWN_FORMATS = frozenset(["aac", "ac3", "asf", "avi", "eac3", "flac", "mp3", "mxf", "ogg"])
_CODECS = {
    "h264": "AVC",
    "hevc": "HEVC",
    "av1": "AV1",
    "vp8": "VP8",
    "vp9": "VP9",
    "mpeg4": "MP4V",
    "mpeg2video": "MPEG2",
    "aac": "AAC",
    "mp3": "MP3",
    "opus": "OPUS",
    "flac": "FLAC",
    "ac3": "AC3",
    "eac3": "EAC3",
    "vorbis": "VORBIS",
    "prores": "PRORES",
    "mjpeg": "MJPEG",
    "webvtt": "WEBVTT",
    "mp2": "MP2",
}
_CHANNELS = {"mono": 1, "stereo": 2, "quad": 4, "5.0": 5, "5.1": 6, "5.1(side)": 6, "7.1": 8}
_FORMAT = re.compile(r"^Input #0, ([^ ]+), from", re.MULTILINE)
_DURATION = re.compile(r"^  Duration: (?:(\d+):(\d+):([\d.]+)|N/A)(?:.*bitrate: (\d+) kb/s)?", re.MULTILINE)
_STREAM = re.compile(
    r"^  Stream #0:(\d+)(?:\[\w+\])?(?:\((\w+)\))?: (Video|Audio|Data|Subtitle): (\w+)(.*)$", re.MULTILINE
)
_SIZE = re.compile(r", (\d{2,5})x(\d{2,5})")
_RATE = re.compile(r", ([\d.]+)(k?) fps")
_BITS = re.compile(r", (\d+) kb/s")
_SAMPLES = re.compile(r", (\d+) Hz, ([^,]+)")
_ROTATION = re.compile(r"rotation of (-?[\d.]+) degrees")
_BIT_DEPTH = re.compile(r"yuvj?\d{3}p(\d{2})")


def probe(url: str, storage: Storage | None = None, ffmpeg: str | None = None) -> dict[str, Any]:
    """{"ProbeResults": [{Container, TrackMappings}]} of an s3:// (with a storage), http:// or local file.

    Raises JobError: 1404 when it is missing, 1010 when it is no media.
    """
    with tempfile.TemporaryDirectory() as folder:
        arguments = storage.open_input(url, Path(folder)) if storage else ["-i", url]
        return {"ProbeResults": [parse(printed(arguments, Path(folder), ffmpeg), url)]}


def printed(input_arguments: list[str], work: Path, ffmpeg: str | None) -> str:
    """What ffmpeg says about an input."""
    command = [ffmpeg or imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", *input_arguments]
    try:
        done = subprocess.run(tied(command), cwd=work, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stderr.decode(errors="replace")


def parse(text: str, url: str) -> dict[str, Any]:
    """One element of ProbeResults. Raises JobError(1010) when ffmpeg found nothing that plays."""
    tracks = [_track(match, text) for match in _STREAM.finditer(text)]
    kinds = {
        kind: [track["Index"] for track in tracks if track["TrackType"] == kind] for kind in ("audio", "data", "video")
    }
    if not kinds["audio"] and not kinds["video"]:
        raise JobError(
            CANNOT_OPEN, f"Unable to open input file [{url}]: [Failed probe/open: [{_complaint(text, url)}]]"
        )
    container: dict[str, Any] = {"Format": _format(text), "Tracks": tracks}
    found = _DURATION.search(text)
    if found and found[1]:
        container["Duration"] = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
    if found and found[4] and not text.startswith("Input #0, hls"):  # of a playlist it is the playlist's own
        container["BitRate"] = int(found[4]) * 1000
    for track in tracks:
        if "Duration" in container:
            track["Duration"] = container["Duration"]
    mapping = {f"{kind.title()}TrackIndexes": indexes for kind, indexes in kinds.items()}
    return {"Container": container, "TrackMappings": [mapping]}


def source_of(result: dict[str, Any]) -> Source:
    """What the planner needs of a probe result; ffmpeg turns pictures that lie on their side before scaling."""
    tracks = result["Container"]["Tracks"]
    video = next((track["VideoProperties"] for track in tracks if track["TrackType"] == "video"), None)
    size, rate = None, 0.0
    if video:
        size = (video["Width"], video["Height"])
        if video.get("Rotation", 0) % 180:
            size = (size[1], size[0])
        fraction = video.get("FrameRate")
        rate = fraction["Numerator"] / fraction["Denominator"] if fraction else 30.0
    return Source(
        duration=result["Container"].get("Duration", 0.0),
        size=size,
        framerate=rate,
        audio_tracks=sum(track["TrackType"] == "audio" for track in tracks),
    )


def _format(text: str) -> str:
    found = _FORMAT.search(text)
    names = found[1].split(",") if found else []
    name = next((name for name in names if name in _FORMATS or name in _KNOWN_FORMATS), "mp4")
    return _FORMATS.get(name, name)


def _track(match: "re.Match[str]", text: str) -> dict[str, Any]:
    index, language, kind, codec, rest = match.groups()
    track: dict[str, Any] = {
        "Index": int(index) + 1,
        "TrackType": {"Video": "video", "Audio": "audio"}.get(kind, "data"),
        "Codec": "PCM" if codec.startswith("pcm_") else _CODECS.get(codec, "UNKNOWN"),
    }
    if kind == "Video" and "attached pic" not in rest:
        track["VideoProperties"] = _video(rest, text)
    elif kind == "Video":
        track["TrackType"] = "data"
    elif kind == "Audio":
        track["AudioProperties"] = _audio(rest, language)
    return track


def _video(rest: str, text: str) -> dict[str, Any]:
    properties: dict[str, Any] = {"BitDepth": int(found[1]) if (found := _BIT_DEPTH.search(rest)) else 8}
    if size := _SIZE.search(rest):
        properties |= {"Width": int(size[1]), "Height": int(size[2])}
    if rate := _RATE.search(rest):
        fraction = (
            Fraction(rate[1]).limit_denominator(1) if float(rate[1]).is_integer() else _broadcast_rate(float(rate[1]))
        )
        properties["FrameRate"] = {"Numerator": fraction.numerator, "Denominator": fraction.denominator}
    if bits := _BITS.search(rest):
        properties["BitRate"] = int(bits[1]) * 1000
    if rotation := _ROTATION.search(text):
        properties["Rotation"] = round(float(rotation[1])) % 360
    return properties


def _broadcast_rate(rate: float) -> Fraction:
    """29.97 is 30000/1001, as ffmpeg prints two places."""
    whole = Fraction(round(rate * 1.001) * 1000, 1001)
    return whole if abs(float(whole) - rate) < 0.01 else Fraction(rate).limit_denominator(1000)  # noqa: PLR2004


def _audio(rest: str, language: str | None) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    if samples := _SAMPLES.search(rest):
        layout = samples[2].strip()
        properties |= {"SampleRate": int(samples[1]), "Channels": _CHANNELS.get(layout, 2)}
    if bits := _BITS.search(rest):
        properties["BitRate"] = int(bits[1]) * 1000
    if language and language != "und":
        properties["LanguageCode"] = language
    return properties


def _complaint(text: str, url: str) -> str:
    """Ffmpeg's last word, without the address it used, which may be a signed one."""
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "At least"))]
    return lines[-1].rpartition(": ")[2] if lines else f"nothing readable in {url}"
