"""The lake's bucket, in the few ways that training uses it."""

import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from functions.recommendations.training.clients import client
from kernel import environment

MOST_DELETED = 1000


class NotDeleted(RuntimeError):
    """S3 kept an object that was to go; what it said of the first one."""


def bucket() -> str:
    return environment.required("LAKE_BUCKET")


def url(key: str) -> str:
    return f"s3://{bucket()}/{key}"


@dataclass(frozen=True)
class Entry:
    """`size` in bytes."""

    key: str
    size: int
    modified: datetime


def entries(prefix: str) -> Iterator[Entry]:
    """In order of their names."""
    for page in client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket(), Prefix=prefix):
        for one in page.get("Contents", ()):
            yield Entry(one["Key"], int(one["Size"]), one["LastModified"])


def keys(prefix: str) -> Iterator[str]:
    """In order of their names."""
    for one in entries(prefix):
        yield one.key


def lines(key: str) -> Iterator[bytes]:
    """Without their ends; read as they come, so that a file may be larger than the memory."""
    yield from client("s3").get_object(Bucket=bucket(), Key=key)["Body"].iter_lines()


def body(key: str) -> bytes:
    read: bytes = client("s3").get_object(Bucket=bucket(), Key=key)["Body"].read()
    return read


def text(key: str) -> str:
    return body(key).decode()


def delete(gone: Sequence[str]) -> None:
    """A thousand at a time, as S3 takes them."""
    for start in range(0, len(gone), MOST_DELETED):
        batch = [{"Key": key} for key in gone[start : start + MOST_DELETED]]
        told = client("s3").delete_objects(Bucket=bucket(), Delete={"Objects": batch, "Quiet": True})
        if told.get("Errors"):
            raise NotDeleted(told["Errors"][0])


def put(key: str, content: bytes) -> None:
    client("s3").put_object(Bucket=bucket(), Key=key, Body=content)


def copy(source: str, target: str) -> None:
    client("s3").copy_object(Bucket=bucket(), Key=target, CopySource={"Bucket": bucket(), "Key": source})


def document(key: str) -> Any:
    return json.loads(body(key))


def member(address: str, name: str) -> Any:
    """A JSON document out of a small tar.gz at an s3:// address. KeyError where the archive has none of that name."""
    place = urlsplit(address)
    packed = client("s3").get_object(Bucket=place.netloc, Key=place.path.lstrip("/"))["Body"].read()
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        found = archive.extractfile(archive.getmember(name))
        if found is None:
            raise KeyError(name)
        return json.load(found)
