"""Acts of moderation: each changes the room, is heard there, is in the audit log, and can be undone."""

from typing import Any

import pytest

from functions.chat import api
from functions.chat.members import DynamoMembers
from functions.chat.standings import DynamoStandings
from functions.chat.store import SaidRow
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import Answer, call, claims

OWNER = claims("usr-owner", "streamer")
MOD = claims("usr-mod", "viewer", "moderator")
BAN = {"measure": "ban", "reason": "Threats."}


def ask(method: str, path: str, body: Any = None, who: dict[str, str] = OWNER, **more: Any) -> Answer:
    return call(moderate, method, f"/v1/rooms/{ROOM}/{path}", body, who=who, **more)


def log() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ask("GET", "actions").json["items"]
    return items


def test_a_ban_ends_every_connection_at_once_and_survives_coming_back(court: Court):
    for device in ("phone", "laptop"):
        court.join(device, who="usr-troll")
    court.join("b", who="usr-joon")
    done = ask("PUT", "sanctions/usr-troll", BAN, who=MOD)
    assert done.status == 200
    assert sorted(court.closed) == ["laptop", "phone"]
    assert list(DynamoMembers().connections(ROOM)) == ["b"]
    entry = court.entries("b")[-1]
    assert (entry["kind"], entry["user_id"], entry["measure"]) == ("sanction", "usr-troll", "ban")
    assert "reason" not in entry
    assert court.say("phone", "hey", who="usr-troll")["code"] == "banned"
    assert court.join("tablet", who="usr-troll")["code"] == "banned"
    assert call(api.handler, "POST", f"/v1/rooms/{ROOM}/tickets", who=claims("usr-troll")).code == "banned"
    assert [item["user_id"] for item in ask("GET", "sanctions").json["items"]] == ["usr-troll"]
    undone = ask("POST", f"actions/{done.json['action_id']}/undo", {"reason": "Mistaken for another."})
    assert undone.status == 200
    assert court.join("phone2", who="usr-troll")["type"] == "welcome"
    assert court.say("phone2", "hey again", who="usr-troll")["type"] == "ack"
    newest, oldest = log()
    assert (newest["kind"], newest["undoes"], newest["actor_id"]) == ("lift", oldest["id"], "usr-owner")
    assert (oldest["kind"], oldest["undone_by"], oldest["actor_id"], oldest["reason"]) == (
        "ban", newest["id"], "usr-mod", "Threats.",
    )  # fmt: skip
    assert ask("POST", f"actions/{oldest['id']}/undo", {"reason": "x"}).code == "already_undone"


def test_a_timeout_silences_for_a_while(court: Court):
    court.join("a")
    assert ask("PUT", "sanctions/usr-mina", {"measure": "timeout", "seconds": 60, "reason": "Caps."}).status == 200
    refused = court.say("a", "hello")
    assert refused["code"] == "timed_out"
    assert 50 <= refused["retry_after"] <= 61
    assert court.entries("a")[-1]["until"]
    assert ask("DELETE", "sanctions/usr-mina").status == 200
    assert court.say("a", "hello")["type"] == "ack"
    assert ask("PUT", "sanctions/usr-mina", {"measure": "timeout", "reason": "x"}).code == "seconds_missing"


def test_a_timeout_and_its_undoing_leave_a_ban_alone(court: Court):
    timeout = {"measure": "timeout", "seconds": 60, "reason": "Caps."}
    first = ask("PUT", "sanctions/usr-x", timeout).json["action_id"]
    ban = ask("PUT", "sanctions/usr-x", BAN).json["action_id"]
    ask("PUT", "sanctions/usr-x", timeout)
    assert ask("POST", f"actions/{first}/undo", {"reason": "Long ago."}).status == 200
    assert DynamoStandings().of(ROOM, "usr-x").banned
    assert ask("POST", f"actions/{ban}/undo", {"reason": "Forgiven."}).status == 200
    assert not DynamoStandings().of(ROOM, "usr-x").banned
    for measure in (BAN, timeout):
        ask("PUT", "sanctions/usr-x", measure)
    assert ask("DELETE", "sanctions/usr-x").status == 200
    standing = DynamoStandings().of(ROOM, "usr-x")
    assert (standing.banned, standing.timeout_until) == (False, None)


