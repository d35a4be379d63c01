"""A stand-in for the emulated AWS around the media plane: its control protocol, and the calls of S3 that it makes."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from xml.sax.saxutils import escape

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

_CHUNK = 1 << 18
ACCOUNT = "arn:aws:ivs:us-east-1:000000000000"


@dataclass(frozen=True)
class Notice:
    stream_id: str
    kind: str
    body: dict[str, Any]


@dataclass
class FakeCloud:
    """`streams` maps stream keys to the grants that control gives; everything heard is in `notices` and `objects`."""

    streams: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)
    authorizations: list[str] = field(default_factory=list)
    refuse_uploads: bool = False
    refuse_notices: bool = False
    port: int = 0

    def __post_init__(self) -> None:
        self._signing_key = ec.generate_private_key(ec.SECP384R1())
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._stop
        assert self._loop
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def channel(self, key: str, channel_id: str, *, recording: bool = True, **grant: Any) -> str:
        """Makes a channel that `key` may publish to; its stream id is returned."""
        stream_id = f"st-{channel_id}"
        target = {
            "bucket": "recordings",
            "key_prefix": f"ivs/v1/000000000000/{channel_id}/2026/1/2/3/4/rec1",
            "recording_session_id": "rec1",
            "thumbnail_interval_seconds": 5,
        }
        self.streams[key] = {
            "channel_id": channel_id,
            "channel_arn": f"{ACCOUNT}:channel/{channel_id}",
            "stream_id": stream_id,
            "type": "STANDARD",
            "latency_mode": "LOW",
            "recording": target if recording else None,
        } | grant
        return str(self.streams[key]["stream_id"])

    def token(self, channel_id: str, expires: int = 4102444800, **claims: Any) -> str:
        body = {"aws:channel-arn": f"{ACCOUNT}:channel/{channel_id}", "exp": expires} | claims
        return jwt.encode(body, self._signing_key, algorithm="ES384")

    @property
    def public_key(self) -> str:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._signing_key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()

    def heard(self, kind: str, stream_id: str | None = None) -> list[dict[str, Any]]:
        return [note.body for note in self.notices if note.kind == kind and stream_id in {None, note.stream_id}]

    def wait_for(self, condition: Callable[[], Any], seconds: float) -> Any:
        """What the condition gives once it is true; it is tried whenever something was heard."""
        with self._news:
            assert self._news.wait_for(lambda: bool(condition()), seconds), (
                f"not within {seconds} s; heard {self.notices}"
            )
        return condition()

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()

    def _serve(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=1 << 28)
        app.router.add_post("/control/authorize", self._authorize)
        app.router.add_get("/control/playback-keys", self._keys)
        app.router.add_post("/control/streams/{stream_id}/{kind}", self._notice)
        app.router.add_get("/s3/{bucket}", self._list)
        app.router.add_put("/s3/{bucket}/{key:.+}", self._put)
        app.router.add_get("/s3/{bucket}/{key:.+}", self._get)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _authorize(self, request: web.Request) -> web.Response:
        key = (await request.json())["stream_key"]
        self.authorizations.append(key)
        grant = self.streams.get(key)
        self._tell()
        return web.json_response(grant) if grant else web.json_response({"reason": "unknown key"}, status=403)

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [self.public_key]})

    async def _notice(self, request: web.Request) -> web.Response:
        if self.refuse_notices:
            return web.Response(status=503)
        self.notices.append(Notice(request.match_info["stream_id"], request.match_info["kind"], await request.json()))
        self._tell()
        return web.json_response({})

    async def _put(self, request: web.Request) -> web.Response:
        if self.refuse_uploads:
            return web.Response(status=500)
        self.objects[request.match_info["key"]] = _without_chunk_signatures(request, await request.read())
        self._tell()
        return web.Response()

    async def _get(self, request: web.Request) -> web.StreamResponse:
        body = self.objects.get(request.match_info["key"])
        if body is None:
            error = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>'
            return web.Response(status=404, text=error, content_type="application/xml")
        asked = request.http_range
        if request.method == "HEAD" or (asked.start is None and len(body) < _CHUNK):
            return web.Response(body=body, headers={"Accept-Ranges": "bytes"})
        start, stop, _ = asked.indices(len(body))
        answer = web.StreamResponse(status=200 if asked.start is None else 206, headers={"Accept-Ranges": "bytes"})
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(body)}"
        answer.content_length = stop - start
        with contextlib.suppress(ConnectionError):  # players leave in the middle of a file
            await answer.prepare(request)
            for at in range(start, stop, _CHUNK):
                await answer.write(body[at : min(at + _CHUNK, stop)])
        return answer

    async def _list(self, request: web.Request) -> web.Response:
        prefix = request.query.get("prefix", "")
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size></Contents>"
            for key, body in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        text = f'<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>'
        return web.Response(text=text, content_type="application/xml")


def _without_chunk_signatures(request: web.Request, body: bytes) -> bytes:
    """boto3 may send aws-chunked bodies: size in hex, bytes, …, trailer."""
    if "aws-chunked" not in request.headers.get("Content-Encoding", ""):
        return body
    whole, rest = b"", body
    while rest:
        line, _, rest = rest.partition(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if not size:
            break
        whole, rest = whole + rest[:size], rest[size + 2 :]
    return whole


def as_json(body: bytes) -> Any:
    return json.loads(body)
