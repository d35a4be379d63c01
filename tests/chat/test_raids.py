"""Raids: asked, taken or refused, told in both rooms, whole or not at all, and to nobody who does not want them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.chat import api, raid_api
from functions.chat.members import MemberRow
from functions.chat.raids import ASKED_AN_HOUR, OPEN_FOR, Raid, require_free
from functions.chat.store import RoomRow
from kernel.clock import iso, now
from kernel.errors import Problem
from kernel.transactions import Contention
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import Answer, call, claims

OTHER, THIRD = "chn_other", "chn_third"
OWNER, NARAE = claims("usr-owner", "streamer"), claims("usr-narae", "streamer")


@pytest.fixture(autouse=True)
def _two_rooms_on_the_air(court: Court) -> None:
    """The court asks; 나래's room and a third one are on the air."""
    for room_id, owner, name in ((OTHER, "usr-narae", "Narae"), (THIRD, "usr-third", "Third")):
        court.desk.rooms.open(room_id, owner, name, 1)
        court.desk.rooms.on_air(room_id, f"ses-{room_id}", now())


def ask(
    method: str, path: str, body: Any = None, who: dict[str, str] = OWNER, room: str = ROOM, handler: Any = None
) -> Answer:
    return call(handler or raid_api.handler, method, f"/v1/rooms/{room}/{path}", body, who=who)


def asked(to_room: str = OTHER, **more: Any) -> Answer:
    return ask("POST", "raids", {"to_room": to_room, **more})


def answered(raid_id: str, *, accept: bool, who: dict[str, str] = NARAE) -> Answer:
    return ask("POST", f"raids/{raid_id}/answer", {"accept": accept}, who, OTHER)


