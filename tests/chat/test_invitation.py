"""What a ticket says of the way that a room's entries go, and who is let in with it."""

from datetime import timedelta
from typing import Any

import pytest

from functions.chat import api, channel_authorizer
from functions.chat.members import DynamoLeases
from functions.chat.routes import BOTH, Way
from kernel import clock
from tests.chat.rooms import ROOM, Court, connects
from tests.lambdas import LambdaContext, call, claims


@pytest.fixture(autouse=True)
def addresses(court: Court, setting: Any) -> None:
    setting(
        EVENTS_HOST="a1.appsync-api.us-east-1.amazonaws.com",
        EVENTS_REALTIME_URL="wss://a1.appsync-realtime-api.us-east-1.amazonaws.com/event/realtime",
    )


def move(way: Way) -> None:
    assert DynamoLeases().take(ROOM, "leader")
    assert DynamoLeases().extend(ROOM, "leader", 0, 9_000, way)
    DynamoLeases().give_back(ROOM, "leader", 0)


def ticket(path: str = "guest-tickets", **more: Any) -> Any:
    return call(api.handler, "POST", f"/v1/rooms/{ROOM}/{path}", **more).json


def admitted(operation: str, token: str, channel: str | None = None) -> bool:
    context = {"operation": operation, "channel": channel}
    event = {"authorizationToken": token, "requestContext": context}
    answer = channel_authorizer.handler(event, LambdaContext())
    assert answer["ttlOverride"] == 0
    return bool(answer["isAuthorized"])


def test_a_room_on_sockets_needs_nothing_else(court: Court):
    assert ticket()["events"] is None


def test_a_room_that_moved_says_where_it_is_heard(court: Court):
    move(Way("events", clock.now()))
    for answer in (ticket(), ticket("tickets", who=claims("usr-mina", "viewer"))):
        events = answer["events"]
        assert events["url"] == "wss://a1.appsync-realtime-api.us-east-1.amazonaws.com/event/realtime"
        assert (events["host"], events["channel"]) == ("a1.appsync-api.us-east-1.amazonaws.com", "/rooms/chn-court")
        assert events["ticket"] != answer["ticket"]
        assert connects(answer["ticket"])[0] == "Allow"
        assert admitted("EVENT_CONNECT", events["ticket"])
        assert admitted("EVENT_SUBSCRIBE", events["ticket"], "/rooms/chn-court")
        assert not admitted("EVENT_CONNECT", events["ticket"])
        assert not admitted("EVENT_SUBSCRIBE", events["ticket"], "/rooms/chn-court")


def test_a_room_that_moved_back_is_heard_over_both_until_the_while_is_over(
    court: Court, monkeypatch: pytest.MonkeyPatch
):
    moved = clock.now()
    move(Way("sockets", moved))
    assert ticket()["events"]["channel"] == "/rooms/chn-court"
    monkeypatch.setattr("kernel.clock.now", lambda: moved + BOTH)
    assert ticket()["events"] is None


def test_only_listening_to_one_s_own_room_is_admitted(court: Court, monkeypatch: pytest.MonkeyPatch):
    move(Way("events", clock.now()))
    for operation, channel in [
        ("EVENT_SUBSCRIBE", "/rooms/chn-other"),
        ("EVENT_SUBSCRIBE", "/rooms/*"),
        ("EVENT_PUBLISH", "/rooms/chn-court"),
    ]:
        assert not admitted(operation, ticket()["events"]["ticket"], channel)
    assert not admitted("EVENT_CONNECT", "forged")
    late = ticket()["events"]["ticket"]
    present = clock.now()
    monkeypatch.setattr("kernel.clock.now", lambda: present + timedelta(seconds=61))
    assert not admitted("EVENT_CONNECT", late)
    assert not admitted("EVENT_SUBSCRIBE", late, "/rooms/chn-court")
