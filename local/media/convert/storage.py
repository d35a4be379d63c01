"""Where a job reads and writes: S3 through a client of the caller's, or plain HTTP for inputs."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from local.media.convert.errors import CANNOT_OPEN, DENIED, INTERNAL, MISSING, JobError
from local.media.storage import content_type

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_SIGNED_FOR_SECONDS = 12 * 3600
_PLAYLIST_OPTIONS = [
    "-protocol_whitelist",
    "file,http,https,tcp,tls",
    "-allowed_extensions",
    "ALL",
    "-extension_picky",
    "0",
]
_BANDWIDTH = re.compile(r"[:,]BANDWIDTH=(\d+)")
_SOUND = re.compile(r'^#EXT-X-MEDIA:TYPE=AUDIO,.*URI="([^"]+)"', re.MULTILINE)
_URI = re.compile(r'URI="([^"]+)"')


def split_s3(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.lstrip("/")


class Storage:
    """Raises JobError with the code that MediaConvert gives for a missing or forbidden object."""

    def __init__(self, client: "S3Client") -> None:
        self._client = client

    def open_input(self, url: str, work: Path) -> list[str]:
        """Ffmpeg's input arguments for s3://… or http…; a playlist in S3 is rewritten to signed URLs below `work`."""
        if not url.startswith("s3://"):
            return ["-i", url]
        bucket, key = split_s3(url)
        self._check(url, bucket, key)
        if key.endswith(".m3u8"):
            playlist = work / "input.m3u8"
            playlist.write_text(self._signed_playlist(url, bucket, key, work))
            return [*_PLAYLIST_OPTIONS, "-i", playlist.name]
        return ["-i", self._sign(bucket, key)]

    def upload(self, path: Path, url: str) -> None:
        bucket, key = split_s3(url)
        try:
            self._client.upload_file(str(path), bucket, key, ExtraArgs={"ContentType": content_type(key)})
        except (BotoCoreError, ClientError) as error:
            raise JobError(INTERNAL, f"Unable to write to output location [{url}]: {error}") from error

    def _check(self, url: str, bucket: str, key: str) -> None:
        try:
            size = self._client.head_object(Bucket=bucket, Key=key).get("ContentLength", 0)
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status == 403:  # noqa: PLR2004 - HTTP
                raise JobError(DENIED, f"Unable to open input file [{url}]: [Access denied]") from error
            raise JobError(MISSING, f"Unable to open input file [{url}]: [Not found]") from error
        if not size:
            raise JobError(CANNOT_OPEN, f"Unable to open input file [{url}]: [Failed probe/open: [The file is empty]]")

    def _text(self, bucket: str, key: str) -> str:
        try:
            return self._client.get_object(Bucket=bucket, Key=key)["Body"].read().decode("utf-8", "replace")
        except ClientError as error:
            raise JobError(MISSING, f"Unable to open input file [s3://{bucket}/{key}]: [Not found]") from error

    def _sign(self, bucket: str, key: str) -> str:
        return self._client.generate_presigned_url(
            "get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=_SIGNED_FOR_SECONDS
        )

    def _signed_playlist(self, url: str, bucket: str, key: str, work: Path) -> str:
        text = self._text(bucket, key)
        if not text.startswith("#EXTM3U"):
            raise JobError(CANNOT_OPEN, f"Unable to open input file [{url}]: [Failed probe/open: [No playlist]]")
        folder = key.rpartition("/")[0]
        if "#EXT-X-STREAM-INF" in text:
            return self._signed_variant(text, bucket, folder, work)
        return sign_playlist(text, lambda name: self._sign(bucket, _join(folder, name)))

    def _signed_variant(self, multivariant: str, bucket: str, folder: str, work: Path) -> str:
        """The best variant, and beside it the first rendition of sound when that is apart."""
        best = _join(folder, best_variant(multivariant))
        sound = _SOUND.search(multivariant)
        video = self._signed_playlist(f"s3://{bucket}/{best}", bucket, best, work)
        if not sound:
            return video
        apart = _join(folder, sound[1])
        (work / "video.m3u8").write_text(video)
        (work / "sound.m3u8").write_text(self._signed_playlist(f"s3://{bucket}/{apart}", bucket, apart, work))
        media = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="sound",DEFAULT=YES,URI="sound.m3u8"'
        return f'#EXTM3U\n{media}\n#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="sound"\nvideo.m3u8\n'


def best_variant(multivariant: str) -> str:
    """The URI with the highest BANDWIDTH."""
    lines = multivariant.splitlines()
    variants = [
        (int(match[1]), lines[index + 1].strip())
        for index, line in enumerate(lines[:-1])
        if line.startswith("#EXT-X-STREAM-INF") and (match := _BANDWIDTH.search(line))
    ]
    if not variants:
        raise JobError(CANNOT_OPEN, "The multivariant playlist names no variant")
    return max(variants)[1]


def sign_playlist(media_playlist: str, sign: Callable[[str], str]) -> str:
    """Every relative URI in a media playlist replaced by `sign(URI)`."""

    def signed(line: str) -> str:
        if line.startswith("#"):
            return _URI.sub(lambda match: f'URI="{sign(match[1])}"', line)
        return sign(line) if line.strip() else line

    return "\n".join(signed(line) for line in media_playlist.splitlines()) + "\n"


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
