"""Both transports, each against what stands for its service, over real sockets: what every member is sent."""

import asyncio
import base64
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import aiohttp
from hypercorn.asyncio import serve
from hypercorn.config import Config

from functions.chat import channel_authorizer
from functions.chat.appsync import AppSyncEvents
from functions.chat.members import DynamoMembers, DynamoTickets
from functions.chat.postbox import ApiGatewayPostbox, Credentials
from functions.chat.routes import NAMESPACE, channel_of
from functions.chat.transport import Sockets, Transport
from kernel.clock import now
from tests.lambdas import LambdaContext

REGION = "us-east-1"
PATIENCE_SECONDS = 5.0


def credentials() -> Credentials:
    return Credentials("123456789012", "secret", None)


class World(ABC):
    """A transport and those who listen; `heard` is what one of them was sent, frame by frame."""

    transport: Transport

    @abstractmethod
    def join(self, room_id: str, name: str) -> None: ...

    @abstractmethod
    def leave(self, name: str) -> None: ...

    @abstractmethod
    def heard(self, name: str, frames: int) -> list[dict[str, Any]]:
        """Waits for so many."""

    @abstractmethod
    def refuse(self) -> None:
        """From here on AWS refuses our role."""

    @abstractmethod
    def listeners(self) -> list[str]:
        """Whom the service, or the member rows, still know."""


class SocketWorld(World):
    """API Gateway's @connections: 410 for who left without a word."""

    def __init__(self, stack: ExitStack) -> None:
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self.present: dict[str, str] = {}  # and their rooms
        self.status = 200
        world = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                name = unquote(self.path.rsplit("/", 1)[1])
                if name in world.present and world.status == 200:
                    world.frames.setdefault(name, []).append(json.loads(body))
                self.send_response(world.status if name in world.present else 410)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        postbox = ApiGatewayPostbox(url, REGION, credentials, now, size=4)
        stack.callback(postbox.shut)
        self.transport = Sockets(postbox, None)

    def join(self, room_id: str, name: str) -> None:
        self.present[name] = room_id

    def leave(self, name: str) -> None:
        del self.present[name]

    def heard(self, name: str, frames: int) -> list[dict[str, Any]]:
        kept = self.frames.get(name, [])
        assert len(kept) >= frames
        return kept

    def refuse(self) -> None:
        self.status = 403

    def listeners(self) -> list[str]:
        return [name for room in set(self.present.values()) for name in DynamoMembers().connections(room)]


