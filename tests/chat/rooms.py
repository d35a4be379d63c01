"""A room with people in it, driven as API Gateway drives the functions."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jsonschema
import pytest

from contracts.channels import ChannelReady
from functions.chat import authorizer, moderator_api, on_channel_event, room_api, socket
from functions.chat.capability import capability
from functions.chat.drawing import Drawing
from functions.chat.fanout import Fanout
from functions.chat.gate import Gate
from functions.chat.members import DynamoLeases, DynamoMembers
from functions.chat.polls import DynamoVotes
from functions.chat.service import ChatDesk, Stores
from functions.chat.standings import DynamoStandings
from functions.chat.store import DynamoRooms
from functions.chat.terms import DynamoTerms
from kernel.clock import now
from tests.lambdas import LambdaContext, announced, deliver
from tools import asyncapi

ROOM = "chn_court"
DOCUMENT = asyncapi.document([capability], "0")


def held_to_the_protocol(frame: dict[str, Any]) -> None:
    """Every frame that a test sees is one of docs/asyncapi.json, whole."""
    kinds = {message["name"]: message["payload"] for message in DOCUMENT["components"]["messages"].values()}
    jsonschema.validate(frame, {**kinds[frame["type"]], "components": DOCUMENT["components"]})


@dataclass
class FakePostbox:
    """Sockets in memory: what each connection was sent."""

    sent: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def post(self, connections: list[str], body: bytes) -> set[str]:
        frame = json.loads(body)
        held_to_the_protocol(frame)
        for connection in connections:
            if connection not in self.gone:
                self.sent.setdefault(connection, []).append(frame)
        return self.gone & set(connections)

    def seen(self, connection: str) -> list[int]:
        return [entry["seq"] for frame in self.sent.get(connection, []) for entry in frame["entries"]]


@dataclass
class Court:
    postbox: FakePostbox
    handed_over: list[str]
    desk: ChatDesk
    closed: list[str] = field(default_factory=list)
    asked_to_close: list[tuple[str, str, int]] = field(default_factory=list)  # room, poll, after how many seconds
    to_translate: list[tuple[str, int]] = field(default_factory=list)  # room, number

    drawing: Drawing = field(default_factory=Drawing)
    asked_to_check: list[tuple[str, str, str]] = field(default_factory=list)  # room, key and id of an emote
    taken_down: list[str] = field(default_factory=list)  # paths of pictures

    def take_down(self, path: str) -> None:
        self.taken_down.append(path)

    def close(self, connection_id: str) -> None:
        """As API Gateway closes a socket: it is gone, and its end is told."""
        self.closed.append(connection_id)
        self.postbox.gone.add(connection_id)

    def now(self) -> datetime:
        """The desk's clock, which tests set."""
        return self.desk.now()

    def spread(self, room_id: str) -> None:
        self.desk.spread(room_id)

    def entries(self, connection: str) -> list[dict[str, Any]]:
        """All that a connection was sent, in the order in which it came."""
        return [entry for frame in self.postbox.sent.get(connection, []) for entry in frame["entries"]]

    def frame(self, connection: str, document: Any, who: str | None = "usr-mina", **more: Any) -> dict[str, Any]:
        """What the socket answers; every answer is a frame of the protocol."""
        role = "streamer" if who == "usr-owner" else "viewer"
        person = {"user_id": who, "name": who.removeprefix("usr-"), "role": role} if who else {}
        event = {
            "requestContext": {
                "eventType": "MESSAGE",
                "connectionId": connection,
                "connectedAt": int(now().timestamp() * 1000),
                "authorizer": {"room_id": ROOM, **person},
            },
            "body": document if isinstance(document, str) else json.dumps(document),
            "isBase64Encoded": False,
            **more,
        }
        answer = json.loads(socket.handler(event, LambdaContext())["body"])
        held_to_the_protocol(answer)
        return dict(answer)

    def join(self, connection: str, who: str | None = "usr-mina", **more: Any) -> dict[str, Any]:
        return self.frame(connection, {"action": "join", **more}, who)

    def say(
        self, connection: str, text: str, ref: str | None = None, who: str | None = "usr-mina", **more: Any
    ) -> dict[str, Any]:
        return self.frame(connection, {"action": "send", "ref": ref or text, "text": text, **more}, who)

    @staticmethod
    def leave(connection: str) -> None:
        context = {"eventType": "DISCONNECT", "connectionId": connection, "connectedAt": 0}
        socket.handler({"requestContext": {**context, "authorizer": {"room_id": ROOM}}}, LambdaContext())


def stores() -> Stores:
    return Stores(DynamoRooms(), DynamoMembers(), DynamoStandings(), DynamoTerms(), DynamoVotes())


def opened(monkeypatch: pytest.MonkeyPatch) -> Court:
    postbox, handed_over, to_translate = FakePostbox(), list[str](), list[tuple[str, int]]()
    monkeypatch.setattr("functions.chat.fanout.WINDOW_SECONDS", 0.0)
    fanout = Fanout(DynamoRooms(), DynamoMembers(), DynamoLeases(), postbox, handed_over.append)
    desk = ChatDesk(stores(), lambda room: fanout.deliver(room, 5.0), now, lambda *asked: to_translate.append(asked))
    monkeypatch.setattr(socket, "desk", lambda: desk)
    monkeypatch.setattr(socket, "gate", Gate())
    ready = ChannelReady(
        channel_id=ROOM,
        owner_id="usr-owner",
        owner_name="Owner",
        name="The court",
        ivs_arn="arn:x",
        playback_url="https://x",
        recording_mode="keep",
        retention_days=60,
        version=1,
    )
    assert deliver(on_channel_event.handler, announced(ready)) == []
    court = Court(postbox, handed_over, desk, to_translate=to_translate)
    monkeypatch.setattr("functions.chat.service.drawing", lambda: court.drawing)
    return court


def moderate(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The function that API Gateway has for the route."""
    answer = moderator_api.handler(event, context)
    return room_api.handler(event, context) if "no_such_route" in answer.get("body", "") else answer


def connects(ticket: str | None) -> tuple[str, dict[str, str]]:
    """API Gateway's $connect: the effect and the context that the authorizer gives."""
    event = {"methodArn": "arn:aws:execute-api:x", "queryStringParameters": {"ticket": ticket} if ticket else None}
    answer = authorizer.handler(event, LambdaContext())
    return answer["policyDocument"]["Statement"][0]["Effect"], answer["context"]
