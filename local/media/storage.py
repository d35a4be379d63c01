"""The S3 side of a recording: files wait in order and go up one by one, tried again until they are there."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4s": "video/iso.segment",
    ".jpg": "image/jpeg",
    ".json": "application/json",
}
_LONGEST_PAUSE = 5.0


def content_type(path: str) -> str:
    return CONTENT_TYPES.get(Path(path).suffix, "application/octet-stream")


class Bucket(Protocol):
    """Keys are whole; calls block. Raises StorageError."""

    def put(self, key: str, data: bytes) -> None: ...
    def sizes(self, prefix: str) -> dict[str, int]: ...


class StorageError(Exception):
    """S3 did not take or give something."""


class S3Bucket:
    def __init__(self, endpoint: str, name: str) -> None:
        self._name = name
        self._client: S3Client = boto3.client(
            "s3", endpoint_url=endpoint, config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
        )

    def put(self, key: str, data: bytes) -> None:
        try:
            self._client.put_object(Bucket=self._name, Key=key, Body=data, ContentType=content_type(key))
        except (BotoCoreError, ClientError) as error:
            raise StorageError(str(error)) from error

    def sizes(self, prefix: str) -> dict[str, int]:
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=prefix)
            return {found["Key"]: found["Size"] for page in pages for found in page.get("Contents", [])}
        except (BotoCoreError, ClientError) as error:
            raise StorageError(str(error)) from error


class Uploads:
    """The files of one recording on their way to S3."""

    def __init__(self, bucket: Bucket, key_prefix: str) -> None:
        self._bucket = bucket
        self._prefix = key_prefix.rstrip("/")
        self._waiting: dict[str, Path] = {}
        self._changed = asyncio.Event()
        self._done = asyncio.Event()

    def add(self, relative: str, path: Path) -> None:
        self._waiting[relative] = path
        self._changed.set()

    async def add_missing(self, root: Path) -> None:
        """Everything below `root` that S3 has not, or has in another size."""
        try:
            there = await asyncio.to_thread(self._bucket.sizes, self._prefix + "/")
        except StorageError as error:
            print(f"media: everything below {self._prefix} goes up again: {error}", flush=True)
            there = {}
        for relative, path, size in await asyncio.to_thread(_files_below, root):
            if there.get(f"{self._prefix}/{relative}") != size:
                self.add(relative, path)

    async def run(self) -> None:
        """Uploads for ever; cancel it when `drained` is true."""
        pause = 0.2
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._waiting:
                relative, path = next(iter(self._waiting.items()))
                try:
                    await asyncio.to_thread(self._bucket.put, f"{self._prefix}/{relative}", path.read_bytes())
                except StorageError as error:
                    print(f"media: upload of {relative} waits: {error}", flush=True)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
                    continue
                pause = 0.2
                if self._waiting.get(relative) == path:
                    del self._waiting[relative]
                self._done.set()

    async def drained(self, seconds: float) -> bool:
        """Whether everything was up within that time."""
        try:
            async with asyncio.timeout(seconds):
                while self._waiting:
                    self._done.clear()
                    await self._done.wait()
        except TimeoutError:
            return False
        return True


def _files_below(root: Path) -> list[tuple[str, Path, int]]:
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".draft")
    return [(path.relative_to(root).as_posix(), path, path.stat().st_size) for path in files]
