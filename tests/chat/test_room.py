"""Rooms over their real store; only the sockets are stand-ins."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from contracts.identity import ProfileChanged, UserSignedUp
from contracts.live import LiveEnded, LiveStarted
from functions.chat import api, on_channel_event, on_name_told, socket, wiring
from functions.chat.fanout import Fanout, window
from functions.chat.members import DynamoLeases, DynamoMembers, DynamoTickets
from functions.chat.store import DynamoRooms
from kernel.clock import now
from tests.chat.rooms import ROOM, Court, FakePostbox, connects
from tests.lambdas import announced, call, claims, deliver


def test_what_is_said_reaches_everybody_once_and_in_order(court: Court):
    assert [court.join(name)["through"] for name in ("a", "b")] == [0, 0]
    court.join("guest", who=None)
    for number in range(3):
        ack = court.say("a", f"hello {number}")
        assert (ack["type"], ack["seq"]) == ("ack", number + 1)
    assert [court.postbox.seen(name) for name in ("a", "b", "guest")] == [[1, 2, 3]] * 3
    first = court.entries("guest")[0]
    mina = {"user_id": "usr-mina", "name": "mina", "role": "viewer", "badges": []}
    assert (first["text"], first["by"]) == ("hello 0", mina)


def test_a_message_that_is_sent_again_is_the_same_message(court: Court):
    court.join("a")
    first = court.say("a", "once", ref="r1")
    again = court.say("a2", "once", ref="r1")  # after a drop, on another connection
    assert (again["seq"], again["message_id"]) == (first["seq"], first["message_id"])
    assert court.say("b", "mine", ref="r1", who="usr-joon")["seq"] == 2
    assert court.postbox.seen("a") == [1, 2]


def test_who_comes_back_gets_what_was_missed(court: Court):
    court.join("a")
    for number in range(5):
        court.say("a", f"m{number}")
    assert [entry["seq"] for entry in court.join("b", resume_from=2)["entries"]] == [3, 4, 5]
    assert [entry["seq"] for entry in court.frame("b", {"action": "fetch", "after": 4})["entries"]] == [5]
    assert court.join("c", resume_from=99)["through"] == 5
    assert court.frame("b", {"action": "ping"}) == {"type": "pong", "through": 5}


def test_a_long_absence_is_made_good_in_pieces(court: Court, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.chat.service.GAP_LIMIT", 2)
    court.join("a")
    for number in range(5):
        court.say("a", f"m{number}")
    seen, after, more = [], 0, True
    while more:
        page = court.frame("b", {"action": "fetch", "after": after})
        seen += [entry["seq"] for entry in page["entries"]]
        after, more = page["through"], page["more"]
    assert seen == [1, 2, 3, 4, 5]


def test_newcomers_see_the_newest_only(court: Court, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.chat.service.BACKLOG", 2)
    court.join("a")
    for number in range(4):
        court.say("a", f"m{number}")
    assert [entry["seq"] for entry in court.join("b")["entries"]] == [3, 4]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("nonsense", "not_json"),
        ({"action": "dance"}, "unknown_action"),
        ({"text": "no action"}, "unknown_action"),
        ({"action": "send", "ref": "r", "text": ""}, "invalid_frame"),
        ({"action": "send", "ref": "r", "text": "x" * 501}, "invalid_frame"),
        ({"action": "send", "ref": "r", "text": "x", "colour": "red"}, "invalid_frame"),
        ({"action": "send", "ref": "r", "text": "x" * 40_000}, "frame_too_large"),
        ([1, 2], "invalid_frame"),
        ({"action": "fetch", "after": -1}, "invalid_frame"),
    ],
)
def test_a_bad_frame_is_refused_and_nothing_else_happens(court: Court, document: Any, code: str):
    court.join("a")
    refused = court.frame("a", document)
    assert (refused["type"], refused["code"]) == ("refusal", code)
    assert refused.get("ref") == (
        document.get("ref") if isinstance(document, dict) and code != "frame_too_large" else None
    )
    assert court.postbox.sent == {}


def test_binary_is_refused(court: Court):
    assert court.frame("a", "AAAA", isBase64Encoded=True)["code"] == "not_text"


def test_guests_read_only(court: Court):
    court.join("g", who=None)
    assert court.say("g", "hello", who=None)["code"] == "guests_read_only"


def test_a_connection_that_is_gone_is_forgotten(court: Court):
    for name in ("a", "b", "c"):
        court.join(name)
    court.postbox.gone.add("b")
    court.say("a", "hello")
    assert sorted(DynamoMembers().connections(ROOM)) == ["a", "c"]
    court.leave("c")
    assert list(DynamoMembers().connections(ROOM)) == ["a"]


def test_one_sends_at_a_time_and_what_waits_goes_into_one_frame(court: Court):
    court.join("a")
    leases = DynamoLeases()
    assert leases.take(ROOM, "somebody")
    for number in range(3):
        court.say("a", f"m{number}")
    assert court.postbox.sent == {}  # somebody else is at it
    leases.give_back(ROOM, "somebody", 0)
    court.say("a", "m3")
    assert [len(frame["entries"]) for frame in court.postbox.sent["a"]] == [4]
    assert court.postbox.sent["a"][0]["after"] == 0


def test_a_holder_that_died_is_succeeded(court: Court, monkeypatch: pytest.MonkeyPatch):
    court.join("a")
    assert DynamoLeases().take(ROOM, "the dead")
    court.say("a", "m0")
    monkeypatch.setattr("kernel.clock.now", lambda: now() + timedelta(seconds=11))
    assert not DynamoLeases().extend(ROOM, "another", 5)
    court.say("a", "m1")
    assert court.postbox.seen("a") == [1, 2]


def test_a_busy_room_is_handed_over(court: Court, monkeypatch: pytest.MonkeyPatch):
    court.join("a")
    assert DynamoLeases().take(ROOM, "somebody")
    court.say("a", "m0")
    DynamoLeases().give_back(ROOM, "somebody", 0)
    postbox = FakePostbox()
    Fanout(DynamoRooms(), DynamoMembers(), DynamoLeases(), postbox, court.handed_over.append).deliver(ROOM, -1.0)
    assert (court.handed_over, postbox.sent) == ([ROOM], {})
    Fanout(DynamoRooms(), DynamoMembers(), DynamoLeases(), postbox, court.handed_over.append).deliver(ROOM, 5.0)
    assert postbox.seen("a") == [1]


def test_what_is_said_counts_though_sending_on_fails(court: Court, monkeypatch: pytest.MonkeyPatch):
    class Broken(FakePostbox):
        def post(self, connections: list[str], body: bytes) -> set[str]:
            raise PermissionError(f"403 for {len(connections)} posts of {len(body)} bytes")

    broken = Fanout(DynamoRooms(), DynamoMembers(), DynamoLeases(), Broken(), court.handed_over.append)
    monkeypatch.setattr(wiring, "fanout", lambda: broken)
    monkeypatch.setattr(wiring, "hand_over", court.handed_over.append)
    monkeypatch.setattr(socket, "desk", wiring.desk.__wrapped__)
    court.join("a")
    assert (court.say("a", "hello")["type"], court.handed_over) == ("ack", [ROOM])
    Fanout(DynamoRooms(), DynamoMembers(), DynamoLeases(), court.postbox, court.handed_over.append).deliver(ROOM, 5.0)
    assert court.postbox.seen("a") == [1]  # the lease was given back, with nothing sent


def test_large_rooms_get_fewer_frames_a_second():
    assert window(100) == pytest.approx(0.25)
    assert window(8_000) == pytest.approx(1.0)


def test_a_ticket_lets_one_connection_in_once(court: Court, monkeypatch: pytest.MonkeyPatch):
    asked = call(api.handler, "POST", f"/v1/rooms/{ROOM}/tickets", who=claims("usr-owner", "viewer"))
    assert (asked.status, asked.json["url"]) == (201, "wss://socket.example/v1")
    ticket = asked.json["ticket"]
    effect, context = connects(ticket)
    assert (effect, context["room_id"], context["role"]) == ("Allow", ROOM, "streamer")
    assert connects(ticket) == ("Deny", {})
    assert connects("forged")[0] == connects(None)[0] == "Deny"
    late = call(api.handler, "POST", f"/v1/rooms/{ROOM}/tickets", who=claims("usr-x", "viewer")).json["ticket"]
    monkeypatch.setattr("kernel.clock.now", lambda: now() + timedelta(seconds=61))
    assert connects(late)[0] == "Deny"


def test_a_guest_s_ticket_has_no_person(court: Court):
    ticket = call(api.handler, "POST", f"/v1/rooms/{ROOM}/guest-tickets").json["ticket"]
    assert connects(ticket) == ("Allow", {"room_id": ROOM})
    assert call(api.handler, "POST", "/v1/rooms/chn_none/guest-tickets").code == "no_such_room"
    assert DynamoTickets().redeem(ticket) is None


def test_the_history_is_read_in_pages(court: Court):
    court.join("a")
    for number in range(3):
        court.say("a", f"m{number}")
    page = call(api.handler, "GET", f"/v1/rooms/{ROOM}/entries", query={"limit": "2"}).json
    assert ([entry["seq"] for entry in page["entries"]], page["through"], page["more"]) == ([1, 2], 2, True)
    rest = call(api.handler, "GET", f"/v1/rooms/{ROOM}/entries", query={"after": "2"}).json
    assert ([entry["seq"] for entry in rest["entries"]], rest["more"]) == ([3], False)


def test_messages_stand_on_the_broadcast_whatever_order_its_events_come_in(court: Court):
    began = now() - timedelta(seconds=90)
    first: dict[str, Any] = {
        "session_id": "ses_1",
        "channel_id": ROOM,
        "stream_id": "st-1",
        "started_at": began - timedelta(hours=1),
    }
    second: dict[str, Any] = {"session_id": "ses_2", "channel_id": ROOM, "stream_id": "st-2", "started_at": began}
    over = {"ended_at": began - timedelta(minutes=5), "duration_seconds": 3300}
    for order in permutations([LiveStarted(**first), LiveEnded(**first, **over), LiveStarted(**second)]):
        dynamodb_backends["123456789012"]["us-east-1"].tables["chatrooms"].items.clear()
        DynamoRooms().open(ROOM, "usr-owner", "The court", 1)
        for event in order:
            assert deliver(on_channel_event.handler, announced(event)) == []
        room = DynamoRooms().find(ROOM)
        assert room is not None
        assert (room.session_id, room.live_since) == ("ses_2", began)
    court.join("a")
    court.say("a", "now")
    entry = court.postbox.sent["a"][0]["entries"][0]
    assert entry["session_id"] == "ses_2"
    assert entry["offset_ms"] == pytest.approx(90_000, abs=5_000)


def test_an_end_that_overtakes_its_beginning_leaves_the_room_off_the_air(court: Court):
    one: dict[str, Any] = {"session_id": "ses_1", "channel_id": ROOM, "stream_id": "st-1", "started_at": now()}
    deliver(on_channel_event.handler, announced(LiveEnded(**one, ended_at=now(), duration_seconds=1)))
    deliver(on_channel_event.handler, announced(LiveStarted(**one)))
    room = DynamoRooms().find(ROOM)
    assert room is not None
    assert room.session_id is None


def test_names_come_by_events(court: Court):
    told = UserSignedUp(user_id="usr-x", display_name="Early", locale="ko", terms_version="1")
    later = ProfileChanged(user_id="usr-x", display_name="Later", locale="ko")
    deliver(on_name_told.handler, announced(told), announced(later, at=now() + timedelta(seconds=1)))
    ticket = call(api.handler, "POST", f"/v1/rooms/{ROOM}/tickets", who=claims("usr-x", "viewer")).json["ticket"]
    assert connects(ticket)[1]["name"] == "Later"
