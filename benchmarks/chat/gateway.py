"""Stands for API Gateway in a process of its own: it holds the viewers' WebSockets, takes signed posts to
/{stage}/@connections/{id} on the same port, and hands what viewers say to a worker, as the real one invokes Lambda.

The first post on every socket has its signature checked by botocore, the others must name the same credentials:
checking each would put work of AWS's machines on the two cores of this one.

python -m benchmarks.chat.gateway [--worker PORT] [--certificate FILE] [--sink]
"""

import argparse
import asyncio
import base64
import json
import os
import ssl
from typing import Any
from urllib.parse import unquote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from benchmarks.chat.limits import many_sockets
from benchmarks.chat.websocket import CLOSE, PING, PONG, TEXT, Reader, accept, frame

REGION, ACCESS_KEY, SECRET_KEY = "ap-northeast-2", "AKIDBENCH", "secret-of-the-benchmark"
# As many headers as the real answer has: what our client must read is part of its cost.
_HEADERS = (
    b"date: Thu, 01 Jan 2026 00:00:00 GMT\r\ncontent-type: application/json\r\nconnection: keep-alive\r\n"
    b"x-amzn-requestid: 11111111-2222-3333-4444-555555555555\r\nx-amz-apigw-id: AbCdEfGhIjKlMno=\r\n"
)
_ANSWERS = {
    200: b"HTTP/1.1 200 OK\r\n" + _HEADERS + b"content-length: 0\r\n\r\n",
    403: b"HTTP/1.1 403 Forbidden\r\n" + _HEADERS + b"content-length: 2\r\n\r\n{}",
    410: b"HTTP/1.1 410 Gone\r\n" + _HEADERS + b"content-length: 2\r\n\r\n{}",
}


def signature(path: str, body: bytes, headers: dict[str, str]) -> str:
    """What botocore would have signed the post with."""
    request = AWSRequest("POST", f"https://{headers['host']}{path}", data=body)
    request.context["timestamp"] = headers["x-amz-date"]
    request.headers["x-amz-date"] = headers["x-amz-date"]
    for name in headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";"):
        if name not in {"host", "x-amz-date"}:
            request.headers[name] = headers[name]
    signer = SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "execute-api", REGION)
    return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))


class Gateway:
    """`sink` takes posts to connections that nobody holds, where only the posting is measured."""

    def __init__(self, *, sink: bool = False) -> None:
        self.sink = sink
        self.sockets: dict[str, asyncio.Transport] = {}
        self.worker: asyncio.StreamWriter | None = None

    def tell(self, what: dict[str, str]) -> None:
        if self.worker:
            self.worker.write(json.dumps(what).encode() + b"\n")

    def post(self, connection: str, body: bytes) -> int:
        viewer = self.sockets.get(connection)
        if viewer is None:
            return 200 if self.sink else 410
        viewer.write(frame(body))
        return 200

    async def answers_of(self, worker: asyncio.StreamReader) -> None:
        """What the worker answers to him who spoke."""
        async for line in worker:
            answer = json.loads(line)
            self.post(answer["to"], answer["frame"].encode())


class Peer(asyncio.Protocol):
    """A viewer's WebSocket or a worker's keep-alive socket; the first line says which."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.transport: Any = None
        self.buffer = b""
        self.connection = ""
        self.credential = b""
        self.reader = Reader()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def connection_lost(self, _exc: Exception | None) -> None:
        if self.connection:
            del self.gateway.sockets[self.connection]
            self.gateway.tell({"left": self.connection})

    def data_received(self, data: bytes) -> None:
        if self.connection:
            self._hear(data)
            return
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0 and not self.connection:
            if self.buffer.startswith(b"GET "):
                self._upgrade(self.buffer[:end])
            elif not self._take_post(end):
                return

    def _upgrade(self, head: bytes) -> None:
        self.buffer = b""
        headers = _headers_of(head)
        self.connection = base64.b64encode(os.urandom(11)).decode()
        self.gateway.sockets[self.connection] = self.transport
        key = accept(headers["sec-websocket-key"].encode())
        self.gateway.tell({"joined": self.connection})
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + key + b"\r\n\r\n"
        )

    def _hear(self, data: bytes) -> None:
        for opcode, payload in self.reader.frames(data):
            if opcode == TEXT:
                self.gateway.tell({"from": self.connection, "frame": payload.decode()})
            elif opcode == PING:
                self.transport.write(frame(payload, PONG))
            elif opcode == CLOSE:
                self.transport.close()

    def _take_post(self, end: int) -> bool:
        """False while the body is not here whole."""
        head = self.buffer[:end]
        at = head.find(b"content-length:")
        if at < 0:
            at = head.find(b"Content-Length:")
        whole = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self.buffer) < whole:
            return False
        body, self.buffer = self.buffer[end + 4 : whole], self.buffer[whole:]
        path = head[5 : head.index(b" ", 5)]
        status = 403
        if self._is_signed(head, path.decode(), body):
            status = self.gateway.post(unquote(path[path.rindex(b"/") + 1 :].decode()), body)
        self.transport.write(_ANSWERS[status])
        return True

    def _is_signed(self, head: bytes, path: str, body: bytes) -> bool:
        if self.credential and self.credential in head:
            return True
        headers = _headers_of(head)
        given = headers.get("authorization", "")
        credential, _, sent = given.partition(" SignedHeaders=")
        if not sent or sent.partition("Signature=")[2] != signature(path, body, headers):
            return False
        self.credential = credential.encode()
        return True


def _headers_of(head: bytes) -> dict[str, str]:
    lines = head.decode("latin1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.lower(): value.strip() for name, _, value in pairs}


async def serve(gateway: Gateway, worker_port: int, tls: ssl.SSLContext | None) -> None:
    """Until the process is ended. Prints its port."""
    loop = asyncio.get_running_loop()
    tasks = []
    if worker_port:
        reader, gateway.worker = await asyncio.open_connection("127.0.0.1", worker_port)
        tasks.append(loop.create_task(gateway.answers_of(reader)))
    server = await loop.create_server(lambda: Peer(gateway), "127.0.0.1", 0, ssl=tls, backlog=4_096)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser("python -m benchmarks.chat.gateway")
    parser.add_argument("--worker", type=int, default=0, help="its port; without, what viewers say is dropped")
    parser.add_argument("--certificate", help="a file with certificate and key: TLS")
    parser.add_argument("--sink", action="store_true")
    arguments = parser.parse_args()
    many_sockets()
    tls = None
    if arguments.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(arguments.certificate)
    asyncio.run(serve(Gateway(sink=arguments.sink), arguments.worker, tls))


if __name__ == "__main__":
    main()
