"""Requests that must be refused: who sends what where, and the problem that has to come back."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local.api_client import Person

PAST, FAR_FUTURE = 1_600_000_000, 9_999_999_999
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Case:
    what: str
    method: str
    path: str
    status: int
    code: str
    body: Any = None
    person: Person | None = None
    raw: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


def token(expires: int) -> str:
    """The shape of an access token, signed by nobody."""
    parts = [{"alg": "RS256", "typ": "JWT", "kid": "none"}, {"sub": "nobody", "exp": expires}]
    return ".".join([*(_base64(json.dumps(part).encode()) for part in parts), _base64(b"no signature")])


def bearer(text: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {text}"),)


def bodies(owner: Person, channel: str) -> Iterator[Case]:
    def post(what: str, status: int, code: str, body: Any = None, raw: bytes | None = None) -> Case:
        return Case(what, "POST", "/v1/channels", status, code, body, owner, raw)

    yield post("an unknown field", 422, "invalid_fields", {"name": "x", "colour": "red"})
    yield post("JSON that breaks off", 400, "malformed_json", raw=b'{"name": "x"')
    yield post("a missing field", 422, "invalid_fields", {})
    yield post("a name too long", 422, "invalid_fields", {"name": "x" * 81})
    yield post("a number for a name", 422, "invalid_fields", {"name": 5})
    yield post("a control character in a name", 422, "invalid_fields", {"name": "a\u0007b"})
    yield post("a body of 10 MB", 413, "too_large", raw=b"x" * (10 * MEBIBYTE))
    yield Case("a message over 1 KB", "POST", f"/v1/channels/{channel}/timed-metadata", 422, "invalid_fields",
               {"payload": "x" * 1025}, owner)  # fmt: skip
    upload = {"name": "x", "type": "video", "channel_id": channel, "file_name": "x.mp4", "content_type": "video/mp4"}
    yield Case(
        "an upload of no bytes", "POST", "/v1/uploads", 422, "invalid_fields", {**upload, "size_bytes": 0}, owner
    )
    yield Case("an upload of 51 GB", "POST", "/v1/uploads", 422, "invalid_fields",
               {**upload, "size_bytes": 51 * 1024 * MEBIBYTE}, owner)  # fmt: skip
    yield Case("an upload of no known kind", "POST", "/v1/uploads", 422, "invalid_fields",
               {**upload, "size_bytes": 9, "content_type": "text/html"}, owner)  # fmt: skip
    yield Case("no number of items", "GET", "/v1/titles?limit=many", 422, "invalid_fields")
    yield Case("too many items", "GET", "/v1/titles?limit=1000", 422, "invalid_fields")


def cursors(channel: str) -> Iterator[Case]:
    made_up = _base64(b'{"id":{"S":"ttl_1"}}')
    for path in ("/v1/titles", "/v1/live", f"/v1/titles?channel={channel}"):
        joint = "&" if "?" in path else "?"
        yield Case(f"a cursor that is noise at {path}", "GET", f"{path}{joint}cursor=%25%25", 400, "invalid_cursor")
        yield Case(f"a cursor made up at {path}", "GET", f"{path}{joint}cursor={made_up}", 400, "invalid_cursor")


def identities(viewer: Person) -> Iterator[Case]:
    yield Case("an expired token", "GET", "/v1/me", 401, "token_expired", headers=bearer(token(PAST)))
    yield Case("a garbage token", "GET", "/v1/me", 401, "invalid_token", headers=bearer("garbage"))
    yield Case("a role that is missing", "POST", "/v1/channels", 403, "role_required", {"name": "x"}, viewer)
    wrong = {"email": viewer.email, "password": "Wrong-password-1!"}
    yield Case("a wrong password", "POST", "/v1/sign-in", 401, "wrong_credentials", wrong)
    person = {"email": "new@madang.example", "password": "Courtyard-2026!", "display_name": "x"}
    yield Case("terms of yesterday", "POST", "/v1/sign-up", 409, "terms_outdated", {**person, "terms_version": "2000"})
    yield Case(
        "no address", "POST", "/v1/sign-up", 422, "invalid_fields", {**person, "email": "x", "terms_version": "1"}
    )


def places(owner: Person, channel: str) -> Iterator[Case]:
    yield Case("a route that is not there", "GET", "/v1/nothing", 404, "no_such_route")
    yield Case("a method that is not there", "PUT", "/v1/channels", 404, "no_such_route")
    yield Case("a channel that is not there", "GET", "/v1/channels/chn_none", 404, "no_such_channel")
    yield Case("a title that is not there", "GET", "/v1/titles/ttl_none", 404, "no_such_title")
    yield Case("a broadcast that is not there", "GET", "/v1/sessions/ses_none", 404, "no_such_session")
    yield Case(
        "a title to play that is not there", "POST", "/v1/playback/titles", 404, "no_such_title", {"title_id": "x"}
    )
    yield Case("a channel that is not live", "GET", f"/v1/channels/{channel}/live", 404, "not_live")
    yield Case("ending what is not live", "POST", f"/v1/channels/{channel}/stop", 409, "not_live", None, owner)
    yield Case("a change upon an old version", "PATCH", f"/v1/channels/{channel}", 412, "precondition_failed",
               {"name": "y"}, owner, headers=(("If-Match", '"old"'),))  # fmt: skip


def other_peoples(thief: Person, channel: str, title: str, upload: str) -> Iterator[Case]:
    """Every route that only the owner may use, called by another streamer."""

    def of(what: str, method: str, path: str, code: str, body: Any = None) -> Case:
        return Case(f"another's {what}", method, path, 403, code, body, thief)

    base, not_yours = f"/v1/channels/{channel}", "not_your_channel"
    for name in ("settings", "ingest", "obs-profile", "sessions", "titles"):
        yield of(name, "GET", f"{base}/{name}", not_yours)
    yield of("channel changed", "PATCH", base, not_yours, {"name": "mine now"})
    yield of("channel deleted", "DELETE", base, not_yours)
    for name in ("stream-key/reveal", "stream-key/rotate", "stop"):
        yield of(name, "POST", f"{base}/{name}", not_yours)
    yield of("timed metadata", "POST", f"{base}/timed-metadata", not_yours, {"payload": "x"})
    begin = {"name": "x", "type": "video", "file_name": "x.mp4", "content_type": "video/mp4", "size_bytes": 9}
    yield of("channel to upload to", "POST", "/v1/uploads", not_yours, {**begin, "channel_id": channel})
    yield of("title changed", "PATCH", f"/v1/titles/{title}", "not_your_title", {"name": "mine now"})
    yield of("title deleted", "DELETE", f"/v1/titles/{title}", "not_your_title")
    yield of("title tried again", "POST", f"/v1/titles/{title}/retry", "not_your_title")
    part = {"number": 1, "sha256_base64": "A" * 43 + "="}
    yield of("upload's parts", "POST", f"/v1/uploads/{upload}/parts", "not_your_upload", {"parts": [part]})
    whole = {"parts": [{**part, "etag": "x"}]}
    yield of("upload completed", "POST", f"/v1/uploads/{upload}/complete", "not_your_upload", whole)
    yield of("upload given up", "DELETE", f"/v1/uploads/{upload}", "not_your_upload")


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
