"""Uploads by parts: presigned, each part checked by its SHA-256 at S3, nothing listed before the whole is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from botocore.exceptions import ClientError

from functions.catalog.channel_cards import ChannelCardRow
from functions.catalog.domain import Source, State, Title, found
from functions.catalog.media import URL_SECONDS, part_size, s3
from functions.catalog.schemas import CompleteRequest, PartAddress, PartRequest, UploadRequest
from functions.catalog.service import Catalog
from functions.catalog.store import UploadRow
from kernel import environment
from kernel.errors import Conflict, Forbidden, NotFound, Unprocessable
from kernel.identifiers import new_id

VALID = timedelta(days=2)  # as long as the bucket keeps unfinished uploads
WRONG_PARTS = {"InvalidPart", "InvalidPartOrder", "BadDigest", "EntityTooSmall", "InvalidRequest"}


@dataclass(frozen=True)
class Uploads:
    """Multipart uploads to the originals' bucket."""

    catalog: Catalog

    def begin(self, owner_id: str, card: ChannelCardRow, wanted: UploadRequest, now: datetime) -> UploadRow:
        upload_id, title_id = new_id("upl"), new_id("ttl")
        suffix = PurePosixPath(wanted.file_name).suffix.lower()[:10]
        key = f"uploads/{title_id}/source{suffix if suffix.isascii() else ''}"
        bucket = environment.required("UPLOADS_BUCKET")
        begun = s3().create_multipart_upload(
            Bucket=bucket, Key=key, ContentType=wanted.content_type, ChecksumAlgorithm="SHA256"
        )
        row = UploadRow(
            upload_id,
            owner_id=owner_id,
            title_id=title_id,
            key=key,
            storage_id=begun["UploadId"],
            size_bytes=wanted.size_bytes,
            part_size_bytes=part_size(wanted.size_bytes),
            expires=now + VALID,
        )
        row.save()
        self.catalog.titles.save(
            Title(
                id=title_id,
                type=wanted.type,
                name=wanted.name,
                channel_id=card.channel_id,
                channel_name=card.name,
                owner_id=owner_id,
                state=State.UPLOADING,
                created_at=now,
                source=Source("upload", bucket, key),
            )
        )
        return row

    def addresses(self, row: UploadRow, parts: Sequence[PartRequest]) -> list[PartAddress]:
        """One address a part; S3 refuses bytes that do not have the SHA-256 it was signed with."""
        last = part_count(row)
        beyond = [part.number for part in parts if part.number > last]
        if beyond:
            raise Unprocessable(f"This upload has {last} parts.", code="no_such_part")
        return [
            PartAddress(
                number=part.number,
                url=s3().generate_presigned_url(
                    "upload_part",
                    Params={
                        "Bucket": environment.required("UPLOADS_BUCKET"),
                        "Key": row.key,
                        "UploadId": row.storage_id,
                        "PartNumber": part.number,
                        "ChecksumSHA256": part.sha256_base64,
                    },
                    ExpiresIn=URL_SECONDS,
                ),
                headers={"x-amz-checksum-sha256": part.sha256_base64},
            )
            for part in parts
        ]

    def complete(self, row: UploadRow, body: CompleteRequest) -> Title:
        """Joins the parts and starts processing; a second call answers what the first began."""
        title = found(self.catalog.titles.find(row.title_id))
        if title.state is not State.UPLOADING:
            return title
        parts = sorted(body.parts, key=lambda part: part.number)
        if [part.number for part in parts] != list(range(1, part_count(row) + 1)):
            raise Conflict(f"All {part_count(row)} parts are needed, each once.", code="parts_missing")
        self._join(row, [
            {"PartNumber": part.number, "ETag": part.etag, "ChecksumSHA256": part.sha256_base64} for part in parts
        ])  # fmt: skip
        return self.catalog.process(title)

    def abort(self, row: UploadRow) -> None:
        title = found(self.catalog.titles.find(row.title_id))
        if title.state is not State.UPLOADING:
            raise Conflict("The upload is complete already.", code="upload_complete")
        bucket = environment.required("UPLOADS_BUCKET")
        s3().abort_multipart_upload(Bucket=bucket, Key=row.key, UploadId=row.storage_id)
        self.catalog.remove(title)
        row.delete()

    def _join(self, row: UploadRow, parts: list[dict[str, object]]) -> None:
        bucket = environment.required("UPLOADS_BUCKET")
        try:
            s3().complete_multipart_upload(
                Bucket=bucket, Key=row.key, UploadId=row.storage_id, MultipartUpload={"Parts": parts}
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "NoSuchUpload":  # an earlier call joined them and broke off before the title knew
                s3().head_object(Bucket=bucket, Key=row.key)
                return
            if code in WRONG_PARTS:
                raise Conflict("Some parts are not what was announced; send them again.", code="parts_wrong") from error
            raise


def part_count(row: UploadRow) -> int:
    return -(-int(row.size_bytes) // int(row.part_size_bytes))


def owned(upload_id: str, user_id: str) -> UploadRow:
    try:
        row = UploadRow.get(upload_id, consistent_read=True)
    except UploadRow.DoesNotExist:
        raise NotFound("There is no such upload.", code="no_such_upload") from None
    if row.owner_id != user_id:
        raise Forbidden("This upload is somebody else's.", code="not_your_upload")
    return row
