"""The files of an Amazon IVS auto-record-to-S3 recording that are not media. Pure.

Source: Amazon IVS user guide, "Auto-Record to Amazon S3": events/, media/hls/, media/thumbnails/ and
media/latest_thumbnail/ below the key prefix.
The path of media playlists and segments below media/hls is the rendition's name.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.media import playlists
from local.media.clock import iso
from local.media.ladder import Rung
from local.media.spool import JournalLine

STARTED = "events/recording-started.json"
ENDED = "events/recording-ended.json"
MASTER = "media/hls/master.m3u8"
LATEST_THUMBNAIL = "media/latest_thumbnail/thumb.jpg"
_PLAYLIST = "playlist.m3u8"


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What the event files say beyond the media."""

    channel_arn: str
    started_at: datetime
    framerate: float
    rungs: tuple[Rung, ...]


def segment_path(rendition: str, number: int) -> str:
    return f"media/hls/{rendition}/{number}.m4s"


def init_path(rendition: str) -> str:
    return f"media/hls/{rendition}/init.mp4"


def thumbnail_path(number: int) -> str:
    return f"media/thumbnails/thumb{number}.jpg"


def event(
    facts: RecordingFacts, status: str, ended_at: datetime | None = None, duration_ms: int | None = None
) -> bytes:
    """The body of events/recording-started.json, or with an end of events/recording-ended.json."""
    hls: dict[str, Any] = {
        "path": "media/hls",
        "playlist": "master.m3u8",
        "renditions": [
            {"path": rung.name, "playlist": _PLAYLIST, "resolution_height": rung.height, "resolution_width": rung.width}
            for rung in facts.rungs
        ],
    }
    smallest = facts.rungs[-1]
    size = {"resolution_height": smallest.height, "resolution_width": smallest.width}
    body: dict[str, Any] = {
        "version": "v1",
        "recording_started_at": iso(facts.started_at),
        "channel_arn": facts.channel_arn,
        "recording_status": status,
        "media": {
            "hls": hls,
            "thumbnails": {"path": "media/thumbnails", **size},
            "latest_thumbnail": {"path": "media/latest_thumbnail", **size},
        },
    }
    if ended_at is not None:
        body["recording_ended_at"] = iso(ended_at)
        hls["duration_ms"] = duration_ms
    return json.dumps(body, indent=1).encode()


def playlist_files(facts: RecordingFacts, journal: Sequence[JournalLine], codecs: dict[str, str]) -> dict[str, bytes]:
    """Relative path → body of every playlist of a finished recording; `codecs` by rendition."""
    lines: dict[str, list[JournalLine]] = defaultdict(list)
    for line in journal:
        lines[line.rendition].append(line)
    recorded = [rung for rung in facts.rungs if rung.name in lines and rung.name in codecs]
    files = {
        f"media/hls/{rung.name}/{_PLAYLIST}": playlists.recorded(
            [(line.file, line.seconds, line.starts_at) for line in lines[rung.name]]
        ).encode()
        for rung in recorded
    }
    variants = [_variant(rung, lines[rung.name], codecs[rung.name], facts.framerate) for rung in recorded]
    files[MASTER] = playlists.multivariant(variants, version=7).encode()
    return files


def _variant(rung: Rung, lines: list[JournalLine], codecs: str, framerate: float) -> playlists.Variant:
    seconds = sum(line.seconds for line in lines) or 1.0
    return playlists.Variant(
        uri=f"{rung.name}/{_PLAYLIST}",
        codecs=codecs,
        resolution=(rung.width, rung.height) if rung.height else None,
        framerate=framerate,
        bandwidth=round(max(line.bits / max(line.seconds, 0.1) for line in lines)),
        average_bandwidth=round(sum(line.bits for line in lines) / seconds),
    )


def duration_ms(journal: Sequence[JournalLine], rungs: tuple[Rung, ...]) -> int:
    """Of the source rendition; every rendition is cut at the same frames."""
    return round(1000 * sum(line.seconds for line in journal if rungs and line.rendition == rungs[0].name))
