"""HTTP API of rights."""

from functools import cache
from http import HTTPStatus
from urllib.parse import urlsplit

import jwt
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from functions.rights import keys
from functions.rights.domain import COOKIES_VALID, LIVE_TOKEN_VALID, Playable, cookies, live_claims
from functions.rights.schemas import LiveRequest, Playback, TitleRequest
from functions.rights.store import DynamoPlayables
from kernel import clock, environment
from kernel.access import PUBLIC
from kernel.errors import NotFound
from kernel.http import http_api, lambda_handler

api = http_api()


@cache
def playables() -> DynamoPlayables:
    return DynamoPlayables()


def playable(playable_id: str, code: str) -> Playable:
    found = playables().find(playable_id)
    if found is None:
        raise NotFound("There is nothing to play here.", code=code)
    return found


@api.post("/v1/playback/live", tags=[PUBLIC])
def play_live(body: LiveRequest) -> Playback:
    """A playback address that carries its token."""
    channel, now = playable(body.channel_id, "no_such_channel"), clock.now()
    claims = live_claims(channel.ivs_arn or "", now, environment.required("SITE_URL"))
    token = jwt.encode(claims, keys.live_key(), algorithm="ES384")
    return Playback(url=f"{channel.address}?token={token}", expires_at=now + LIVE_TOKEN_VALID)


@api.post("/v1/playback/titles", tags=[PUBLIC])
def play_title(body: TitleRequest) -> Response[Playback]:
    """The title's address, and the cookies that open its folder at the edge."""
    title, now, site = playable(body.title_id, "no_such_title"), clock.now(), environment.required("SITE_URL")
    key_id = environment.required("CLOUDFRONT_KEY_ID")
    values = cookies(site, body.title_id, key_id, keys.cloudfront_sign, now)
    secure = urlsplit(site).scheme == "https"
    path = f"/vod/{body.title_id}/"
    jar = [
        Cookie(name, value, path=path, secure=secure, http_only=True, same_site=SameSite.LAX_MODE,
               max_age=int(COOKIES_VALID.total_seconds()))
        for name, value in values.items()
    ]  # fmt: skip
    answer = Playback(url=f"{site}/{title.address}", expires_at=now + COOKIES_VALID)
    return Response(HTTPStatus.OK, "application/json", answer, cookies=jar)


handler = lambda_handler(api)
