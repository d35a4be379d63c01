"""The socket of chat: one frame in, one answer out; what concerns everybody goes by the fan-out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from functions.chat.domain import Member
from functions.chat.entries import Person
from functions.chat.gate import Flooding, Gate
from functions.chat.protocol import ClientFrame, Fetch, Join, Ping, Refusal, Send, Vote, client_frames
from functions.chat.wiring import desk, sockets
from kernel.errors import TooManyRequests
from kernel.socket import Connection, socket_handler

gate = Gate()


def member_of(connection: Connection) -> Member:
    """The room and the person that the ticket was issued for."""
    context = connection.context
    person = None
    if "user_id" in context:
        told = {name: context.get(name, "") for name in ("user_id", "name", "role")}
        person = Person.model_validate({**told, "badges": list(filter(None, context.get("badges", "").split(",")))})
    return Member(context["room_id"], connection.id, person)


@contextmanager
def gated(connection: Connection) -> Iterator[None]:
    """Around each frame: a flood of any frames is cheap, and ends with its socket."""
    try:
        gate.let_in(connection.id, time.monotonic())
        try:
            yield
        except TooManyRequests:
            gate.refused(connection.id, time.monotonic())
            raise
    except Flooding:
        on_gone(connection)
        sockets().close(connection.id)
        raise


def on_frame(connection: Connection, frame: ClientFrame) -> BaseModel:
    member = member_of(connection)
    match frame:
        case Join():
            return desk().join(member, frame, connection)
        case Send():
            return desk().send(member, frame)
        case Vote():
            return desk().vote(member, frame)
        case Fetch():
            return desk().fetch(member, frame)
        case Ping():
            return desk().ping(member, frame)


def on_gone(connection: Connection) -> None:
    desk().members.remove(connection.context["room_id"], connection.id)


handler = socket_handler(client_frames, on_frame, on_gone, Refusal.of, gated)