class EventWorld(World):
    """The laptop cloud's AppSync Events behind a port, our authorizer behind it, a WebSocket a member."""

    def __init__(self, stack: ExitStack, events: Any, api_id: str) -> None:
        self.events, self.api_id = events, api_id
        self.loop = asyncio.new_event_loop()
        self.members: dict[str, aiohttp.ClientWebSocketResponse] = {}
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self.status: int | None = None
        ready, stop = threading.Event(), asyncio.Event()
        thread = threading.Thread(target=self._serve, args=(ready, stop), daemon=True)
        thread.start()
        ready.wait(PATIENCE_SECONDS)
        stack.callback(thread.join, PATIENCE_SECONDS)
        stack.callback(self.loop.call_soon_threadsafe, stop.set)
        stack.callback(self._all_leave)
        host = events._apis[api_id]["dns"]["HTTP"]
        self.transport = AppSyncEvents(f"http://127.0.0.1:{self.port}", host, REGION, credentials)
        stack.callback(self.transport.shut)

    def _serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        config = Config()
        config.bind, config.loglevel, config.graceful_timeout = ["127.0.0.1:0"], "CRITICAL", 0
        (listening,) = config.create_sockets().insecure_sockets
        self.port = listening.getsockname()[1]
        listening.listen()  # who comes before the server is ready waits
        config.bind = [f"fd://{listening.detach()}"]

        async def run() -> None:
            self.session = aiohttp.ClientSession()
            self.loop.call_soon(ready.set)
            await serve(self._app, config, shutdown_trigger=stop.wait)
            await self.session.close()

        self.loop.run_until_complete(run())
        self.loop.close()

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self.events.handle_websocket(scope, receive, send, self.api_id)
        elif scope["type"] == "http":
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            body, more = b"", True
            while more:
                part = await receive()
                body, more = body + part["body"], part["more_body"]
            status, told, content = self.status, dict[str, str](), b"{}"
            if status is None:
                status, told, content = await self.events.handle_request("POST", "/event", headers, body, {})
            wire = [(name.lower().encode(), str(value).encode()) for name, value in told.items()]
            await send({"type": "http.response.start", "status": status, "headers": wire})
            await send({"type": "http.response.body", "body": content})

    def _now(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_SECONDS)

    def join(self, room_id: str, name: str) -> None:
        ticket, _ = DynamoTickets().issue({"room_id": room_id})
        self._now(self.listen(name, channel_of(room_id), ticket))

    async def listen(self, name: str, channel: str, ticket: str) -> None:
        """As a client does; ConnectionError with the service's words where it is not admitted."""
        proof = {"host": self.events._apis[self.api_id]["dns"]["HTTP"], "Authorization": ticket}
        shown = base64.urlsafe_b64encode(json.dumps(proof).encode()).decode().rstrip("=")
        host = self.events._apis[self.api_id]["dns"]["REALTIME"]
        socket = await self.session.ws_connect(
            f"http://127.0.0.1:{self.port}/event/realtime",
            protocols=("aws-appsync-event-ws", f"header-{shown}"),
            headers={"host": host},
        )
        await socket.send_json({"type": "connection_init"})
        await self._answer(socket, "connection_ack")
        await socket.send_json({"type": "subscribe", "id": name, "channel": channel, "authorization": proof})
        await self._answer(socket, "subscribe_success")
        self.members[name], self.frames[name] = socket, []

    @staticmethod
    async def _answer(socket: aiohttp.ClientWebSocketResponse, wanted: str) -> None:
        told = await socket.receive_json(timeout=PATIENCE_SECONDS)
        if told["type"] != wanted:
            await socket.close()
            raise ConnectionError(json.dumps(told))

    def leave(self, name: str) -> None:
        self._now(self.members[name].close())

    def _all_leave(self) -> None:
        for name in self.members:
            self.leave(name)

    def heard(self, name: str, frames: int) -> list[dict[str, Any]]:
        async def hear() -> None:
            while len(self.frames[name]) < frames:
                told = await self.members[name].receive_json(timeout=PATIENCE_SECONDS)
                assert (told["type"], told["id"]) == ("data", name)
                self.frames[name].append(json.loads(told["event"]))

        self._now(hear())
        return self.frames[name]

    def refuse(self) -> None:
        self.status = 403

    def listeners(self) -> list[str]:
        return [name for kept in self.events._connections.values() for name in kept["subscriptions"]]


@contextmanager
def socket_world(_events: Any) -> Iterator[World]:
    with ExitStack() as stack:
        yield SocketWorld(stack)


@contextmanager
def event_world(events: Any) -> Iterator[World]:
    from local.cloud.services.event_channels import drop_api, make_api, make_namespace

    by_role, by_ticket = [{"AuthType": "AWS_IAM"}], [{"AuthType": "AWS_LAMBDA"}]
    lambda_ = {"AuthType": "AWS_LAMBDA", "LambdaAuthorizerConfig": {"AuthorizerUri": "arn:authorizer"}}
    config = {
        "AuthProviders": [*by_role, lambda_],
        "ConnectionAuthModes": by_ticket,
        "DefaultPublishAuthModes": by_role,
        "DefaultSubscribeAuthModes": by_ticket,
    }
    api_id, _ = make_api("Api", {"Name": "chat", "EventConfig": config}, "stack")
    make_namespace("Namespace", {"ApiId": api_id, "Name": NAMESPACE}, "stack")
    with ExitStack() as stack:
        stack.callback(drop_api, api_id, {})
        yield EventWorld(stack, events, api_id)


def asked_our_authorizer(
    _arn: str, api_id: str, operation: str, channel: str | None, namespace: str | None, token: str, _headers: Any
) -> tuple[bool, None]:
    """In the place of the emulator's call of a deployed function."""
    context = {"apiId": api_id, "operation": operation, "channelNamespaceName": namespace, "channel": channel}
    answer = channel_authorizer.handler({"authorizationToken": token, "requestContext": context}, LambdaContext())
    return bool(answer["isAuthorized"]), None
