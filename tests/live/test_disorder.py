"""Amazon IVS promises no order and no single delivery. Whatever comes, how often, in which order: one session."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.live import LiveEnded, LiveStarted, session_id_of
from functions.live.domain import Session, State, StreamEvent
from functions.live.service import LiveDesk, UnknownChannel
from kernel.events import Event
from kernel.transactions import Contention

ARN = "arn:aws:ivs:us-east-1:123456789012:channel/abc"
BEGIN = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)
CARD = SimpleNamespace(channel_id="chn_1", name="Mina")


def event(name: str, seconds: int, **more: Any) -> StreamEvent:
    return StreamEvent(name, "st-1", ARN, BEGIN + timedelta(seconds=seconds), **more)


WHOLE = [
    event("Session Created", 0),
    event("Stream Start", 2),
    event("Recording Start", 2, recording_prefix="ivs/v1/1/abc/x", recording_bucket="b"),
    event("Starvation Start", 30),
    event("Starvation End", 40),
    event("Stream End", 100),
    event("Session Ended", 130),  # thirty seconds of reconnect window later
    event("Recording End", 101, recording_prefix="ivs/v1/1/abc/x", recording_bucket="b", recording_duration_ms=98_000),
]


@st.composite
def deliveries(draw: st.DrawFn) -> list[StreamEvent]:
    """Every event at least once, some twice or thrice, in any order."""
    copies = [event for event in WHOLE for _ in range(draw(st.integers(1, 3)))]
    return draw(st.permutations(copies))


def bookkeeping_aside(session: Session) -> Session:
    """Without what only says which announcements went out and how often the row was written."""
    return replace(session, start_announced=False, announced_end_at=None, version=0)


def folded(events: Iterable[StreamEvent]) -> Session:
    session = Session(session_id_of("st-1"), "st-1", ARN, channel_id="chn_1", channel_name="Mina")
    for heard in events:
        session = session.hear(heard)
    return session


@given(deliveries())
def test_any_order_and_duplication_folds_to_the_same_session(heard: list[StreamEvent]):
    assert folded(heard) == folded(WHOLE)
    assert folded(heard).duration_seconds == 98
    assert folded(heard).state is State.ENDED


@given(st.lists(st.sampled_from(WHOLE)), st.sampled_from(WHOLE))
def test_hearing_something_again_changes_nothing(heard: list[StreamEvent], again: StreamEvent):
    once = folded([*heard, again])
    assert once.hear(again) == once


@dataclass
class FakeSessions:
    """A store that loses the race as often as it is told to."""

    rows: dict[str, Session] = field(default_factory=dict)
    announced: list[Event] = field(default_factory=list)
    losses: int = 0

    def find(self, session_id: str) -> Session | None:
        return self.rows.get(session_id)

    def save(self, session: Session, announcing: Iterable[Event]) -> None:
        stored = self.rows.get(session.id)
        if self.losses or (stored.version if stored else 0) != session.version:
            self.losses -= 1
            raise Contention
        self.rows[session.id] = replace(session, version=session.version + 1)
        self.announced += announcing

    def of_channel(self, channel_id: str, limit: int, after: Any = None) -> Any:
        return [row for row in self.rows.values() if row.channel_id == channel_id][:limit], after


@dataclass
class FakeCards:
    known: bool = True

    def by_arn(self, ivs_arn: str) -> Any:
        return CARD if self.known and ivs_arn == ARN else None


@given(deliveries())
def test_the_use_case_gives_one_session_and_ends_with_the_right_announcement(heard: list[StreamEvent]):
    sessions = FakeSessions()
    desk = LiveDesk(sessions, FakeCards())
    for one in heard:
        desk.hear(one)
    ((session_id, session),) = sessions.rows.items()
    assert session_id == session_id_of("st-1")
    assert bookkeeping_aside(session) == bookkeeping_aside(folded(WHOLE))
    kinds = [type(announced) for announced in sessions.announced]
    assert 1 <= kinds.count(LiveEnded) <= 2, "twice only when the later end overtook the earlier one"
    assert kinds.count(LiveStarted) <= 1
    assert kinds[-1] is LiveEnded, "a start is never announced after its end"
    *_, ended = [e for e in sessions.announced if isinstance(e, LiveEnded)]
    assert (ended.duration_seconds, ended.ended_at) == (98, BEGIN + timedelta(seconds=100))


def test_events_in_order_announce_the_start_when_it_happens():
    sessions = FakeSessions()
    desk = LiveDesk(sessions, FakeCards())
    for one in WHOLE[:3]:
        desk.hear(one)
    assert [type(announced) for announced in sessions.announced] == [LiveStarted]


def test_two_hours_late_is_not_too_late():
    sessions = FakeSessions()
    desk = LiveDesk(sessions, FakeCards())
    desk.hear(event("Stream End", 7200))
    assert sessions.rows[session_id_of("st-1")].state is State.ENDED
    assert sessions.announced == []
    assert desk.hear(event("Stream Start", 0)).duration_seconds == 7200


def test_an_event_of_a_channel_that_was_not_announced_yet_comes_back():
    cards, sessions = FakeCards(known=False), FakeSessions()
    desk = LiveDesk(sessions, cards)
    with pytest.raises(UnknownChannel):
        desk.hear(event("Stream Start", 0))
    assert sessions.rows == {}
    cards.known = True
    assert desk.hear(event("Stream Start", 0)).channel_name == "Mina"


def test_a_lost_race_is_tried_again():
    sessions = FakeSessions(losses=2)
    LiveDesk(sessions, FakeCards()).hear(event("Stream Start", 0))
    assert len(sessions.announced) == 1


def test_a_stream_that_failed_is_a_failed_session_unless_it_started_after_all():
    failed = folded([event("Session Created", 0), event("Stream Failure", 5)])
    assert failed.state is State.FAILED
    assert failed.hear(event("Stream Start", 7)).state is State.LIVE
    assert folded([event("Session Created", 0)]).state is State.OPENING


def test_starving_ends_with_the_broadcast():
    starving = folded([event("Stream Start", 0), event("Starvation Start", 10)])
    assert starving.starved
    assert not starving.hear(event("Stream End", 20)).starved
    assert not starving.hear(event("Starvation End", 15)).starved
    assert starving.hear(event("Starvation End", 5)).starved


def test_a_published_replay_is_not_unpublished_by_an_older_failure():
    sessions = FakeSessions()
    desk = LiveDesk(sessions, FakeCards())
    desk.hear(event("Stream Start", 0))
    session_id = session_id_of("st-1")
    desk.link_title(session_id, "ttl_1", "failed")
    desk.link_title(session_id, "ttl_1", "published")
    desk.link_title(session_id, "ttl_1", "failed")
    assert sessions.rows[session_id].title_state == "published"
    desk.link_title("ses_unknown", "ttl_1", "published")
    assert len(sessions.rows) == 1
