"""HTTP API of catalog."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.catalog.channel_cards import ChannelCardRow, DynamoChannelCards
from functions.catalog.domain import State, Title, found
from functions.catalog.media import delete_media, preview_prefix
from functions.catalog.schemas import (
    CompleteRequest,
    PartAddresses,
    PartsRequest,
    RenditionView,
    SpriteView,
    TitleChange,
    TitleDetail,
    TitleView,
    TypeName,
    UploadRequest,
    UploadView,
)
from functions.catalog.store import DynamoTitles, UploadRow
from functions.catalog.uploads import Uploads, owned, part_count
from functions.catalog.wiring import catalog
from kernel import clock, environment
from kernel.access import PUBLIC, allow
from kernel.errors import Forbidden, NotFound
from kernel.http import caller, http_api, lambda_handler, no_content, require_unchanged
from kernel.pagination import Cursor, Limit, Page, decode_cursor, encode_cursor

api = http_api()
STREAMER = allow("streamer")


@cache
def titles() -> DynamoTitles:
    return DynamoTitles()


@cache
def uploads() -> Uploads:
    return Uploads(catalog())


def preview_url(title: Title, name: str) -> str:
    return f"{environment.required('SITE_URL')}/{preview_prefix(title.id, title.attempt)}/{name}"


def view(title: Title) -> TitleView:
    thumbnail = preview_url(title, "poster.jpg") if title.has_poster else None
    return TitleView(**{**vars(title), "state": title.state.value, "thumbnail_url": thumbnail})


def detail(title: Title) -> TitleDetail:
    sprite = None
    if title.has_sprite:
        sprite = SpriteView(image_url=preview_url(title, "sprite.jpg"), vtt_url=preview_url(title, "sprite.vtt"))
    renditions = [RenditionView.model_validate(rendition) for rendition in title.renditions]
    more = {"description": title.description, "progress_percent": title.progress_percent}
    return TitleDetail(
        **view(title).model_dump(), **more, session_id=title.session_id, renditions=renditions, sprite=sprite
    )


def own_card(channel_id: str) -> ChannelCardRow | None:
    """None for a channel that has not been announced here: one made this very second has no titles yet."""
    card = DynamoChannelCards().by_id(channel_id)
    if card is not None and card.owner_id != caller(api).user_id:
        raise Forbidden("This channel is somebody else's.", code="not_your_channel")
    return card


def own(title_id: str) -> Title:
    return found(titles().find(title_id)).owned_by(caller(api).user_id)


@api.get("/v1/titles", tags=[PUBLIC])
def list_titles(
    type: TypeName | None = None,  # noqa: A002 - the query parameter's name
    channel: Annotated[str | None, Query(max_length=64)] = None,
    q: Annotated[str | None, Query(min_length=1, max_length=80, description="Words of the name")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[TitleView]:
    found_titles, after = titles().listed(type, channel, q, limit, decode_cursor(cursor))
    return Page(items=[view(title) for title in found_titles], next_cursor=encode_cursor(after))


@api.get("/v1/titles/<title_id>", tags=[PUBLIC])
def read_title(title_id: str) -> TitleDetail:
    return detail(found(titles().find(title_id)))


@api.get("/v1/channels/<channel_id>/titles", tags=STREAMER)
def channel_titles(channel_id: str, limit: Limit = 20, cursor: Cursor = None) -> Page[TitleDetail]:
    if own_card(channel_id) is None:
        return Page(items=[])
    found_titles, after = titles().of_channel(channel_id, limit, decode_cursor(cursor))
    return Page(items=[detail(title) for title in found_titles], next_cursor=encode_cursor(after))


@api.patch("/v1/titles/<title_id>", tags=STREAMER)
def change_title(title_id: str, body: TitleChange) -> TitleDetail:
    title = own(title_id)
    require_unchanged(api, detail(title))
    return detail(catalog().describe(title, body.name, body.description))


@api.delete("/v1/titles/<title_id>", tags=STREAMER, status_code=204)
def remove_title(title_id: str) -> Response[str]:
    title = own(title_id)
    catalog().remove(title)
    delete_media(title)
    return no_content()


@api.post("/v1/titles/<title_id>/retry", tags=STREAMER, status_code=202)
def retry_title(title_id: str) -> TitleDetail:
    title = own(title_id)
    if title.state is not State.FAILED:
        return detail(title)
    return detail(catalog().process(title.tried_again()))


@api.post("/v1/uploads", tags=STREAMER, status_code=201)
def begin_upload(body: UploadRequest) -> UploadView:
    card = own_card(body.channel_id)
    if card is None:
        raise NotFound("There is no such channel, or it was made this very second.", code="no_such_channel")
    row = uploads().begin(caller(api).user_id, card, body, clock.now())
    return upload_view(row)


@api.post("/v1/uploads/<upload_id>/parts", tags=STREAMER)
def part_addresses(upload_id: str, body: PartsRequest) -> PartAddresses:
    row = owned(upload_id, caller(api).user_id)
    return PartAddresses(parts=uploads().addresses(row, body.parts))


@api.post("/v1/uploads/<upload_id>/complete", tags=STREAMER, status_code=202)
def complete_upload(upload_id: str, body: CompleteRequest) -> TitleDetail:
    return detail(uploads().complete(owned(upload_id, caller(api).user_id), body))


@api.delete("/v1/uploads/<upload_id>", tags=STREAMER, status_code=204)
def abort_upload(upload_id: str) -> Response[str]:
    uploads().abort(owned(upload_id, caller(api).user_id))
    return no_content()


def upload_view(row: UploadRow) -> UploadView:
    return UploadView(
        upload_id=row.id,
        title_id=row.title_id,
        part_size_bytes=int(row.part_size_bytes),
        part_count=part_count(row),
        expires_at=row.expires,
    )


handler = lambda_handler(api)
