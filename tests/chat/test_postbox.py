"""Posts to connections over real sockets, their signatures held to botocore's own."""

import contextlib
import socket
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
        protocol_version, disable_nagle_algorithm = "HTTP/1.1", True

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
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
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


def test_a_body_larger_than_the_buffers_arrives_whole(connections: Connections, postbox: Make):
    body = bytes(range(256)) * 40_000
    assert postbox().post(["a"], body) == set()
    assert connections.posts == [("POST", "a", body)]


def test_nobody_at_the_address_is_an_error(connections: Connections, postbox: Make):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        connections.url = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
    with pytest.raises(ConnectionRefusedError):
        postbox().post(["a", "b", "c", "d", "e"], b"x")


def test_a_server_that_is_silent_is_an_error_and_is_not_waited_for_again(
    connections: Connections, postbox: Make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("functions.chat.postbox.TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr("functions.chat.postbox.LOOK_SECONDS", 0.02)
    answering = connections.url
    with socket.create_server(("127.0.0.1", 0)) as silent:
        connections.url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        box = postbox()
        with pytest.raises(TimeoutError):
            box.post(["a", "b"], b"x")
    box.sockets.port = int(answering.split(":")[2].split("/")[0])
    box.post(["a"], b"x")
    assert [name for _, name, _ in connections.posts] == ["a"]


@pytest.fixture
def answers() -> Iterator[tuple[str, list[bytes]]]:
    """A server on one socket that says what is in the list, piece by piece, after each request; nothing ends it."""
    pieces: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer, contextlib.suppress(ConnectionResetError):
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while peer.recv(65_536):
                for piece in pieces:
                    peer.sendall(piece)
                    threading.Event().wait(0.01)  # so that each is read alone

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1", pieces
        thread.join(5)


def test_an_answer_in_pieces_is_one_answer(answers: tuple[str, list[bytes]], connections: Connections, postbox: Make):
    connections.url, pieces = answers
    pieces += [b"HTTP/1.1 4", b"10 Gone\r\nContent-Length: 4\r\n", b"\r\n{", b"}  "]
    box = postbox(size=1)
    assert box.post(["a"], b"x") == {"a"}
    assert box.post(["b", "c"], b"x") == {"b", "c"}


def test_what_nobody_asked_for_ends_the_socket(
    answers: tuple[str, list[bytes]], connections: Connections, postbox: Make
):
    connections.url, pieces = answers
    pieces += [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 410 Gone\r\n\r\n"]
    box = postbox(size=1)
    assert box.post(["a"], b"x") == set()
    threading.Event().wait(0.05)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        box.sockets.port = closed.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):  # a new socket: the second answer belongs to no post
        box.post(["b"], b"x")
