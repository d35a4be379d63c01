"""Receive: what is the source, and which renditions does it deserve?

Uploads are asked of MediaConvert's Probe; a recording describes itself (`events/recording-ended.json`).
"""

import json
from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

from functions.catalog.ladder import Media, job_settings, rungs
from functions.catalog.media import preview_prefix, s3, vod_prefix
from functions.catalog.quality import CorruptMedia, EmptyMedia, check_tracks
from kernel import environment
from kernel.observability import logger

UNREADABLE = {"BadRequestException", "UnprocessableEntityException"}


@cache
def _mediaconvert() -> Any:
    return botocore.session.get_session().create_client("mediaconvert", region_name=environment.region())


def probed(source: dict[str, str]) -> tuple[str, Media]:
    """An uploaded object's address and contents. EmptyMedia, CorruptMedia."""
    if not s3().head_object(Bucket=source["bucket"], Key=source["key"])["ContentLength"]:
        raise EmptyMedia
    url = f"s3://{source['bucket']}/{source['key']}"
    try:
        container = _mediaconvert().probe(InputFiles=[{"FileUrl": url}])["ProbeResults"][0]["Container"]
    except ClientError as error:
        if error.response["Error"]["Code"] not in UNREADABLE:
            raise
        raise CorruptMedia(error.response["Error"]["Message"]) from error
    tracks = container["Tracks"]
    video: dict[str, Any] = next((t["VideoProperties"] for t in tracks if t["TrackType"] == "video"), {})
    sound = any(track["TrackType"] == "audio" for track in tracks)
    media = Media(float(container.get("Duration", 0)), video.get("Width", 0), video.get("Height", 0), sound)
    if not media.duration_seconds or not (media.has_video or media.has_audio):
        raise CorruptMedia("nothing in it plays")
    return url, media


def recorded(source: dict[str, str]) -> tuple[str, Media]:
    """A recording's playlist and contents, by its own description (IVS User Guide, "Auto-Record to Amazon S3")."""
    key = f"{source['key']}/events/recording-ended.json"
    described = json.loads(s3().get_object(Bucket=source["bucket"], Key=key)["Body"].read())
    hls = described["media"]["hls"]
    best: dict[str, Any] = max(
        hls["renditions"], key=lambda rendition: rendition.get("resolution_height", 0), default={}
    )
    media = Media(
        duration_seconds=hls["duration_ms"] / 1000,
        width=best.get("resolution_width", 0),
        height=best.get("resolution_height", 0),
        has_audio=hls.get("has_audio", True),
    )
    if not media.duration_seconds:
        raise EmptyMedia
    return f"s3://{source['bucket']}/{source['key']}/{hls['path']}/{hls['playlist']}", media


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """{title_id, type, attempt, source} → the same with `media`, `job` (CreateJob's request) and where things go."""
    source = event["source"]
    url, media = recorded(source) if source["kind"] == "recording" else probed(source)
    check_tracks(event["type"], media)
    prefix = vod_prefix(event["title_id"], event["attempt"])
    destination = f"s3://{environment.required('MEDIA_BUCKET')}/{prefix}"
    return {
        **event,
        "media": vars(media),
        "media_prefix": prefix,
        "preview_prefix": preview_prefix(event["title_id"], event["attempt"]),
        "renditions": [{"width": rung.width, "height": rung.height} for rung in rungs(media)],
        "job": {
            "Role": environment.required("TRANSCODE_ROLE_ARN"),
            "Queue": environment.required("TRANSCODE_QUEUE_ARN"),
            "UserMetadata": {"title_id": event["title_id"]},
            "StatusUpdateInterval": "SECONDS_10",
            "Settings": job_settings(url, destination, media),
        },
    }
