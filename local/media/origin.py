"""The HTTP side that players see, and the door through which ffmpeg posts. Cuts and lists; never touches a sample."""

import re
import secrets
from collections.abc import Callable

import aiohttp
from aiohttp import web

from local.media import playlists
from local.media.broadcast import Broadcast
from local.media.playback import PlaybackKeys, Sessions, TokenRefusedError, check_token
from local.media.rendition import Rendition

_PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
_FOR_EVER = "public, max-age=3600, immutable"
_FILE = re.compile(r"(?:(?P<kind>[ps])(?P<number>\d{1,9})\.m4s|(?P<name>index\.m3u8|init\.mp4))")
_AHEAD = 2  # RFC 8216bis 6.2.5.2: a reload for more than two segments ahead is a client's error


class Origin:
    """`live` finds the broadcast of a channel that is playable now, `stream` any that is still held."""

    def __init__(
        self,
        live: Callable[[str], Broadcast | None],
        stream: Callable[[str], Broadcast | None],
        keys: PlaybackKeys,
        sessions: Sessions,
    ) -> None:
        self._live = live
        self._stream = stream
        self._keys = keys
        self._sessions = sessions
        self.post_secret = secrets.token_urlsafe(16)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/ingest/{secret}/{stream_id}/{rendition}", self._ingest)
        app.router.add_get("/live/{channel_id:[A-Za-z0-9_-]+}.m3u8", self._multivariant)
        app.router.add_get("/live/sessions/{session}/{rendition}/{file}", self._file)
        app.router.add_route("OPTIONS", "/live/{path:.*}", self._preflight)

    async def _ingest(self, request: web.Request) -> web.Response:
        broadcast = self._stream(request.match_info["stream_id"])
        rendition = broadcast.renditions.get(request.match_info["rendition"]) if broadcast else None
        if not secrets.compare_digest(request.match_info["secret"], self.post_secret) or not broadcast or not rendition:
            return web.Response(status=404)
        try:
            await broadcast.take(rendition, request.content.iter_any())
        except (ValueError, ConnectionError) as error:  # a killed ffmpeg leaves its last chunk unfinished
            print(f"media: {broadcast.grant.stream_id} {rendition.name} broke off: {error}", flush=True)
        return web.Response()

    async def _preflight(self, _: web.Request) -> web.Response:
        headers = {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers": "*"}
        return web.Response(
            status=204, headers={"Access-Control-Allow-Origin": "*", "Access-Control-Max-Age": "86400", **headers}
        )

    async def _multivariant(self, request: web.Request) -> web.Response:
        channel_id = request.match_info["channel_id"]
        try:
            keys = await self._keys.get()
            allow_origin = check_token(request.query.get("token", ""), channel_id, keys, request.headers.get("Origin"))
        except TokenRefusedError as refusal:
            return refused(403, refusal.code if request.query.get("token") else "missing_token")
        except (aiohttp.ClientError, TimeoutError):
            return refused(503, "keys_unavailable")
        broadcast = self._live(channel_id)
        if broadcast is None:
            return refused(404, "channel_not_live", allow_origin)
        session = self._sessions.open(broadcast.grant.stream_id, allow_origin)
        variants = [
            playlists.variant_of(rendition, broadcast.framerate, f"sessions/{session}/{name}/index.m3u8")
            for name, rendition in broadcast.renditions.items()
        ]
        return web.Response(
            text=playlists.multivariant(variants, version=9),
            content_type=_PLAYLIST_TYPE,
            headers=_headers(allow_origin, "no-store"),
        )

    async def _file(self, request: web.Request) -> web.Response:
        session = self._sessions.use(request.match_info["session"])
        if session is None:
            return refused(403, "session_expired")
        broadcast = self._stream(session.stream_id)
        rendition = broadcast.renditions.get(request.match_info["rendition"]) if broadcast else None
        asked = _FILE.fullmatch(request.match_info["file"])
        if broadcast is None or rendition is None or asked is None:
            return refused(404, "no_such_file", session.allow_origin)
        if asked["name"] == "index.m3u8":
            return await self._playlist(request, broadcast, rendition, session.allow_origin)
        data = await _media(rendition, asked)
        if data is None:
            return refused(404, "no_such_file", session.allow_origin)
        content_type = "video/mp4" if asked["name"] else "video/iso.segment"
        return web.Response(body=data, content_type=content_type, headers=_headers(session.allow_origin, _FOR_EVER))

    async def _playlist(
        self, request: web.Request, broadcast: Broadcast, rendition: Rendition, allow_origin: str
    ) -> web.Response:
        patience = 3.0 * rendition.target_duration
        caching = "no-cache"
        if "_HLS_msn" in request.query or "_HLS_part" in request.query:
            wanted = _wanted(request)
            newest = rendition.last[0] if rendition.last else 0
            if wanted is None or wanted[0] > newest + _AHEAD:
                return refused(400, "bad_delivery_directive", allow_origin)
            if not await rendition.wait_for(lambda: rendition.has(*wanted), patience):
                return refused(503, "segment_overdue", allow_origin)
            caching = f"public, max-age={6 * rendition.target_duration}"  # such an answer never changes meaning
        others = [other for other in broadcast.renditions.values() if other is not rendition]
        text = playlists.live(rendition, others, low_latency=broadcast.grant.latency_mode == "LOW")
        return web.Response(text=text, content_type=_PLAYLIST_TYPE, headers=_headers(allow_origin, caching))


async def _media(rendition: Rendition, asked: re.Match[str]) -> bytes | None:
    """The next part may be asked for before it exists, as the preload hint invites to: it is awaited."""
    if asked["name"]:
        return rendition.init.data if rendition.init else None
    number = int(asked["number"])
    if asked["kind"] == "s":
        segment = rendition.segment(number)
        return segment.data if segment else None
    if number == rendition.next_part:
        await rendition.wait_for(lambda: rendition.next_part > number, 3.0 * rendition.target_duration)
    part = rendition.part(number)
    return part.data if part else None


def _wanted(request: web.Request) -> tuple[int, int | None] | None:
    """The segment and part of a blocking reload; None when the request is malformed."""
    try:
        sequence = int(request.query["_HLS_msn"])
        part = int(request.query["_HLS_part"]) if "_HLS_part" in request.query else None
    except (KeyError, ValueError):
        return None
    return (sequence, part) if sequence >= 0 and (part is None or part >= 0) else None


def _headers(allow_origin: str, caching: str) -> dict[str, str]:
    headers = {"Access-Control-Allow-Origin": allow_origin, "Cache-Control": caching}
    return headers if allow_origin == "*" else {**headers, "Vary": "Origin"}


def refused(status: int, code: str, allow_origin: str = "*") -> web.Response:
    body = {"error_code": code, "type": "error"}
    return web.json_response(body, status=status, headers=_headers(allow_origin, "no-store"))