def test_who_may_sanction_whom(court: Court):
    ask("PUT", "moderators/usr-helper")
    helper = claims("usr-helper", "viewer")
    assert ask("PUT", "sanctions/usr-x", BAN, who=claims("usr-joon", "viewer")).code == "not_a_moderator"
    assert ask("PUT", "sanctions/usr-owner", BAN, who=helper).code == "is_the_streamer"
    assert ask("PUT", "sanctions/usr-helper", BAN, who=MOD).code == "is_a_moderator"
    assert ask("PUT", "sanctions/usr-x", BAN, who=helper).status == 200
    assert ask("PUT", "moderators/usr-y", who=helper).code == "not_the_streamer"
    assert ask("DELETE", "moderators/usr-helper").status == 200
    assert ask("PUT", "sanctions/usr-z", BAN, who=helper).code == "not_a_moderator"


def test_a_removed_message_is_empty_for_everybody_and_can_be_restored(court: Court):
    court.join("a")
    message = court.say("a", "a bad joke")["message_id"]
    assert ask("PUT", "pin", {"message_id": message}).status == 200
    assert ask("DELETE", f"messages/{message}", query={"reason": "Not funny."}, who=MOD).status == 202
    stored = call(api.handler, "GET", f"/v1/rooms/{ROOM}/entries").json["entries"]
    assert [(entry["kind"], entry.get("text")) for entry in stored] == [
        ("message", ""), ("pin", None), ("removal", None),
    ]  # fmt: skip
    assert call(moderate, "GET", f"/v1/rooms/{ROOM}").json["pinned"] is None
    removal = log()[0]
    assert (removal["kind"], removal["before"], removal["reason"]) == ("remove", "a bad joke", "Not funny.")
    assert ask("POST", f"actions/{removal['id']}/undo", {"reason": "It was funny."}, who=MOD).status == 200
    assert court.entries("a")[-1]["message"]["text"] == "a bad joke"
    first = call(api.handler, "GET", f"/v1/rooms/{ROOM}/entries").json["entries"][0]
    assert (first["text"], first["removed"]) == ("a bad joke", False)


def test_a_message_of_last_week_is_removed_restored_and_pinned_by_its_number(court: Court):
    court.join("a")
    message = court.say("a", "an old joke")["message_id"]
    SaidRow(message).delete()  # as DynamoDB does after a day
    assert ask("DELETE", f"messages/{message}", who=MOD).code == "no_such_message"
    assert ask("DELETE", f"messages/{message}", query={"seq": "2"}, who=MOD).code == "no_such_message"
    assert ask("PUT", "pin", {"message_id": message, "seq": 1}).status == 200
    assert (log()[0]["kind"], log()[0]["after"]) == ("pin", "an old joke")
    assert ask("DELETE", f"messages/{message}", query={"seq": "1"}, who=MOD).status == 202
    assert ask("POST", f"actions/{log()[0]['id']}/undo", {"reason": "It was funny."}, who=MOD).status == 200
    assert court.entries("a")[-1]["message"]["text"] == "an old joke"
    assert ask("POST", f"actions/{log()[0]['id']}/undo", {"reason": "It was not."}, who=MOD).status == 200
    assert court.entries("a")[-1]["kind"] == "removal"


def test_another_message_s_number_does_not_take_it_back(court: Court):
    first, _ = (court.say("a", text)["message_id"] for text in ("one", "two"))
    assert ask("DELETE", f"messages/{first}", query={"seq": "2"}).code == "no_such_message"


@pytest.mark.parametrize(
    ("who", "groups", "status"),
    [("usr-mina", (), 202), ("usr-owner", (), 202), ("usr-mod", ("moderator",), 202), ("usr-joon", (), 403)],
)
def test_who_may_take_a_message_back(court: Court, who: str, groups: tuple[str, ...], status: int):
    court.join("a")
    message = court.say("a", "oops")["message_id"]
    answers = [ask("DELETE", f"messages/{message}", who=claims(who, "viewer", *groups)).status for _ in range(2)]
    assert answers == [status, status]
    kinds = [entry["kind"] for entry in court.entries("a")]
    assert kinds == (["message"] if status == 403 else ["message", "removal"])
    assert ask("DELETE", "messages/msg_none").code == "no_such_message"


