"""What was said in one broadcast, of a log that holds them all."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.live import LiveEnded, LiveStarted
from functions.chat import api, on_channel_event
from functions.chat.store import EntryRow
from kernel.clock import now
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import announced, call, claims, deliver

BEGAN = now() - timedelta(hours=2)


def live(number: int, *, ended: bool = False) -> None:
    one: dict[str, Any] = {
        "session_id": f"ses_{number}",
        "channel_id": ROOM,
        "stream_id": f"st-{number}",
        "started_at": BEGAN + timedelta(minutes=number),
    }
    event = LiveEnded(**one, ended_at=now(), duration_seconds=1) if ended else LiveStarted(**one)
    assert deliver(on_channel_event.handler, announced(event)) == []


def page(session: str, after: int = 0, limit: int = 100) -> dict[str, Any]:
    query = {"session": session, "after": str(after), "limit": str(limit)}
    return dict(call(api.handler, "GET", f"/v1/rooms/{ROOM}/entries", query=query).json)


def texts(session: str, limit: int = 100) -> list[str]:
    """All of it, page by page."""
    found, after, more = [], 0, True
    while more:
        read = page(session, after, limit)
        assert read["through"] > after or not read["more"], "every page gets on"
        found += [entry["text"] for entry in read["entries"]]
        after, more = read["through"], read["more"]
    return found


@pytest.fixture
def evening(court: Court) -> Court:
    """Words before, in and between two broadcasts."""
    speaker = iter(range(100))

    def say(*words: str) -> None:
        for text in words:
            court.say(f"c-{next(speaker)}", text, who=f"usr-{text}")

    say("before")
    live(1)
    say("one", "two")
    call(moderate, "PUT", f"/v1/rooms/{ROOM}/rules", {"rules": {}, "reason": "x"}, who=claims("usr-owner"))
    say("three")
    live(1, ended=True)
    say("between", "still between")
    live(2)
    say("four")
    return court


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_only_what_was_said_in_it_comes(evening: Court, limit: int):
    assert texts("ses_1", limit) == ["one", "two", "three"]
    assert texts("ses_2", limit) == ["four"]
    assert texts("ses_never", limit) == []


def test_it_is_not_looked_for_in_the_whole_log(evening: Court, monkeypatch: pytest.MonkeyPatch):
    looked_at: list[tuple[int, int]] = []
    whole = api.rooms().log

    def counted(room_id: str, after: int, limit: int) -> Any:
        looked_at.append((after, limit))
        return whole(room_id, after, limit)

    monkeypatch.setattr(api.rooms(), "log", counted)
    assert page("ses_1")["more"] is False
    assert looked_at == [(1, 5)], "the four of the broadcast and the one that might have come upon its end"
    page("ses_1", after=3)
    assert looked_at[1] == (3, 3)


def test_who_spoke_upon_the_end_is_in_it(evening: Court):
    """The room was read before it heard of the end, the message stored after."""
    late = EntryRow.get(ROOM, 6)
    late.update(actions=[EntryRow.entry.set({**late.entry, "session_id": "ses_1"})])
    assert texts("ses_1") == ["one", "two", "three", "between"]


def test_events_that_come_twice_change_nothing(evening: Court):
    live(1)
    live(1, ended=True)
    live(2)
    assert texts("ses_1") == ["one", "two", "three"]
    assert texts("ses_2") == ["four"]


def test_a_broadcast_whose_beginning_came_after_its_end_has_nothing(court: Court):
    live(1, ended=True)
    live(1)
    court.say("a", "alone")
    assert texts("ses_1") == []


def test_a_room_that_does_not_exist_has_no_history(court: Court):
    answer = call(api.handler, "GET", "/v1/rooms/chn_none/entries", query={"session": "ses_1"})
    assert answer.code == "no_such_room"
