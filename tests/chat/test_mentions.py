"""Mentions: of people whom the room knows, by the names that the server knows, and of nobody else."""

from typing import Any

import pytest

from functions.chat.names import DynamoNames
from functions.chat.people import DynamoPeople
from functions.chat.standings import StandingRow
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import call, claims

OWNER = claims("usr-owner", "streamer")
NAMES = {"usr-mina": "미나", "usr-joon": "Joon", "usr-silent": "Silent", "usr-owner": "주인", "usr-mod": "Mod"}


@pytest.fixture(autouse=True)
def _names(court: Court) -> None:
    """Joon and Mina have spoken; everybody has told a name but one."""
    for user_id, name in NAMES.items():
        DynamoNames().remember(user_id, name, "2026-11-22T12:00:00Z")
    for who in ("usr-mina", "usr-joon", "usr-nameless"):
        court.join(who, who)
        court.say(who, f"hello from {who}", who=who)


def said(court: Court, text: str, *mentions: str) -> Any:
    answer = court.say("usr-mina", text, mentions=list(mentions))
    assert answer["type"] == "ack", answer
    return court.entries("usr-mina")[-1].get("mentions")


def test_the_message_names_whom_it_calls(court: Court):
    assert said(court, "안녕 @joon 반가워", "usr-joon") == [{"user_id": "usr-joon", "name": "Joon"}]
    assert court.entries("usr-joon")[-1]["mentions"] == [{"user_id": "usr-joon", "name": "Joon"}]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Silent says nothing", "usr-silent"),  # has not spoken here
        ("Joon without the sign", "usr-joon"),
        ("@somebody else", "usr-joon"),
        ("@usr-ghost", "usr-ghost"),  # nobody
        ("@ hello", "usr-nameless"),
    ],
)
def test_who_is_not_known_or_not_called_is_passed_over(court: Court, text: str, named: str):
    assert said(court, text, named) is None


def test_the_streamer_and_moderators_need_not_have_spoken(court: Court):
    assert call(moderate, "PUT", f"/v1/rooms/{ROOM}/moderators/usr-mod", who=OWNER).status == 200
    names = said(court, "@주인 @Mod 도와줘요", "usr-owner", "usr-mod", "usr-owner")
    assert [one["name"] for one in names] == ["주인", "Mod"]


def test_the_banned_are_not_called(court: Court):
    ban = {"measure": "ban", "reason": "x"}
    assert call(moderate, "PUT", f"/v1/rooms/{ROOM}/sanctions/usr-joon", ban, who=OWNER).status == 200
    assert said(court, "@Joon come back", "usr-joon") is None


def test_five_at_the_most_and_ids_that_are_ids(court: Court):
    six = court.say("usr-mina", "hey", mentions=[f"usr-{number}" for number in range(6)])
    assert six["code"] == "invalid_frame"
    for nobody in ("", "x" * 3000):  # no key of a table
        assert said(court, f"hey {len(nobody)}", nobody) is None


def test_a_held_message_keeps_whom_it_calls(court: Court):
    held = court.say("usr-mina", "씨발 꺼져 @Joon", mentions=["usr-joon"])["message_id"]
    approve = {"approve": True, "reason": "Quoted."}
    assert call(moderate, "POST", f"/v1/rooms/{ROOM}/queue/{held}", approve, who=OWNER).status == 200
    assert court.entries("usr-joon")[-1]["mentions"] == [{"user_id": "usr-joon", "name": "Joon"}]


def test_without_mentions_nothing_is_read_and_with_them_once(court: Court, monkeypatch: pytest.MonkeyPatch):
    reads: list[Any] = []
    batch_get = StandingRow.batch_get

    def counted(keys: Any, **more: Any) -> Any:
        reads.append(keys)
        return batch_get(keys, **more)

    monkeypatch.setattr(StandingRow, "batch_get", counted)
    court.say("usr-mina", "@Joon without saying so")
    assert DynamoPeople().of(ROOM, []) == []
    assert reads == []
    said(court, "@Joon @미나", "usr-joon", "usr-mina")
    assert reads == [[(ROOM, "usr-joon"), (ROOM, "usr-mina")]]