def test_an_appeal_is_answered_by_somebody_else_and_granted_it_undoes(court: Court):
    done = ask("PUT", "sanctions/usr-mina", BAN, who=MOD).json["action_id"]
    mina = claims("usr-mina", "viewer")
    appeal = {"text": "It was my brother."}
    assert ask("POST", f"actions/{done}/appeal", appeal, who=claims("usr-joon")).code == "no_such_action"
    assert ask("POST", f"actions/{done}/appeal", appeal, who=mina).status == 202
    assert ask("POST", f"actions/{done}/appeal", appeal, who=mina).code == "already_appealed"
    answer = {"grant": True, "reason": "We believe you."}
    assert ask("POST", f"actions/{done}/answer", answer, who=MOD).code == "own_action"
    assert ask("POST", f"actions/{done}/answer", answer, who=mina).code == "not_a_moderator"
    assert ask("POST", f"actions/{done}/answer", answer).status == 202
    assert ask("POST", f"actions/{done}/answer", answer).code == "no_open_appeal"
    mine = ask("GET", "standing", who=mina).json
    assert mine["banned"] is False
    (lift, ban) = mine["actions"]
    assert (lift["kind"], ban["kind"], ban["actor_id"]) == ("lift", "ban", None)
    assert (ban["appeal"]["state"], ban["appeal"]["answer"]) == ("granted", "We believe you.")
    assert not DynamoStandings().of(ROOM, "usr-mina").banned


def test_a_refused_message_is_said_after_all_when_the_refusal_is_undone(court: Court):
    court.join("a")
    held = court.say("a", "씨발 꺼져")["message_id"]
    rejected = ask("POST", f"queue/{held}", {"approve": False, "reason": "Abuse."}).json["action_id"]
    assert court.entries("a") == []
    assert ask("POST", f"actions/{rejected}/undo", {"reason": "Quoted the film."}).status == 200
    assert [(entry["id"], entry["text"]) for entry in court.entries("a")] == [(held, "씨발 꺼져")]


def test_settings_are_put_back_by_undoing(court: Court):
    court.join("a")
    first = {"rules": {"slow_seconds": 30}, "reason": "Crowded."}
    ask("PUT", "rules", first)
    changed = ask("PUT", "rules", {"rules": {"audience": "followers"}, "reason": "A raid."}).json["action_id"]
    terms = ask("PUT", "terms", {"terms": ["one"]}).json["action_id"]
    share = ask("PUT", "shared-bans", {"shared": True}).json["action_id"]
    appointed = ask("PUT", "moderators/usr-h").json["action_id"]
    before = ask("GET", "settings").json
    assert (before["terms"], before["moderators"], before["shares_bans"]) == (["one"], ["usr-h"], True)
    for action in (changed, terms, share, appointed):
        assert ask("POST", f"actions/{action}/undo", {"reason": "Back."}).status == 200
    after = ask("GET", "settings").json
    assert after == {
        "rules": {"slow_seconds": 30, "audience": "everyone", "links": "allowed"},
        "terms": [], "moderators": [], "ban_lists": [], "shares_bans": False,
        "raids": "asks", "trusted_rooms": [],
    }  # fmt: skip
    assert len(log()) == 9
    assert ask("GET", "settings", who=claims("usr-joon")).code == "not_a_moderator"


def test_bans_of_a_list_that_is_followed_hold_here_too(court: Court):
    court.desk.rooms.open("chn_other", "usr-other", "Other", 1)
    other = claims("usr-other", "streamer")
    call(moderate, "PUT", "/v1/rooms/chn_other/sanctions/usr-troll", BAN, who=other)
    assert ask("PUT", "ban-lists", {"rooms": ["chn_other"]}).code == "bans_not_shared"
    assert call(
        moderate, "PUT", "/v1/rooms/chn_other/shared-bans", {"shared": True}, who=other
    ).status == 200  # fmt: skip
    assert ask("PUT", "ban-lists", {"rooms": ["chn_other"]}).status == 200
    assert call(api.handler, "POST", f"/v1/rooms/{ROOM}/tickets", who=claims("usr-troll")).code == "banned"
    assert court.join("x", who="usr-troll")["code"] == "banned"
    assert court.join("y", who="usr-joon")["type"] == "welcome"
    assert ask("PUT", "ban-lists", {"rooms": [ROOM]}).code == "bans_not_shared"
    mine = ask("GET", "standing", who=claims("usr-troll")).json
    assert (mine["banned"], mine["banned_in"]) == (False, [{"room_id": "chn_other", "name": "Other"}])
    assert ask("GET", "standing", who=claims("usr-joon")).json["banned_in"] == []


def test_the_audit_log_is_read_in_pages_and_by_moderators_only(court: Court):
    for number in range(3):
        ask("PUT", f"sanctions/usr-{number}", BAN)
    page = ask("GET", "actions", query={"limit": "2"}).json
    rest = ask("GET", "actions", query={"limit": "2", "cursor": page["next_cursor"]}).json
    assert [item["subject_id"] for item in page["items"] + rest["items"]] == ["usr-2", "usr-1", "usr-0"]
    assert ask("GET", "actions", who=claims("usr-joon")).code == "not_a_moderator"
    assert ask("GET", "queue", who=claims("usr-joon")).code == "not_a_moderator"
