"""Poster and seek-bar sprite from the captured frames; the frames themselves are not kept."""

import io
from typing import Any

from PIL import Image

from functions.catalog.ladder import frame_interval
from functions.catalog.media import keys_below, s3
from functions.catalog.steps.frames import frames
from kernel import environment
from kernel.observability import logger

COLUMNS, TILE_WIDTH = 10, 160
POSTER_AT = 0.2  # of the way in: past the opening, before the point


def sprite(pictures: list[Image.Image]) -> Image.Image:
    """Tiles of TILE_WIDTH, ten a row."""
    height = round(TILE_WIDTH * pictures[0].height / pictures[0].width)
    rows = -(-len(pictures) // COLUMNS)
    sheet = Image.new("RGB", (TILE_WIDTH * min(COLUMNS, len(pictures)), height * rows))
    for index, picture in enumerate(pictures):
        place = (TILE_WIDTH * (index % COLUMNS), height * (index // COLUMNS))
        sheet.paste(picture.resize((TILE_WIDTH, height)), place)
    return sheet


def cues(count: int, interval: int, duration: float, tile_height: int) -> str:
    """WebVTT with media fragments (`sprite.jpg#xywh=`), as players expect them."""
    lines = ["WEBVTT", ""]
    for index in range(count):
        start, end = index * interval, duration if index == count - 1 else (index + 1) * interval
        x, y = TILE_WIDTH * (index % COLUMNS), tile_height * (index // COLUMNS)
        box = f"sprite.jpg#xywh={x},{y},{TILE_WIDTH},{tile_height}"
        lines += [f"{timestamp(start)} --> {timestamp(max(end, start + 0.001))}", box, ""]
    return "\n".join(lines)


def timestamp(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02d}:{minutes:02d}:{rest:06.3f}"


def jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    bucket, prefix = environment.required("MEDIA_BUCKET"), event["preview_prefix"]
    pictures = list(frames(bucket, event["media_prefix"]))
    if not pictures:
        return {**event, "sprite": False, "poster": False}
    duration = event["transcoded_seconds"]
    sheet = sprite(pictures)
    tile_height = round(TILE_WIDTH * pictures[0].height / pictures[0].width)
    vtt = cues(len(pictures), frame_interval(event["media"]["duration_seconds"]), duration, tile_height)
    poster = pictures[min(len(pictures) - 1, int(len(pictures) * POSTER_AT))]
    for name, body, kind in (
        ("sprite.jpg", jpeg(sheet, 70), "image/jpeg"),
        ("sprite.vtt", vtt.encode(), "text/vtt"),
        ("poster.jpg", jpeg(poster, 82), "image/jpeg"),
    ):
        s3().put_object(Bucket=bucket, Key=f"{prefix}/{name}", Body=body, ContentType=kind)
    for key in list(keys_below(bucket, f"{event['media_prefix']}/frames/")):
        s3().delete_object(Bucket=bucket, Key=key)
    return {**event, "sprite": True, "poster": True}
