"""What is said in a broadcast is announced while it is on, each message once."""

import json
from datetime import timedelta
from typing import Any

import pytest

from contracts.chat import TalkCounted
from contracts.live import LiveEnded, LiveStarted
from functions.chat import count_talk, on_channel_event, pulse
from functions.chat.pulse import EVERY_SECONDS
from kernel import clock, tasks
from kernel.clock import now
from tests.chat.rooms import ROOM, Court
from tests.lambdas import announced, deliver, outbox

AGAIN = pulse._again
SESSION: dict[str, Any] = {
    "session_id": "ses_1", "channel_id": ROOM, "stream_id": "st-1", "started_at": now() - timedelta(minutes=5),
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    class Queue:
        def send_message(self, **message: Any) -> None:
            if message["QueueUrl"] == "count-talk":
                found.append({**json.loads(message["MessageBody"]), "delay": message["DelaySeconds"]})

    monkeypatch.setattr(tasks, "_sqs", Queue)
    monkeypatch.setattr(pulse, "_again", AGAIN)
    monkeypatch.setenv("COUNT_TALK_QUEUE", "count-talk")
    return found


def beat(turn: int) -> None:
    assert deliver(count_talk.handler, {"room_id": ROOM, "session_id": "ses_1", "turn": turn}) == []


def told() -> list[TalkCounted]:
    return [one for one in outbox(TalkCounted) if isinstance(one, TalkCounted)]


def test_a_broadcasts_talk_is_told_in_stretches_until_it_ends(court: Court, asked: list[dict[str, Any]]):
    court.say("c-0", "before the broadcast", who="usr-0")
    for _ in range(2):  # events come twice
        assert deliver(on_channel_event.handler, announced(LiveStarted(**SESSION))) == []
    assert [one["delay"] for one in asked] == [EVERY_SECONDS], "begun once"
    for number in range(4):
        court.say(f"a-{number}", "the lamp is lovely" if number else "hello", who=f"usr-{number}")
    court.say("a-1", "lamp, lamp!", who="usr-1")
    beat(0)
    (first,) = told()
    assert (first.messages, first.chatters, first.session_id) == (5, 4, "ses_1")
    assert {(one.word, one.messages, one.chatters) for one in first.words} >= {("lamp", 4, 3), ("hello", 1, 1)}
    assert {(one.user_id, one.messages) for one in first.people} >= {("usr-0", 1), ("usr-1", 2)}
    beat(1)
    assert len(told()) == 1, "of silence nothing is told"
    court.say("b-1", "lamp", who="usr-1")
    deliver(on_channel_event.handler, announced(LiveEnded(**SESSION, ended_at=now(), duration_seconds=1)))
    before = len(asked)
    beat(2)
    assert [one.messages for one in told()] == [5, 1]
    assert len(asked) == before, "nobody asks for more after the end"


def test_a_surge_after_silence_is_measured_by_its_own_stretch(
    court: Court, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    assert deliver(on_channel_event.handler, announced(LiveStarted(**SESSION))) == []
    start = clock.now()
    for turn in range(60):  # ten minutes of silence
        monkeypatch.setattr(clock, "now", lambda turn=turn: start + timedelta(seconds=EVERY_SECONDS * turn))
        beat(turn)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=EVERY_SECONDS * 60))
    court.say("a-1", "the lamp", who="usr-1")
    beat(60)
    (surge,) = told()
    assert (surge.until - surge.since).total_seconds() == EVERY_SECONDS


def test_a_beat_that_comes_twice_begins_no_second_chain(court: Court, asked: list[dict[str, Any]]):
    assert deliver(on_channel_event.handler, announced(LiveStarted(**SESSION))) == []
    for turn in (0, 0, 0, 1, 0, 1):
        beat(turn)
    assert [one["turn"] for one in asked] == [0, 1, 2], "each turn asked for once"


def test_a_beat_whose_write_was_lost_comes_again_and_the_chain_goes_on(
    court: Court, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    assert deliver(on_channel_event.handler, announced(LiveStarted(**SESSION))) == []
    court.say("a-1", "the lamp", who="usr-1")
    with monkeypatch.context() as broken:
        broken.setattr(pulse, "transaction", lambda: 1 / 0)
        message = {"room_id": ROOM, "session_id": "ses_1", "turn": 0}
        assert deliver(count_talk.handler, message) == [0]
    beat(1)
    beat(0)
    assert [one.messages for one in told()] == [1], "told once, by whichever came first"
    assert [one["turn"] for one in asked] == [0, 1, 2]
