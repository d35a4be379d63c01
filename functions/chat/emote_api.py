"""HTTP API of emotes: which a room has, and how its streamer adds and deletes them."""

from functools import cache
from typing import Annotated, Literal
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from pydantic import Field, StringConstraints

from functions.chat.acts import require_streamer
from functions.chat.desks import actor_of, acts
from functions.chat.domain import found
from functions.chat.emote_desk import EmoteDesk
from functions.chat.emote_files import SiteShelf, upload_address
from functions.chat.emotes import CODE, MOST_BYTES, Audience, DynamoEmotes, RoomEmote
from functions.chat.tasks import check_later
from kernel.access import PUBLIC, SIGNED_IN
from kernel.http import http_api, lambda_handler, no_content
from kernel.schemas import RequestBody, View, example

api = http_api()
SHA256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


class EmoteRequest(
    RequestBody,
    json_schema_extra=example(
        {"code": "madang", "content_type": "image/png", "size_bytes": 20480, "sha256_base64": SHA256}
    ),
):
    code: Annotated[str, StringConstraints(pattern=f"^{CODE}$")] = Field(description="Letters and digits; `:code:`")
    content_type: Literal["image/png", "image/webp"]
    size_bytes: int = Field(ge=1, le=MOST_BYTES)
    sha256_base64: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9+/]{43}=$")]
    audience: Audience = "everyone"


class EmoteView(View):
    code: str
    audience: Audience
    url: str


class EmotesView(View):
    items: list[EmoteView]


class EmoteDraftView(View):
    code: str
    audience: Audience
    state: Literal["uploading", "checking", "ready", "refused"]
    reason: str = Field(
        description="Of a refused one: missing, too_large, not_an_image, wrong_format, animated, not_square, wrong_size"
    )
    url: str | None = Field(description="Once it is ready")


class EmoteDraftsView(View):
    items: list[EmoteDraftView]


class EmoteUploadView(View):
    """PUT the file to `url` with these headers within a quarter of an hour, then complete."""

    code: str
    url: str
    headers: dict[str, str]


@cache
def desk() -> EmoteDesk:
    return EmoteDesk(acts(), DynamoEmotes(), SiteShelf(), check_later)


def draft(emote: RoomEmote) -> EmoteDraftView:
    told = {"code": emote.code, "audience": emote.audience, "state": emote.state, "reason": emote.reason}
    return EmoteDraftView.model_validate({**told, "url": emote.url if emote.path else None})


@api.get("/v1/rooms/<room_id>/emotes", tags=[PUBLIC])
def list_emotes(room_id: str) -> EmotesView:
    """Those that can be used, in the order of their codes."""
    found(acts().rooms.find(room_id))
    ready = sorted(desk().emotes.of(room_id).items())
    return EmotesView(items=[EmoteView.model_validate(emote) for _, emote in ready])


@api.get("/v1/rooms/<room_id>/emotes/all", tags=[SIGNED_IN])
def all_emotes(room_id: str) -> EmoteDraftsView:
    """With those that are on their way or were refused; for the streamer."""
    require_streamer(found(acts().rooms.find(room_id)), actor_of(api))
    stored, _ = desk().emotes.stored(room_id)
    return EmoteDraftsView(items=[draft(emote) for _, emote in sorted(stored.items())])


@api.post("/v1/rooms/<room_id>/emotes", tags=[SIGNED_IN], status_code=201)
def begin_emote(room_id: str, body: EmoteRequest) -> EmoteUploadView:
    """Announces a picture: a still PNG or WebP, square, 28 to 512 pixels, at most 256 KB; fifty a room."""
    emote = desk().begin(room_id, actor_of(api), body.code, body.audience)
    key = emote.upload_key(room_id)
    url, headers = upload_address(key, body.content_type, body.size_bytes, body.sha256_base64)
    return EmoteUploadView(code=emote.code, url=url, headers=headers)


@api.post("/v1/rooms/<room_id>/emotes/<code>/complete", tags=[SIGNED_IN], status_code=202)
def complete_emote(room_id: str, code: str) -> EmoteDraftView:
    """The file is sent: it is decoded, and a moment later ready or refused."""
    return draft(desk().complete(room_id, actor_of(api), unquote(code)))


@api.delete("/v1/rooms/<room_id>/emotes/<code>", tags=[SIGNED_IN], status_code=204)
def delete_emote(room_id: str, code: str) -> Response[str]:
    """Its picture is served no more; messages that used it show its code."""
    desk().delete(room_id, actor_of(api), unquote(code))
    return no_content()


handler = lambda_handler(api)
