"""What a transport promises, held by both: API Gateway's sockets and AppSync Events."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from ministack.services import appsync_events

from functions.chat.appsync import AppSyncEvents
from functions.chat.domain import Member
from functions.chat.entries import Message, Person
from functions.chat.members import DynamoMembers, DynamoTickets
from functions.chat.protocol import Entries
from functions.chat.routes import channel_of
from functions.chat.transport import Audience
from kernel.clock import now
from local.cloud.services import event_channels
from tests.chat.rooms import held_to_the_protocol
from tests.chat.transports import EventWorld, World, asked_our_authorizer, event_world, socket_world

ROOM, OTHER = "chn_court", "chn_other"


@pytest.fixture
def emulated(tables: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    by_mode = event_channels._by_mode(appsync_events._authorize_event_op)
    monkeypatch.setattr(appsync_events, "_authorize_event_op", by_mode)
    monkeypatch.setattr(appsync_events, "_events_authorizer_invoke", asked_our_authorizer)
    return appsync_events


@pytest.fixture(params=[socket_world, event_world], ids=["sockets", "events"])
def world(request: pytest.FixtureRequest, emulated: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("functions.chat.appsync.PAUSE_SECONDS", 0.0)
    make: Callable[[Any], AbstractContextManager[World]] = request.param
    with make(emulated) as made:
        yield made


def join(world: World, *names: str, room: str = ROOM) -> None:
    for name in names:
        DynamoMembers().add(Member(room, name, None))
        world.join(room, name)


def frame(seq: int, room: str = ROOM, text: str = "안녕") -> Entries:
    by = Person(user_id="usr-mina", name="mina", role="viewer")
    entry = Message(seq=seq, id=f"msg_{seq}", at=now(), by=by, text=text)
    return Entries(room=room, entries=[entry], after=seq - 1, through=seq)


def send(world: World, *frames: Entries) -> None:
    """As the fan-out does."""
    members = DynamoMembers()
    for one in frames:
        audience = Audience(one.room, list(members.connections(one.room)))
        for parcel in world.transport.parcels(audience):
            for gone in parcel.send(one):
                members.remove(one.room, gone)


def numbers(world: World, name: str, count: int) -> list[int]:
    return [sent["through"] for sent in world.heard(name, count)]


def test_every_member_gets_every_frame_once_and_in_order(world: World):
    join(world, "a", "b", "c=")
    send(world, *map(frame, range(1, 8)))
    for name in ("a", "b", "c="):
        assert numbers(world, name, 7) == [1, 2, 3, 4, 5, 6, 7]
    for sent in world.heard("a", 7):
        held_to_the_protocol(sent)
        assert sent["entries"][0]["text"] == "안녕"


def test_a_room_hears_nothing_of_another(world: World):
    join(world, "a")
    join(world, "z", room=OTHER)
    send(world, frame(1, OTHER), frame(1), frame(2, OTHER))
    assert [sent["room"] for sent in world.heard("a", 1)] == [ROOM]
    assert numbers(world, "z", 2) == [1, 2]


def test_who_is_gone_is_forgotten_and_the_others_get_theirs(world: World):
    join(world, "a", "b")
    send(world, frame(1))
    assert numbers(world, "b", 1) == [1]
    world.leave("b")
    send(world, frame(2))
    assert numbers(world, "a", 2) == [1, 2]
    assert world.listeners() == ["a"]


def test_a_refused_publish_is_an_error(world: World):
    join(world, "a")
    world.refuse()
    with pytest.raises(PermissionError):
        send(world, frame(1))


def test_a_full_frame_passes(world: World):
    join(world, "a")
    send(world, frame(1, text="말" * 30_000))
    assert len(world.heard("a", 1)[0]["entries"][0]["text"]) == 30_000


def test_nobody_to_tell_is_no_error(world: World):
    send(world, frame(1))


def test_listening_needs_a_ticket_for_the_room_and_takes_it(emulated: Any):
    with event_world(emulated) as world:
        assert isinstance(world, EventWorld)
        ticket, _ = DynamoTickets().issue({"room_id": ROOM})
        for refused, channel in [("forged", ROOM), (ticket, OTHER), (ticket, ROOM)]:  # the second used it up
            with pytest.raises(ConnectionError, match="nauthorized"):
                world._now(world.listen("x", channel_of(channel), refused))
        fresh, _ = DynamoTickets().issue({"room_id": ROOM})
        world._now(world.listen("x", channel_of(ROOM), fresh))
        assert world.listeners() == ["x"]


def test_a_publish_that_fails_for_a_moment_is_tried_again(emulated: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.chat.appsync.PAUSE_SECONDS", 0.0)
    with event_world(emulated) as world:
        assert isinstance(world, EventWorld)
        assert isinstance(world.transport, AppSyncEvents)
        join(world, "a")
        world.status = 503
        with pytest.raises(ConnectionError, match="503"):
            send(world, frame(1))
        statuses = iter([503, None])
        post = world.transport._post

        def mend(body: str) -> tuple[int, str]:
            world.status = next(statuses)
            return post(body)

        monkeypatch.setattr(world.transport, "_post", mend)
        send(world, frame(2))
        assert numbers(world, "a", 1) == [2]
