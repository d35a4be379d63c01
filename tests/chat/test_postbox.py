"""Posts to connections over real sockets, their signatures held to botocore's own."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from functions.chat.postbox import ApiGatewayPostbox, Credentials
from kernel.clock import now

REGION = "ap-northeast-2"
Make = Callable[..., ApiGatewayPostbox]


@dataclass
class Connections:
    """API Gateway's @connections: what came, by connection; 410 for those in `gone`."""

    url: str = ""
    posts: list[tuple[str, str, bytes]] = field(default_factory=list)
    sockets: set[Any] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    signatures: list[tuple[str, str]] = field(default_factory=list)
    hang_up: bool = False
    status: int = 200


@pytest.fixture
def connections() -> Iterator[Connections]:
    kept = Connections()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            connection = self.path.rsplit("/", 1)[1]
            kept.posts.append((self.command, connection, body))
            kept.sockets.add(self.client_address)
            kept.signatures.append(
                (self.headers["authorization"], expected(self.command, self.path, body, self.headers))
            )
            self.send_response(410 if connection in kept.gone else kept.status)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")
            self.close_connection = kept.hang_up

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    def expected(method: str, path: str, body: bytes, headers: Any) -> str:
        request = AWSRequest(method, f"http://{headers['host']}{path}", data=body)
        request.context["timestamp"] = headers["x-amz-date"]
        token = headers.get("x-amz-security-token")
        request.headers["x-amz-date"] = headers["x-amz-date"]
        if token:
            request.headers["x-amz-security-token"] = token
        signer = SigV4Auth(BotocoreCredentials("AKID", "secret", token), "execute-api", REGION)
        canonical = signer.canonical_request(request)
        signature = signer.signature(signer.string_to_sign(request, canonical), request)
        return str(signature)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def postbox(connections: Connections) -> Iterator[Make]:
    made: list[ApiGatewayPostbox] = []

    def make(token: str | None = None, size: int = 4) -> ApiGatewayPostbox:
        made.append(ApiGatewayPostbox(connections.url, REGION, lambda: Credentials("AKID", "secret", token), now, size))
        return made[-1]

    yield make
    for box in made:
        box.shut()


@pytest.mark.parametrize("token", [None, "a session/token+="])
def test_every_post_is_signed_as_botocore_signs_it(connections: Connections, postbox: Make, token: str | None):
    assert postbox(token).post(["L0SM9cOFvHcCJNA=", "b"], "안녕".encode()) == set()
    assert sorted(connections.posts) == [
        ("POST", "L0SM9cOFvHcCJNA%3D", "안녕".encode()),
        ("POST", "b", "안녕".encode()),
    ]
    for sent, wanted in connections.signatures:
        assert sent.endswith(f"Signature={wanted}")


def test_sockets_are_kept_between_posts(connections: Connections, postbox: Make):
    box = postbox()
    for _ in range(5):
        box.post([f"c{number}" for number in range(20)], b"x")
    assert len(connections.posts) == 100
    assert len(connections.sockets) <= 4


def test_who_is_gone_is_told_and_the_others_get_theirs(connections: Connections, postbox: Make):
    connections.gone = {"b", "d"}
    assert postbox().post(["a", "b", "c", "d"], b"x") == {"b", "d"}


def test_a_server_that_hangs_up_costs_a_new_socket_and_no_post(connections: Connections, postbox: Make):
    box = postbox(size=2)
    connections.hang_up = True
    box.post([f"c{number}" for number in range(10)], b"x")
    assert sorted(name for _, name, _ in connections.posts) == sorted(f"c{number}" for number in range(10))
    box.post(["again"], b"x")
    assert connections.posts[-1][1] == "again"


def test_a_full_buffer_is_neither_gone_nor_an_error(connections: Connections, postbox: Make):
    connections.status = 429
    assert postbox().post(["a"], b"x") == set()


def test_a_refused_role_is_an_error(connections: Connections, postbox: Make):
    connections.status = 403
    with pytest.raises(PermissionError):
        postbox().post(["a"], b"x")


def test_nobody_to_tell_is_no_post(connections: Connections, postbox: Make):
    assert postbox().post([], b"x") == set()
    assert connections.posts == []
