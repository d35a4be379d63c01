"""A room hears which of its channel's products is asked about, once in a while, with its place on the broadcast."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.live import LiveStarted
from contracts.recommendations import RankingMoved
from functions.chat import on_channel_event, on_ranking_moved
from functions.chat.recommending import LATE, Recommended
from functions.chat.store import DynamoRooms
from kernel import clock
from kernel.clock import from_iso
from tests.chat.rooms import ROOM, Court
from tests.lambdas import announced, deliver

NOON = from_iso("2026-11-29T12:00:00Z")


def moved(**more: Any) -> RankingMoved:
    facts: dict[str, Any] = {
        "kind": "product", "item_id": "prd_1", "signal": "talk", "strength": 0.6, "channel_id": ROOM,
        "session_id": "ses_1", "offset_seconds": 312, "moved_at": NOON, "name": "Moon lamp",
    }  # fmt: skip
    return RankingMoved(**{**facts, **more})


def moment() -> datetime:
    """As the clock is set by now."""
    return clock.now()


@pytest.fixture
def room(court: Court, monkeypatch: pytest.MonkeyPatch) -> Court:
    """On the air since five minutes, with somebody in it."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    recommended = Recommended(DynamoRooms(), court.spread, moment)
    monkeypatch.setattr(on_ranking_moved, "recommended", lambda: recommended)
    began = LiveStarted(session_id="ses_1", channel_id=ROOM, stream_id="st", started_at=NOON - timedelta(seconds=300))
    assert deliver(on_channel_event.handler, announced(began)) == []
    court.join("c-mina")
    return court


def hear(*events: RankingMoved) -> None:
    assert deliver(on_ranking_moved.handler, *(announced(one) for one in events)) == []


def test_everybody_in_the_room_is_told_with_the_place_on_the_broadcast(room: Court):
    hear(moved())
    (told,) = room.entries("c-mina")
    assert told == {
        "kind": "product_recommended", "seq": 1, "at": "2026-11-29T12:00:00Z", "product_id": "prd_1",
        "name": "Moon lamp", "reason": "talk", "session_id": "ses_1", "offset_ms": 312_000,
    }  # fmt: skip
    back = room.join("c-later", "usr-later", resume_from=0)
    assert [one["kind"] for one in back["entries"]] == ["product_recommended"], "who comes back sees it too"


def test_a_surge_that_goes_on_is_told_once_in_a_while(room: Court, monkeypatch: pytest.MonkeyPatch):
    hear(moved(), moved())
    for seconds in (10, 20, 30):
        monkeypatch.setattr(clock, "now", lambda seconds=seconds: NOON + timedelta(seconds=seconds))
        hear(moved(moved_at=NOON + timedelta(seconds=seconds)))
    hear(moved(item_id="prd_2", name="Another lamp"))
    assert [one["product_id"] for one in room.entries("c-mina")] == ["prd_1", "prd_2"]
    for seconds, tellings in ((299, 2), (300, 3), (595, 3), (605, 4)):
        at = NOON + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        hear(moved(moved_at=at))
        assert len(room.entries("c-mina")) == tellings, seconds


def test_what_is_no_news_to_the_room_is_not_told(room: Court):
    hear(
        moved(kind="channel"), moved(strength=-0.6), moved(session_id="ses_0"), moved(channel_id="chn_none"),
        moved(channel_id=None), moved(moved_at=NOON - LATE - timedelta(seconds=1)),
        moved(name=None),  # not everybody may be shown it
    )  # fmt: skip
    assert room.entries("c-mina") == []


def test_without_a_place_it_is_measured_from_the_rooms_own_beginning(room: Court):
    hear(moved(offset_seconds=None))
    assert room.entries("c-mina")[0]["offset_ms"] == 300_000
