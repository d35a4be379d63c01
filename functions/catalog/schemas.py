"""Wire shapes of catalog."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kernel.schemas import RequestBody, View, example

MAX_UPLOAD_BYTES = 50 * 1024**3
TypeName = Literal["live", "video", "music", "podcast"]
TitleName = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
SHA256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="  # of nothing, for the examples
Sha256 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class TitleView(View):
    id: str
    type: TypeName
    name: str
    channel_id: str
    channel_name: str
    state: Literal["uploading", "processing", "published", "failed"]
    duration_seconds: float | None
    published_at: datetime | None
    created_at: datetime
    expires_at: datetime | None
    thumbnail_url: str | None
    reason: str | None
    reason_code: str | None
    note: str | None


class RenditionView(View):
    width: int
    height: int


class SpriteView(View):
    image_url: str
    vtt_url: str


class TitleDetail(TitleView):
    description: str
    progress_percent: int
    session_id: str | None
    renditions: list[RenditionView]
    sprite: SpriteView | None


class TitleChange(
    RequestBody,
    json_schema_extra=example({"name": "Kimchi fried rice", "description": "For two, in a quarter of an hour."}),
):
    name: TitleName | None = None
    description: Annotated[str, StringConstraints(max_length=5000)] | None = None


class UploadRequest(
    RequestBody,
    json_schema_extra=example(
        {
            "name": "Kimchi fried rice",
            "type": "video",
            "channel_id": "chn_01KAG2V8QJ7Y3W5N4T6R9XBCDE",
            "file_name": "rice.mp4",
            "size_bytes": 734003200,
            "content_type": "video/mp4",
        }
    ),
):
    name: TitleName
    type: Literal["video", "music", "podcast"]
    channel_id: str = Field(max_length=64)
    file_name: str = Field(min_length=1, max_length=255)
    size_bytes: int = Field(gt=0, le=MAX_UPLOAD_BYTES)
    content_type: str = Field(pattern=r"^(video|audio|application)/[\w.+-]+$", max_length=100)


class UploadView(View):
    upload_id: str
    title_id: str
    part_size_bytes: int
    part_count: int
    expires_at: datetime


class PartRequest(RequestBody):
    number: int = Field(ge=1, le=1000)
    sha256_base64: Sha256


class PartsRequest(RequestBody, json_schema_extra=example({"parts": [{"number": 1, "sha256_base64": SHA256}]})):
    parts: list[PartRequest] = Field(min_length=1, max_length=100)


class PartAddress(View):
    number: int
    url: str
    headers: dict[str, str]


class PartAddresses(View):
    parts: list[PartAddress]


class FinishedPart(PartRequest):
    etag: str = Field(min_length=1, max_length=100)


class CompleteRequest(
    RequestBody,
    json_schema_extra=example(
        {"parts": [{"number": 1, "sha256_base64": SHA256, "etag": "9e107d9d372bb6826bd81d3542a419d6"}]}
    ),
):
    parts: list[FinishedPart] = Field(min_length=1, max_length=1000)
