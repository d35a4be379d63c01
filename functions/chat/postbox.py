"""@connections of API Gateway, thousands of times a second: keep-alive sockets and a signature that is mostly cached.

boto3 spends most of a post on what is the same in every post. Only what POST on
`/{stage}/@connections/{id}` needs of HTTP/1.1 and Signature Version 4 is here:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import asyncio
import hashlib
import hmac
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from kernel.clock import Clock

SOCKETS = 64
GONE, TOO_BUSY, FORBIDDEN = 410, 429, 403
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret_key: str
    token: str | None


class Signer:
    """Signature Version 4 of requests that differ only in their path, within one second."""

    def __init__(self, host: str, region: str, credentials: Callable[[], Credentials], now: Clock) -> None:
        self.host, self.region, self.credentials, self.now = host, region, credentials, now
        self._key: tuple[str, str, bytes] = ("", "", b"")

    def headers(self, path: str, body_digest: str, at: datetime, who: Credentials) -> bytes:
        """`path` as on the wire; the canonical one is escaped once more."""
        stamp = at.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{stamp[:8]}/{self.region}/execute-api/aws4_request"
        token_header = f"x-amz-security-token:{who.token}\n" if who.token else ""
        names = "host;x-amz-date;x-amz-security-token" if who.token else "host;x-amz-date"
        canonical = (
            f"POST\n{path.replace('%', '%25')}\n\nhost:{self.host}\nx-amz-date:{stamp}\n{token_header}\n"
            f"{names}\n{body_digest}"
        )
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.new(self._signing_key(stamp[:8], who.secret_key), text.encode(), hashlib.sha256).hexdigest()
        token_line = f"x-amz-security-token: {who.token}\r\n" if who.token else ""
        return (
            f"host: {self.host}\r\nx-amz-date: {stamp}\r\n{token_line}authorization: AWS4-HMAC-SHA256 "
            f"Credential={who.access_key}/{scope}, SignedHeaders={names}, Signature={signature}\r\n"
        ).encode()

    def _signing_key(self, day: str, secret: str) -> bytes:
        if self._key[:2] != (day, secret):
            key = f"AWS4{secret}".encode()
            for part in (day, self.region, "execute-api", "aws4_request"):
                key = hmac.new(key, part.encode(), hashlib.sha256).digest()
            self._key = (day, secret, key)
        return self._key[2]


class _Channel(asyncio.Protocol):
    """One keep-alive connection with one request in flight."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.received = b""
        self.answer: asyncio.Future[int] | None = None
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.received[:end].lower()
        if len(self.received) < end + 4 + _content_length(head):
            return
        self.received = b""
        if self.answer and not self.answer.done():
            self.answer.set_result(int(head[9:12]))
        if b"connection: close" in head:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer and not self.answer.done():
            self.answer.set_exception(exc or ConnectionResetError("closed without an answer"))

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    async def ask(self, request: bytes) -> int:
        self.answer = self.loop.create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.answer, TIMEOUT_SECONDS)


def _content_length(head: bytes) -> int:
    at = head.find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class ApiGatewayPostbox:
    """`callback_url` is https://{api}.execute-api.{region}.amazonaws.com/{stage}. Not for several threads at once."""

    def __init__(
        self,
        callback_url: str,
        region: str,
        credentials: Callable[[], Credentials],
        now: Clock,
        size: int = SOCKETS,
    ) -> None:
        url = urlsplit(callback_url)
        self.secure, self.host, self.stage = url.scheme == "https", str(url.hostname), url.path.rstrip("/")
        self.port = url.port or (443 if self.secure else 80)
        named = url.netloc  # with its port where it is not the usual one, as clients and servers sign it
        self.signer = Signer(named, region, credentials, now)
        self.size = size
        self.loop = asyncio.new_event_loop()  # outlives an invocation: so do its sockets
        self.idle: list[_Channel] = []
        self.tls = ssl.create_default_context() if self.secure else None

    def post(self, connections: list[str], body: bytes) -> set[str]:
        """Sends the body to each; returns those that are gone. Full buffers are dropped: their owners fetch."""
        statuses = self._each(connections, body)
        return {connection for connection, status in statuses.items() if status == GONE}

    def shut(self) -> None:
        """Gives its sockets back; a Lambda container simply ends with them."""
        for channel in self.idle:
            channel.transport.close()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    def _each(self, connections: list[str], body: bytes) -> dict[str, int]:
        if not connections:
            return {}
        digest, statuses, waiting = hashlib.sha256(body).hexdigest(), dict[str, int](), iter(connections)
        self.loop.run_until_complete(self._workers(waiting, body, digest, statuses, len(connections)))
        refused = [status for status in statuses.values() if status == FORBIDDEN]
        if refused:
            raise PermissionError(f"API Gateway refused {len(refused)} of {len(connections)} posts: 403")
        return statuses

    async def _workers(
        self, waiting: Iterator[str], body: bytes, digest: str, statuses: dict[str, int], count: int
    ) -> None:
        work = [self._work(waiting, body, digest, statuses) for _ in range(min(self.size, count))]
        ends = await asyncio.gather(*work, return_exceptions=True)  # all of them: none may go on in the next invocation
        for failure in filter(None, ends):
            raise failure

    async def _work(self, waiting: Iterator[str], body: bytes, digest: str, statuses: dict[str, int]) -> None:
        channel = await self._channel()
        who = self.signer.credentials()
        for connection in waiting:
            path = f"{self.stage}/%40connections/{quote(connection, safe='')}"
            signed = self.signer.headers(path, digest, self.signer.now(), who)
            line = f"POST {path} HTTP/1.1\r\ncontent-length: {len(body)}\r\n".encode()
            request = b"".join((line, signed, b"\r\n", body))
            try:
                statuses[connection] = await channel.ask(request)
            except OSError:  # a socket that the other side closed while the function was frozen
                channel = await self._open()
                statuses[connection] = await channel.ask(request)
            if not channel.usable:
                channel = await self._open()
        self.idle.append(channel)

    async def _channel(self) -> _Channel:
        while self.idle:
            channel = self.idle.pop()
            if channel.usable:
                return channel
        return await self._open()

    async def _open(self) -> _Channel:
        _, channel = await self.loop.create_connection(lambda: _Channel(self.loop), self.host, self.port, ssl=self.tls)
        return channel
