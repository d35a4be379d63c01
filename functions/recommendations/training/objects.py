"""The lake's bucket, in the few ways that training uses it."""

import io
import json
import tarfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from functions.recommendations.training.clients import client
from kernel import environment


def bucket() -> str:
    return environment.required("LAKE_BUCKET")


def url(key: str) -> str:
    return f"s3://{bucket()}/{key}"


def keys(prefix: str) -> Iterator[str]:
    """In order of their names."""
    for page in client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket(), Prefix=prefix):
        for entry in page.get("Contents", ()):
            yield entry["Key"]


def lines(key: str) -> Iterator[bytes]:
    """Without their ends; read as they come, so that a file may be larger than the memory."""
    yield from client("s3").get_object(Bucket=bucket(), Key=key)["Body"].iter_lines()


def text(key: str) -> str:
    body: bytes = client("s3").get_object(Bucket=bucket(), Key=key)["Body"].read()
    return body.decode()


def put(key: str, body: bytes) -> None:
    client("s3").put_object(Bucket=bucket(), Key=key, Body=body)


def copy(source: str, target: str) -> None:
    client("s3").copy_object(Bucket=bucket(), Key=target, CopySource={"Bucket": bucket(), "Key": source})


def document(key: str) -> Any:
    return json.loads(client("s3").get_object(Bucket=bucket(), Key=key)["Body"].read())


def member(address: str, name: str) -> Any:
    """A JSON document out of a small tar.gz at an s3:// address. KeyError where the archive has none of that name."""
    place = urlsplit(address)
    body = client("s3").get_object(Bucket=place.netloc, Key=place.path.lstrip("/"))["Body"].read()
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as archive:
        found = archive.extractfile(archive.getmember(name))
        if found is None:
            raise KeyError(name)
        return json.load(found)
