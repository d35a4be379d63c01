"""The frames that MediaConvert captured, as pictures."""

import io
from collections.abc import Iterator

from PIL import Image

from functions.catalog.media import keys_below, s3


def frames(bucket: str, media_prefix: str) -> Iterator[Image.Image]:
    """In the order of time."""
    for key in sorted(keys_below(bucket, f"{media_prefix}/frames/")):
        yield Image.open(io.BytesIO(s3().get_object(Bucket=bucket, Key=key)["Body"].read()))
