"""Quality control of the finished ladder: black, silent, cut short."""

import csv
import io
from typing import Any

from PIL import ImageStat

from functions.catalog.ladder import Media
from functions.catalog.media import keys_below, s3
from functions.catalog.quality import Measured, faults
from functions.catalog.steps.frames import frames
from kernel import environment
from kernel.observability import logger


def integrated_loudness(text: str) -> float | None:
    """The last row of the loudness log's integrated column, LKFS; None where the log has none."""
    rows = list(csv.reader(io.StringIO(text)))
    column = next((i for i, name in enumerate(rows[0]) if "integrated" in name.lower()), None) if rows else None
    if column is None:
        return None
    values = [row[column] for row in rows[1:] if len(row) > column and row[column]]
    return float(values[-1]) if values else None


def loudness(bucket: str, media_prefix: str) -> float | None:
    for key in keys_below(bucket, f"{media_prefix}/index"):
        if key.endswith(".csv"):
            return integrated_loudness(s3().get_object(Bucket=bucket, Key=key)["Body"].read().decode())
    return None


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Raises the gravest fault of an upload. A broadcast cannot be repeated: its faults become notes on the replay."""
    bucket, media = environment.required("MEDIA_BUCKET"), Media(**event["media"])
    measured = Measured(
        lumas=[ImageStat.Stat(frame.convert("L")).mean[0] for frame in frames(bucket, event["media_prefix"])],
        loudness_lkfs=loudness(bucket, event["media_prefix"]) if media.has_audio else None,
        duration_seconds=event["transcoded_seconds"],
    )
    found = faults(media, measured)
    if found and event["type"] != "live":
        raise found[0](found[0].reason)
    return {**event, "notes": [fault.reason for fault in found]}
