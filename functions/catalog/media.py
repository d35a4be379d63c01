"""Objects of titles in S3: uploads by parts, frames, previews, deletion."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

from functions.catalog.domain import Title
from kernel import environment

MAX_PARTS = 1000
SMALLEST_PART = 8 * 1024 * 1024
URL_SECONDS = 3600


@cache
def s3() -> Any:
    """Presigned addresses need signature version 4; virtual hosts do not resolve on every laptop."""
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return botocore.session.get_session().create_client("s3", region_name=environment.region(), config=config)


def part_size(size_bytes: int) -> int:
    """Eight mebibytes, or more where a file would need over MAX_PARTS of them."""
    return max(SMALLEST_PART, -(-size_bytes // MAX_PARTS))


def keys_below(bucket: str, prefix: str) -> Iterator[str]:
    for page in s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from (entry["Key"] for entry in page.get("Contents", ()))


def vod_prefix(title_id: str, attempt: int) -> str:
    """A new attempt has new addresses, so that no cache mixes two of them."""
    return f"vod/{title_id}/{attempt}"


def preview_prefix(title_id: str, attempt: int) -> str:
    """Pictures anybody may see: poster, seek-bar sprite and its cues."""
    return f"thumbnails/{title_id}/{attempt}"


def delete_media(title: Title) -> None:
    bucket = environment.required("MEDIA_BUCKET")
    for prefix in (f"vod/{title.id}/", f"thumbnails/{title.id}/"):
        for key in list(keys_below(bucket, prefix)):
            s3().delete_object(Bucket=bucket, Key=key)
