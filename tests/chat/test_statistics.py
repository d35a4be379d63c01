"""A room's figures: counted from its log, each entry once, whoever asks how often."""

from datetime import timedelta
from typing import Any

import pytest

from functions.chat import tallies
from functions.chat.tallies import DynamoTallies
from kernel.clock import now
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import call, claims

OWNER = claims("usr-owner", "streamer")


def asked(**query: str) -> Any:
    return call(moderate, "GET", f"/v1/rooms/{ROOM}/statistics", who=OWNER, query=query)


def test_messages_chatters_words_and_mood_by_the_minute(court: Court):
    moment = now().replace(second=10) - timedelta(minutes=5)
    for minute, who, text in (
        (0, "usr-a", "great recipe, love it"), (0, "usr-b", "this recipe is terrible"), (2, "usr-a", "recipe please"),
    ):  # fmt: skip
        court.desk.now = lambda minute=minute: moment + timedelta(minutes=minute)
        court.say(who, text, who=who)
    figures = asked().json
    assert [(m["messages"], m["chatters"]) for m in figures["minutes"]] == [(2, 2), (1, 1)]
    assert (figures["messages"], figures["chatters"], figures["complete"]) == (3, 2, True)
    assert figures["words"][0] == {"word": "recipe", "messages": 3}
    assert asked().json == figures  # asking again counts nothing twice
    court.desk.now = lambda: moment + timedelta(minutes=2, seconds=20)
    court.say("usr-c", "me too, recipe", who="usr-c")
    later = asked().json
    assert [(m["messages"], m["chatters"]) for m in later["minutes"]] == [(2, 2), (2, 2)]
    assert later["chatters"] == 3


def test_a_long_log_is_counted_in_pieces(court: Court, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tallies, "PAGE", 2)
    monkeypatch.setattr(tallies, "PAGES", 2)
    monkeypatch.setattr(tallies, "MINUTES_A_TRANSACTION", 1)
    moment = now() - timedelta(minutes=30)
    for number in range(5):
        court.desk.now = lambda number=number: moment + timedelta(minutes=number)
        court.say("a", f"number {number}", who=f"usr-{number}")
    seen = [asked().json for _ in range(3)]
    assert [(one["messages"], one["complete"]) for one in seen] == [(2, False), (4, False), (5, True)]


def test_two_who_ask_at_once_count_each_entry_once(court: Court, monkeypatch: pytest.MonkeyPatch):
    court.say("a", "hello there")
    one, other = DynamoTallies(), DynamoTallies()
    original = other._with

    def overtaken(*given: Any) -> Any:
        monkeypatch.setattr(other, "_with", original)
        one.count(ROOM)
        return original(*given)

    monkeypatch.setattr(other, "_with", overtaken)
    assert other.count(ROOM)
    assert asked().json["messages"] == 1


def test_a_period_is_at_most_a_day_and_the_figures_are_the_moderators_own(court: Court):
    assert asked(since="2026-01-01T00:00:00Z").code == "invalid_period"
    assert asked(since="soon").status == 422
    refused = call(moderate, "GET", f"/v1/rooms/{ROOM}/statistics", who=claims("usr-joon"))
    assert refused.code == "not_a_moderator"
