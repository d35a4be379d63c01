"""@connections of API Gateway, thousands of times a second: keep-alive sockets and a signature that is mostly cached.

boto3 spends most of a post on what is the same in every post. Only what POST on
`/{stage}/@connections/{id}` needs of HTTP/1.1 and Signature Version 4 is here:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import quote, urlsplit

from functions.chat.keepalive import KeptSocket, KeptSockets
from kernel.clock import Clock

SOCKETS = 64
GONE, TOO_BUSY, FORBIDDEN = 410, 429, 403
TIMEOUT_SECONDS = 10.0
LOOK_SECONDS = 1.0  # between two looks for answers that are overdue


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret_key: str
    token: str | None


class Signer:
    """Signature Version 4 for one host; its key is good for a day."""

    def __init__(self, host: str, region: str, credentials: Callable[[], Credentials], now: Clock) -> None:
        self.host, self.region, self.credentials, self.now = host, region, credentials, now
        self._key: tuple[str, str, bytes] = ("", "", b"")

    def posts(self, stage: str, body: bytes) -> "SignedPosts":
        """Signed for this moment: AWS takes them for five minutes, a body is out within seconds."""
        at, who = self.now(), self.credentials()
        return SignedPosts(self, stage, body, at, who)

    def key(self, day: str, secret: str) -> bytes:
        if self._key[:2] != (day, secret):
            key = f"AWS4{secret}".encode()
            for part in (day, self.region, "execute-api", "aws4_request"):
                key = hmac.new(key, part.encode(), hashlib.sha256).digest()
            self._key = (day, secret, key)
        return self._key[2]


class SignedPosts:
    """The requests that bring one body; they differ in their path and signature, the rest is made once."""

    def __init__(self, signer: Signer, stage: str, body: bytes, at: datetime, who: Credentials) -> None:
        stamp = at.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{stamp[:8]}/{signer.region}/execute-api/aws4_request"
        token_header = f"x-amz-security-token:{who.token}\n" if who.token else ""
        token_line = f"x-amz-security-token: {who.token}\r\n" if who.token else ""
        names = "host;x-amz-date;x-amz-security-token" if who.token else "host;x-amz-date"
        self._path = f"{stage}/%40connections/"
        # The canonical path is the one on the wire, escaped once more.
        self._canonical = f"POST\n{self._path.replace('%', '%25')}"
        self._canonical_rest = (
            f"\n\nhost:{signer.host}\nx-amz-date:{stamp}\n{token_header}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        )
        self._text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n"
        self._key = signer.key(stamp[:8], who.secret_key)
        self._head = (
            f" HTTP/1.1\r\nhost: {signer.host}\r\ncontent-length: {len(body)}\r\nx-amz-date: {stamp}\r\n{token_line}"
            f"authorization: AWS4-HMAC-SHA256 Credential={who.access_key}/{scope}, SignedHeaders={names}, Signature="
        )
        self._body = b"\r\n\r\n" + body

    def to(self, connection: str) -> bytes:
        """The whole request, as on the wire."""
        name = quote(connection, safe="")
        canonical = f"{self._canonical}{name.replace('%', '%25')}{self._canonical_rest}"
        text = self._text + hashlib.sha256(canonical.encode()).hexdigest()
        signature = hmac.digest(self._key, text.encode(), "sha256").hex()
        return f"POST {self._path}{name}{self._head}{signature}".encode() + self._body


class _Round:
    """One body on its way to many connections."""

    def __init__(self, sockets: KeptSockets, connections: list[str], posts: SignedPosts) -> None:
        self.sockets, self.posts = sockets, posts
        self.waiting = iter(connections)
        self.busy: set[KeptSocket] = set()
        self.statuses: dict[str, int] = {}
        self.failures: list[OSError] = []
        self.due = self.look_at = 0.0

    def run(self, size: int) -> dict[str, int]:
        """Every connection's status. The first failure is raised when none is under way any more."""
        try:
            self.sockets.weed()
            self._clock()
            for connection in islice(self.waiting, size):
                self._ask(self.sockets.take(), connection, self.posts.to(connection))
            while self.busy:
                for key, _ in self.sockets.selector.select(LOOK_SECONDS):
                    self._go_on(key.data)
                self._clock()
        finally:
            for kept in self.busy:
                self.sockets.drop(kept)
        for failure in self.failures:
            raise failure
        return self.statuses

    def _clock(self) -> None:
        now = time.monotonic()
        self.due = now + TIMEOUT_SECONDS
        if now >= self.look_at:
            self.look_at = now + LOOK_SECONDS
            for kept in [one for one in self.busy if one.due < now]:
                self._failed(kept, TimeoutError("no answer"))

    def _ask(self, kept: KeptSocket, connection: str, request: bytes) -> None:
        self.busy.add(kept)
        try:
            kept.ask(connection, request, self.due)
            self.sockets.watch(kept)
        except OSError as failure:
            self._failed(kept, failure)

    def _go_on(self, kept: KeptSocket) -> None:
        try:
            connection = kept.connection
            status = kept.go_on()
        except OSError as failure:
            self._failed(kept, failure)
            return
        if status is None:
            self.sockets.watch(kept)
            return
        self.statuses[connection] = status
        self._next(kept)

    def _next(self, kept: KeptSocket) -> None:
        connection = next(self.waiting, None)
        if kept.closing:
            self.busy.discard(kept)
            self.sockets.drop(kept)
        elif connection is None:
            self.busy.discard(kept)
            self.sockets.idle.append(kept)
        if connection is not None:
            self._ask(self.sockets.fresh() if kept.closing else kept, connection, self.posts.to(connection))

    def _failed(self, kept: KeptSocket, failure: OSError) -> None:
        """A socket that the other side closed while the function was frozen costs a new one, and no post."""
        self.sockets.drop(kept)
        if kept not in self.busy:
            return
        self.busy.discard(kept)
        if kept.used:
            self._ask(self.sockets.fresh(), kept.connection, kept.request)
        else:
            self.failures.append(failure)


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
        secure = url.scheme == "https"
        named = url.netloc  # with its port where it is not the usual one, as clients and servers sign it
        self.signer = Signer(named, region, credentials, now)
        self.stage, self.size = url.path.rstrip("/"), size
        tls = ssl.create_default_context() if secure else None
        self.sockets = KeptSockets(str(url.hostname), url.port or (443 if secure else 80), tls)

    def post(self, connections: list[str], body: bytes) -> set[str]:
        """Sends the body to each; returns those that are gone. Full buffers are dropped: their owners fetch."""
        if not connections:
            return set()
        statuses = _Round(self.sockets, connections, self.signer.posts(self.stage, body)).run(self.size)
        refused = [status for status in statuses.values() if status == FORBIDDEN]
        if refused:
            raise PermissionError(f"API Gateway refused {len(refused)} of {len(connections)} posts: 403")
        return {connection for connection, status in statuses.items() if status == GONE}

    def shut(self) -> None:
        """Gives its sockets back; a Lambda container simply ends with them."""
        self.sockets.shut()
