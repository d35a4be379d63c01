"""For which languages a room has its messages translated, and for how long."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.client import BaseClient

from functions.chat.store import RoomRow
from tests.chat.rooms import ROOM, Court, moderate
from tests.chat.translators import Bench
from tests.lambdas import call


def test_without_anybody_who_asked_nobody_is_troubled(court: Court):
    court.join("c-mina")
    court.say("c-mina", "안녕하세요")
    court.join("c-guest", None, translate_to="en")
    court.say("c-mina", "또 안녕하세요")
    assert court.to_translate == []


def test_a_language_is_forgotten_when_nobody_asks_any_more(bench: Bench):
    bench.later(21)
    bench.court.say("c-mina", "안녕하세요")
    assert bench.court.to_translate == []


def test_who_stays_asks_with_every_ping(bench: Bench):
    for minute in (9, 18, 27):
        bench.later(minute)
        ping = {"action": "ping", "translate_to": "en"}
        assert bench.court.frame("c-reader", ping, "usr-reader")["type"] == "pong"
    bench.later(40)
    bench.court.say("c-mina", "안녕하세요")
    assert bench.court.to_translate == [(ROOM, 1)]


def test_asking_again_at_once_writes_nothing(bench: Bench):
    before = RoomRow.get(ROOM).locales
    bench.later(4)
    bench.court.join("c-2", "usr-2", translate_to="en")
    assert RoomRow.get(ROOM).locales == before
    bench.court.join("c-3", "usr-3", translate_to="ja")
    assert set(RoomRow.get(ROOM).locales) == {"en", "ja"}
    assert call(moderate, "GET", f"/v1/rooms/{ROOM}").json["translated_into"] == ["en", "ja"]


def test_a_language_that_is_none_of_them_is_refused(bench: Bench):
    assert bench.court.join("c-x", "usr-x", translate_to="tlh")["code"] == "invalid_frame"


def test_a_message_costs_no_call_more_where_somebody_reads_it_translated(court: Court, monkeypatch: pytest.MonkeyPatch):
    """Two reads and a transaction; sending on, which follows, is another's."""
    court.join("c-mina")
    court.say("c-mina", "하나")  # the room's terms are kept for a moment
    costs = [calls_of(lambda: court.say("c-mina", "둘이요"), monkeypatch)]
    court.join("c-reader", "usr-reader", translate_to="en")
    costs.append(calls_of(lambda: court.say("c-mina", "셋이요"), monkeypatch))
    assert court.to_translate == [(ROOM, 3)]
    assert costs[0] == costs[1] == ["GetItem", "GetItem", "TransactWriteItems"]


def calls_of(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """DynamoDB's operations while it acts, before anything is sent on."""
    made: list[str] = []
    send = BaseClient._make_api_call

    def counted(self: Any, operation: str, *rest: Any) -> Any:
        made.append(operation)
        return send(self, operation, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", counted)
        act()
    return made[: made.index("TransactWriteItems") + 1]