def log(room: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = call(api.handler, "GET", f"/v1/rooms/{room}/entries").json["entries"]
    return entries


def audit(room: str, who: dict[str, str]) -> list[tuple[str, str]]:
    items = call(moderate, "GET", f"/v1/rooms/{room}/actions", who=who).json["items"]
    return [(item["kind"], item["actor_id"]) for item in items]


def crowd(room: str, *people: str | None) -> None:
    for number, user_id in enumerate(people):
        MemberRow(room, f"c{number}", user_id=user_id, expires=now() + timedelta(hours=1)).save()


def test_a_raid_from_the_asking_to_both_logs(court: Court):
    court.join("a")
    crowd(ROOM, "usr-owner", "usr-mina", "usr-mina", "usr-joon", None, None)  # two devices of Mina, two guests
    raid = asked(note="잘 부탁해요").json
    assert (raid["state"], raid["from_name"], raid["to_name"], raid["viewers"]) == ("open", "The court", "Narae", None)
    (incoming,) = ask("GET", "raids", who=NARAE, room=OTHER).json["incoming"]
    assert (incoming["id"], incoming["note"]) == (raid["id"], "잘 부탁해요")
    assert [one["id"] for one in ask("GET", "raids").json["outgoing"]] == [raid["id"]]
    taken = answered(raid["id"], accept=True)
    assert (taken.status, taken.json["state"], taken.json["viewers"]) == (200, "accepted", 4)
    sent, came = log(ROOM)[-1], log(OTHER)[-1]
    assert (sent["kind"], sent["to_room"], sent["name"], sent["viewers"]) == ("raid", OTHER, "Narae", 4)
    assert (came["kind"], came["from_room"], came["name"], came["viewers"]) == ("raided", ROOM, "The court", 4)
    assert court.entries("a")[-1]["kind"] == "raid"
    assert ask("GET", "raids").json == {"incoming": [], "outgoing": []}
    assert audit(ROOM, OWNER) == [("raid_accept", "usr-narae"), ("raid_ask", "usr-owner")]
    assert audit(OTHER, NARAE) == [("raid_accept", "usr-narae")]


def test_answering_again_changes_nothing_and_somebody_else_is_too_late(court: Court):
    raid = asked().json["id"]
    assert [answered(raid, accept=True).status for _ in range(3)] == [200, 200, 200]
    assert len(log(ROOM)) == len(log(OTHER)) == 1
    mod = claims("usr-mod", "moderator")
    assert answered(raid, accept=True, who=mod).code == "raid_answered"
    assert answered(raid, accept=False).code == "raid_answered"
    assert ask("DELETE", f"raids/{raid}").code == "raid_answered"


def test_what_fails_between_the_rooms_changes_neither(court: Court, monkeypatch: pytest.MonkeyPatch):
    raid = asked().json["id"]
    monkeypatch.setattr("functions.chat.raid_desk.write_deed", _refusing)
    assert answered(raid, accept=True).status == 500
    assert log(ROOM) == log(OTHER) == []
    assert ask("GET", "raids").json["outgoing"][0]["state"] == "open"


def _refusing(*_: Any) -> None:
    raise RuntimeError("the audit log is gone")


def test_an_entry_that_comes_between_is_no_obstacle(court: Court, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kernel.transactions.FIRST_PAUSE_SECONDS", 0.0)
    court.join("a")
    both, words = court.desk.rooms.both, iter(["one", "two"])

    def while_somebody_speaks(self: Any, *rooms: str) -> Any:
        read = both(*rooms)
        for word in words:
            court.say("a", word)
            break
        return read

    monkeypatch.setattr("functions.chat.store.DynamoRooms.both", while_somebody_speaks)
    raid = asked().json["id"]
    assert answered(raid, accept=True).status == 200
    assert [entry["kind"] for entry in log(ROOM)] == ["message", "message", "raid"]
    assert [entry["seq"] for entry in log(ROOM)] == [1, 2, 3]


def test_refused_and_called_off(court: Court):
    first = asked().json["id"]
    assert answered(first, accept=False).json["state"] == "refused"
    assert answered(first, accept=False).status == 200
    assert [one["state"] for one in ask("GET", "raids").json["outgoing"]] == ["refused"]  # who asked learns it there
    assert ask("GET", "raids", who=NARAE, room=OTHER).json["incoming"] == []
    second = asked().json["id"]
    assert second != first
    assert [ask("DELETE", f"raids/{second}").status for _ in range(2)] == [204, 204]
    assert ask("GET", "raids").json["outgoing"] == []
    assert answered(second, accept=True).code == "raid_cancelled"
    assert log(ROOM) == log(OTHER) == []
    assert [kind for kind, _ in audit(OTHER, NARAE)] == ["raid_cancel", "raid_refuse"]


def test_after_five_minutes_it_is_over_and_another_may_be_asked(court: Court):
    raid = asked().json["id"]
    court.desk.now = lambda: now() + OPEN_FOR + timedelta(seconds=1)
    assert ask("GET", "raids", who=NARAE, room=OTHER).json["incoming"] == []
    assert answered(raid, accept=True).code == "raid_expired"
    assert ask("DELETE", f"raids/{raid}").code == "raid_expired"
    assert asked(THIRD).status == 201


def test_one_at_a_time_and_the_same_asking_is_the_same_raid(court: Court):
    raid = asked().json["id"]
    assert asked().json["id"] == raid
    assert asked(THIRD).code == "raid_open"
    assert len(ask("GET", "raids").json["outgoing"]) == 1


def test_ten_an_hour(court: Court):
    for number in range(ASKED_AN_HOUR):
        raid = asked(OTHER if number % 2 else THIRD).json["id"]
        ask("DELETE", f"raids/{raid}")
    refused = asked()
    assert refused.code == "too_many_raids"
    assert 3500 < int(refused.headers["Retry-After"]) <= 3601
    court.desk.now = lambda: now() + timedelta(hours=1, seconds=1)
    assert asked().status == 201


@pytest.mark.parametrize(
    ("ago", "code"),
    [
        ([], None),
        ([6] * 9, None),
        ([6] * 10, "too_many_raids"),
        ([*[6] * 9, 60], None),
        ([4], "raid_open"),
    ],
)
def test_how_often_a_room_may_ask(ago: list[int], code: str | None):
    """`ago`: minutes since each of the earlier askings, newest first."""
    at = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
    earlier = [_raid(at - timedelta(minutes=minutes)) for minutes in ago]
    if code is None:
        require_free(earlier, at)
        return
    with pytest.raises(Problem) as refusal:
        require_free(earlier, at)
    assert refusal.value.code == code


def _raid(at: datetime) -> Raid:
    return Raid("rad", ROOM, "", OTHER, "", "", "usr", at, at + OPEN_FOR)


def test_what_a_room_says_beforehand(court: Court):
    rules = {"raids": "nobody", "trusted_rooms": []}
    assert ask("PUT", "raid-rules", rules, claims("usr-mod", "moderator"), OTHER).code == "not_the_streamer"
    done = ask("PUT", "raid-rules", rules, NARAE, OTHER).json["action_id"]
    assert asked().code == "raids_refused"
    ask("PUT", "raid-rules", {"raids": "nobody", "trusted_rooms": [ROOM, ROOM]}, NARAE, OTHER)
    settings = call(moderate, "GET", f"/v1/rooms/{OTHER}/settings", who=NARAE).json
    assert (settings["raids"], settings["trusted_rooms"]) == ("nobody", [ROOM])
    taken = asked().json
    assert taken["state"] == "accepted"
    assert asked().json["id"] == taken["id"]  # the answer was lost: nothing is told twice
    assert len(log(OTHER)) == 1
    assert audit(OTHER, NARAE)[0] == ("raid_accept", "system")
    undone = call(moderate, "POST", f"/v1/rooms/{OTHER}/actions/{done}/undo", {"reason": "x"}, who=NARAE)
    assert undone.status == 200
    assert call(moderate, "GET", f"/v1/rooms/{OTHER}/settings", who=NARAE).json["raids"] == "asks"
    ask("PUT", "raid-rules", {"raids": "everyone", "trusted_rooms": []}, claims("usr-third", "streamer"), THIRD)
    assert asked(THIRD).json["state"] == "accepted"


def test_an_asking_that_broke_off_before_it_was_taken_is_taken_the_next_time(
    court: Court, monkeypatch: pytest.MonkeyPatch
):
    ask("PUT", "raid-rules", {"raids": "everyone", "trusted_rooms": []}, NARAE, OTHER)
    with monkeypatch.context() as patch:
        patch.setattr("functions.chat.raid_desk.write_answered", _contended)
        patch.setattr("kernel.transactions.FIRST_PAUSE_SECONDS", 0.0)
        assert asked().code == "changed_meanwhile"
    assert asked().json["state"] == "accepted"
    assert len(log(ROOM)) == 1


def _contended(*_: Any) -> None:
    raise Contention("somebody else was first")


@pytest.mark.parametrize("banned", ["usr-owner", "usr-mod"])
def test_a_room_that_banned_who_asks_refuses(court: Court, banned: str):
    raid = ask("POST", "raids", {"to_room": OTHER}, claims("usr-mod", "moderator")).json["id"]
    ban = {"measure": "ban", "reason": "Threats."}
    assert call(moderate, "PUT", f"/v1/rooms/{OTHER}/sanctions/{banned}", ban, who=NARAE).status == 200
    assert answered(raid, accept=True).code == "raid_banned"
    ask("DELETE", f"raids/{raid}")
    assert ask("POST", "raids", {"to_room": OTHER}, claims("usr-mod", "moderator")).code == "raid_banned"


def test_who_is_refused_and_why(court: Court):
    assert asked(ROOM).code == "own_room"
    assert asked("chn_nowhere").code == "no_such_room"
    assert ask("POST", "raids", {"to_room": OTHER}, claims("usr-joon")).code == "not_a_moderator"
    assert ask("GET", "raids", who=claims("usr-joon")).code == "not_a_moderator"
    raid = asked().json["id"]
    assert answered(raid, accept=True, who=claims("usr-joon")).code == "not_a_moderator"
    assert ask("POST", f"raids/{raid}/answer", {"accept": True}).code == "no_such_raid"  # who asks does not answer
    assert ask("DELETE", f"raids/{raid}", who=NARAE, room=OTHER).code == "no_such_raid"
    off = RoomRow.get(OTHER)
    court.desk.rooms.off_air(OTHER, f"ses-{OTHER}", now())
    assert off.session_id
    assert answered(raid, accept=True).code == "room_off_air"
    ask("DELETE", f"raids/{raid}")
    assert asked().code == "room_off_air"


def test_the_times_that_are_told(court: Court):
    raid = asked().json
    asked_at, expires = (datetime.fromisoformat(raid[name]) for name in ("asked_at", "expires_at"))
    assert expires - asked_at == OPEN_FOR
    assert iso(asked_at) <= iso(now())
