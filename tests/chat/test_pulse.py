"""What is said in a broadcast is announced while it is on, each message once."""

import json
from datetime import timedelta
from typing import Any

import pytest

from contracts.chat import TalkCounted
from contracts.live import LiveEnded, LiveStarted
from functions.chat import count_talk, on_channel_event, pulse
from functions.chat.pulse import EVERY_SECONDS
from kernel import tasks
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


def beat() -> None:
    assert deliver(count_talk.handler, {"room_id": ROOM, "session_id": "ses_1"}) == []


def test_a_broadcasts_talk_is_told_in_stretches_until_it_ends(court: Court, asked: list[dict[str, Any]]):
    court.say("c-0", "before the broadcast", who="usr-0")
    for _ in range(2):  # events come twice
        assert deliver(on_channel_event.handler, announced(LiveStarted(**SESSION))) == []
    assert [one["delay"] for one in asked] == [EVERY_SECONDS], "begun once"
    for number in range(4):
        court.say(f"a-{number}", "the lamp is lovely" if number else "hello", who=f"usr-{number}")
    beat()
    (told,) = outbox(TalkCounted)
    assert isinstance(told, TalkCounted)
    assert (told.messages, told.chatters, told.session_id) == (4, 4, "ses_1")
    assert {(one.word, one.messages) for one in told.words} >= {("lamp", 3), ("hello", 1)}
    beat()
    assert len(outbox(TalkCounted)) == 1, "of silence nothing is told"
    court.say("b-1", "lamp", who="usr-1")
    deliver(on_channel_event.handler, announced(LiveEnded(**SESSION, ended_at=now(), duration_seconds=1)))
    before = len(asked)
    beat()
    assert [one.messages for one in outbox(TalkCounted) if isinstance(one, TalkCounted)] == [4, 1]
    assert len(asked) == before, "nobody asks for more after the end"
