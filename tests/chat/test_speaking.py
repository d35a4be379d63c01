"""What becomes of a message: who may say it, and whether it is shown, doubted or kept waiting."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.billing import SubscriptionEnded, SubscriptionPaid
from contracts.social import ChannelFollowed, ChannelUnfollowed
from functions.chat import api, on_fan_event, socket
from functions.chat.entries import Person, Rules
from functions.chat.gate import BURST, PATIENCE
from functions.chat.moderation.flood import Bucket
from functions.chat.rules import Standing, needs_approval
from functions.chat.store import EntryRow
from kernel.clock import now
from kernel.errors import Problem
from tests.chat.rooms import ROOM, Court, connects, moderate
from tests.lambdas import announced, call, claims, deliver

OWNER = claims("usr-owner", "streamer")
ABUSE = "씨발 꺼져"
AT = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
VIEWER = Person(user_id="usr-mina", name="mina", role="viewer")


def queue() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = call(moderate, "GET", f"/v1/rooms/{ROOM}/queue", who=OWNER).json["items"]
    return items


def test_what_is_held_nobody_sees_until_it_is_approved(court: Court):
    court.join("a")
    court.join("b", who="usr-joon")
    held = court.say("a", ABUSE, ref="r1")
    assert (held["type"], held["held"], "seq" in held) == ("ack", True, False)
    assert court.say("a", ABUSE, ref="r1") == held  # sent again, it is still the same one
    assert court.entries("b") == []
    assert court.join("c", who="usr-x")["entries"] == []
    (waiting,) = queue()
    assert (waiting["state"], waiting["message"]["text"], waiting["language"]) == ("waiting", ABUSE, "ko")
    assert "profanity" in waiting["reasons"]
    path = f"/v1/rooms/{ROOM}/queue/{held['message_id']}"
    done = call(moderate, "POST", path, {"approve": True, "reason": "A quotation."}, who=OWNER)
    assert done.status == 200
    assert [entry["text"] for entry in court.entries("b")] == [ABUSE]
    assert queue() == []
    assert court.say("a", ABUSE, ref="r1")["seq"] == 1
    again = call(moderate, "POST", path, {"approve": True, "reason": "x"}, who=OWNER)
    assert again.code == "not_in_queue"


def test_what_is_refused_never_appears(court: Court):
    court.join("a")
    held = court.say("a", ABUSE)
    path = f"/v1/rooms/{ROOM}/queue/{held['message_id']}"
    assert call(moderate, "POST", path, {"approve": False, "reason": "Abuse."}, who=OWNER).status == 200
    assert (queue(), court.entries("a")) == ([], [])


@pytest.mark.parametrize("text", ["안녕하세요 반가워요", "what a lovely stream", "今天的直播真好看"])
def test_the_harmless_is_shown_and_its_verdict_is_stored_with_it(court: Court, text: str):
    court.join("a")
    assert court.say("a", text)["seq"] == 1
    row = EntryRow.get(ROOM, 1)
    assert set(row.verdict) == {"action", "score", "sentiment", "language", "reasons"}
    assert row.verdict["action"] == "pass"
    assert "verdict" not in court.entries("a")[0]
    assert queue() == []


def test_the_doubtful_is_shown_and_a_moderator_is_asked(court: Court):
    court.join("a")
    assert court.say("a", "죽고 싶어")["seq"] == 1
    (doubted,) = queue()
    assert (doubted["state"], doubted["reasons"]) == ("shown", ["self_harm"])
    path = f"/v1/rooms/{ROOM}/queue/{doubted['message']['id']}"
    call(moderate, "POST", path, {"approve": False, "reason": "Spoken to in private."}, who=OWNER)
    assert [entry["kind"] for entry in court.entries("a")] == ["message", "removal"]


def test_a_room_s_own_terms_hold(court: Court):
    court.join("a")
    put = call(moderate, "PUT", f"/v1/rooms/{ROOM}/terms", {"terms": ["spoiler"]}, who=OWNER)
    assert put.status == 200
    court.desk.terms._known.clear()
    assert court.say("a", "s.p.o.i.l.e.r inside")["held"] is True
    assert queue()[0]["reasons"] == ["room"]


def test_links_wait_where_the_rules_say_so(court: Court):
    court.join("a")
    body = {"rules": {"links": "approval"}, "reason": "Advertisers."}
    assert call(moderate, "PUT", f"/v1/rooms/{ROOM}/rules", body, who=OWNER).status == 200
    assert court.entries("a")[0]["rules"]["links"] == "approval"
    assert court.say("a", "look at shop.example.com")["held"] is True
    assert court.say("o", "look at https://shop.example", who="usr-owner")["seq"] == 2
    assert court.join("b")["rules"]["links"] == "approval"


@pytest.mark.parametrize(
    ("text", "waits"),
    [("http://x.y", True), ("www.x", True), ("go to shop.kr now", True), ("3.5 is it", False), ("hm...ok", False)],
)
def test_what_a_link_is(text: str, waits: bool):
    assert needs_approval(text, VIEWER, Rules(links="approval")) is waits
    assert not needs_approval(text, VIEWER, Rules())


def refusal(standing: Standing, rules: Rules, after_seconds: float = 0.0, text: str = "hello everybody") -> str | None:
    try:
        standing.spoken(VIEWER, rules, text, AT + timedelta(seconds=after_seconds))
    except Problem as problem:
        return problem.code
    return None


@pytest.mark.parametrize(
    ("standing", "rules", "code"),
    [
        ({}, Rules(), None),
        ({"banned": True}, Rules(), "banned"),
        ({"timeout_until": AT + timedelta(seconds=1)}, Rules(), "timed_out"),
        ({"timeout_until": AT}, Rules(), None),
        ({}, Rules(audience="followers"), "followers_only"),
        ({"follows": True}, Rules(audience="followers"), None),
        ({"subscribed_until": AT + timedelta(days=1)}, Rules(audience="followers"), None),
        ({"follows": True}, Rules(audience="subscribers"), "subscribers_only"),
        ({"subscribed_until": AT}, Rules(audience="subscribers"), "subscribers_only"),
        ({"said_at": AT - timedelta(seconds=9)}, Rules(slow_seconds=10), "slow_mode"),
        ({"said_at": AT - timedelta(seconds=10)}, Rules(slow_seconds=10), None),
        ({"bucket": Bucket(5, 1, 0.0, AT.timestamp())}, Rules(), "too_fast"),
    ],
)
def test_who_may_speak(standing: dict[str, Any], rules: Rules, code: str | None):
    assert refusal(Standing(ROOM, "usr-mina", **standing), rules) == code


def test_the_same_again_and_again_is_refused_but_laughing_is_not():
    standing = Standing(ROOM, "usr-mina")
    for second in range(2):
        standing = standing.spoken(VIEWER, Rules(), "subscribe to my channel please", AT + timedelta(seconds=second))
    assert refusal(standing, Rules(), 2, "subscribe to my channel, please") == "repeated"
    assert refusal(standing, Rules(), 40, "subscribe to my channel, please") is None
    assert refusal(standing, Rules(), 2, "something else entirely") is None
    for second in range(3):
        standing = standing.spoken(VIEWER, Rules(), "ㅋㅋㅋㅋ", AT + timedelta(seconds=3 + second))


def test_too_much_at_once_is_refused_and_comes_right(court: Court, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.chat.gate.BURST", 100.0)
    moment = now()
    court.desk.now = lambda: moment
    court.join("a")
    answers = [court.say("a", f"number {n} of many") for n in range(8)]
    assert [a["type"] for a in answers] == ["ack"] * 5 + ["refusal"] * 3
    assert (answers[5]["code"], answers[5]["ref"], answers[5]["retry_after"]) == ("too_fast", "number 5 of many", 1)
    court.desk.now = lambda: moment + timedelta(seconds=2)
    assert court.say("a", "later on", ref="r9")["type"] == "ack"


def test_a_flood_costs_no_look_into_tables_and_ends_with_its_socket(court: Court, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "sockets", lambda: court)
    monkeypatch.setattr(socket.time, "monotonic", lambda: 1000.0)
    court.join("victim", who="usr-joon")
    answers = [court.frame("a", "garbage")["code"] for _ in range(int(BURST + PATIENCE) + 1)]
    assert answers == ["not_json"] * int(BURST) + ["too_fast"] * int(PATIENCE) + ["flooding"]
    assert court.closed == ["a"]
    assert court.say("victim", "still here", who="usr-joon")["type"] == "ack"


def test_followers_and_subscribers_are_known_by_events_in_any_order(court: Court):
    fan = {"channel_id": ROOM, "user_id": "usr-fan"}
    later = now() + timedelta(seconds=5)
    deliver(on_fan_event.handler, announced(ChannelUnfollowed(**fan), at=later), announced(ChannelFollowed(**fan)))
    paid = SubscriptionPaid(**fan, paid_until=now() + timedelta(days=30), months=7)
    deliver(on_fan_event.handler, announced(paid))
    mine = call(moderate, "GET", f"/v1/rooms/{ROOM}/standing", who=claims("usr-fan")).json
    assert (mine["follows"], mine["badges"]) == (False, ["subscriber-6-months"])
    ticket = call(api.handler, "POST", f"/v1/rooms/{ROOM}/tickets", who=claims("usr-fan")).json["ticket"]
    context = connects(ticket)[1]
    assert (context["role"], context["badges"]) == ("subscriber", "subscriber-6-months")
    deliver(on_fan_event.handler, announced(SubscriptionEnded(**fan, ended_at=now()), at=later))
    ticket = call(api.handler, "POST", f"/v1/rooms/{ROOM}/tickets", who=claims("usr-fan")).json["ticket"]
    assert connects(ticket)[1]["role"] == "viewer"
