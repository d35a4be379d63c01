"""Files of emotes in S3: where they are sent, where they are served from."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from kernel import environment
from kernel.identifiers import new_id

URL_SECONDS = 900
FOR_GOOD = "public, max-age=31536000, immutable"  # the name is of the content
NOT_THERE = {"NoSuchKey", "404"}


@dataclass(frozen=True)
class Picture:
    body: bytes
    suffix: str
    content_type: str

    @property
    def name(self) -> str:
        """By its content, so that it may be kept for good wherever it is cached."""
        return f"{hashlib.sha256(self.body).hexdigest()[:32]}.{self.suffix}"


@cache
def _client(service: str) -> Any:
    """Presigned addresses need signature version 4; virtual hosts do not resolve on every laptop."""
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"}) if service == "s3" else None
    return botocore.session.get_session().create_client(service, region_name=environment.region(), config=config)


def upload_address(key: str, content_type: str, size_bytes: int, sha256_base64: str) -> tuple[str, dict[str, str]]:
    """Where the browser puts the file, and with which headers: S3 refuses any other bytes."""
    told = {"ContentType": content_type, "ContentLength": size_bytes, "ChecksumSHA256": sha256_base64}
    url = _client("s3").generate_presigned_url(
        "put_object",
        Params={"Bucket": environment.required("UPLOADS_BUCKET"), "Key": key, **told},
        ExpiresIn=URL_SECONDS,
    )
    return str(url), {"content-type": content_type, "x-amz-checksum-sha256": sha256_base64}


def sent(key: str, most_bytes: int) -> bytes | None:
    """At most one byte more than that; None where nothing was sent."""
    bucket = environment.required("UPLOADS_BUCKET")
    try:
        found = _client("s3").get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in NOT_THERE:
            raise
        return None
    with found["Body"] as stream:
        body: bytes = stream.read(most_bytes + 1)
    return body


def serve(room_id: str, picture: Picture) -> str:
    """Puts it where the edge serves it from; its path on the site."""
    path = f"/emotes/{room_id}/{picture.name}"
    _client("s3").put_object(
        Bucket=environment.required("MEDIA_BUCKET"),
        Key=path[1:],
        Body=picture.body,
        ContentType=picture.content_type,
        CacheControl=FOR_GOOD,
    )
    return path


class SiteShelf:
    def take_down(self, path: str) -> None:
        """From the bucket and from the edge's caches; browsers keep what they have."""
        _client("s3").delete_object(Bucket=environment.required("MEDIA_BUCKET"), Key=path[1:])
        _client("cloudfront").create_invalidation(
            DistributionId=environment.required("DISTRIBUTION_ID"),
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": [path]}, "CallerReference": new_id("inv")},
        )
