"""Rooms that are too large for one sender: handed over, cut into shards, held to the quota, moved to AppSync Events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from functions.chat.domain import Member
from functions.chat.fanout import Fanout
from functions.chat.marks import DynamoMarks
from functions.chat.members import DynamoLeases, DynamoMembers
from functions.chat.protocol import Entries
from functions.chat.routes import BOTH, STAY, Way
from functions.chat.service import ChatDesk
from functions.chat.shards import ShardTask, ShardWorker
from functions.chat.store import DynamoRooms
from functions.chat.transport import Audience, Parcel
from kernel import clock
from tests.chat.rooms import ROOM, Court, FakePostbox, opened, stores

INLINE, SHARD, RATE = 3, 4, 20


@dataclass
class FakeQuota:
    """`wait` is what everybody is told; None is never."""

    wait: float | None = 0.0
    taken: list[int] = field(default_factory=list)
    said_meanwhile: Callable[[], None] = lambda: None

    def take(self, posts: int, _patience: float) -> float | None:
        self.said_meanwhile()
        if self.wait is not None:
            self.taken.append(posts)
        return self.wait


@dataclass
class FakeEvents:
    published: list[Entries] = field(default_factory=list)

    def parcels(self, _audience: Audience) -> Iterator[Parcel]:
        def publish(frame: Entries) -> set[str]:
            self.published.append(frame)
            return set()

        yield Parcel(0, publish)


@dataclass
class Crowd:
    court: Court
    fanout: Fanout
    quota: FakeQuota
    events: FakeEvents
    asked: list[ShardTask]

    @property
    def postbox(self) -> FakePostbox:
        return self.court.postbox

    def seat(self, count: int) -> list[str]:
        names = [f"c{number:03}" for number in range(count)]
        for name in names:
            DynamoMembers().add(Member(ROOM, name, None))
        return names

    def say(self, text: str) -> None:
        who = f"usr-{text[:30]}"  # each somebody else: nobody may say so much at once
        assert self.court.say("c000", text, ref=text[:64], who=who)["type"] == "ack"

    def lead(self, seconds: float = 5.0) -> None:
        """The task `deliver`, for each time it was asked."""
        while self.court.handed_over:
            self.fanout.deliver(self.court.handed_over.pop(0), seconds)

    def work(self) -> None:
        worker = ShardWorker(DynamoRooms(), DynamoMembers(), DynamoMarks(), self.postbox)
        while self.asked:
            worker.post(self.asked.pop())  # the last first: queues keep no order


@pytest.fixture
def crowd(tables: None, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    court = opened(monkeypatch)
    monkeypatch.setattr("functions.chat.fanout.INLINE_MEMBERS", INLINE)
    monkeypatch.setattr("functions.chat.transport.SHARD_MEMBERS", SHARD)
    monkeypatch.setattr("functions.chat.fanout.window", lambda *_: 0.0)
    monkeypatch.setattr("functions.chat.fanout.EVENTS_WINDOW_SECONDS", 0.0)
    quota, events, asked = FakeQuota(), FakeEvents(), list[ShardTask]()
    fanout = Fanout(
        DynamoRooms(),
        DynamoMembers(),
        DynamoLeases(),
        court.postbox,
        court.handed_over.append,
        ask=asked.append,
        events=events,
        quota=quota,
        posts_a_second=RATE,
    )
    court.desk = ChatDesk(stores(), lambda room: fanout.deliver(room, 5.0, inline=True), clock.now)
    monkeypatch.setattr("functions.chat.socket.desk", lambda: court.desk)
    return Crowd(court, fanout, quota, events, asked)


def test_up_to_the_bound_who_speaks_sends(crowd: Crowd):
    names = crowd.seat(INLINE)
    crowd.postbox.gone = {names[1]}
    crowd.say("hello")
    assert [crowd.postbox.seen(name) for name in names] == [[1], [], [1]]
    assert (crowd.court.handed_over, crowd.asked) == ([], [])
    assert names[1] not in DynamoMembers().connections(ROOM)


def test_above_it_who_speaks_hands_over_and_workers_send(crowd: Crowd):
    names = crowd.seat(11)
    crowd.say("hello")
    assert (crowd.court.handed_over, crowd.postbox.sent) == ([ROOM], {})
    crowd.lead()
    assert [(task.after, task.through) for task in crowd.asked] == [(0, 1)] * 3
    crowd.work()
    assert {name: crowd.postbox.seen(name) for name in names} == {name: [1] for name in names}
    assert crowd.quota.taken == [3, 4, 4]


def test_who_speaks_in_a_room_known_as_large_does_not_count_it(crowd: Crowd, monkeypatch: pytest.MonkeyPatch):
    crowd.seat(INLINE + 1)
    crowd.say("one")
    crowd.lead()
    monkeypatch.setattr(DynamoMembers, "connections", lambda *_: pytest.fail("the speaker counted the room"))
    crowd.say("two")
    assert crowd.court.handed_over == [ROOM]


def test_a_room_that_emptied_is_sent_to_by_who_speaks_again(crowd: Crowd):
    names = crowd.seat(INLINE + 1)
    crowd.say("one")
    for name in names[1:]:
        DynamoMembers().remove(ROOM, name)
    crowd.lead()
    crowd.say("two")
    assert (crowd.court.handed_over, crowd.postbox.seen("c000")) == ([], [1, 2])


def test_what_is_said_in_a_burst_goes_in_one_frame_a_shard(crowd: Crowd):
    names = crowd.seat(9)
    for number in range(6):
        crowd.say(f"m{number}")
    crowd.lead()
    assert len(crowd.asked) == 3
    crowd.work()
    assert all(crowd.postbox.seen(name) == [1, 2, 3, 4, 5, 6] for name in names)


def test_waiting_for_the_quota_loses_nothing_and_brings_what_is_said_meanwhile(crowd: Crowd):
    crowd.seat(3)
    spread = crowd.court.desk.spread

    def say_more() -> None:
        crowd.quota.said_meanwhile = lambda: None
        crowd.court.desk.spread = lambda _room: None
        crowd.say("meanwhile")
        crowd.court.desk.spread = spread

    crowd.quota.wait, crowd.quota.said_meanwhile = 0.01, say_more
    crowd.say("first")
    assert [len(frame["entries"]) for frame in crowd.postbox.sent["c000"]] == [2]


def test_a_used_up_quota_hands_over_and_sends_later(crowd: Crowd):
    crowd.seat(3)
    crowd.quota.wait = None
    crowd.say("hello")
    assert (crowd.court.handed_over, crowd.postbox.sent) == ([ROOM], {})
    crowd.quota.wait = 0.0
    crowd.lead()
    assert crowd.postbox.seen("c000") == [1]


def test_a_frame_that_stopped_half_way_is_finished_and_nobody_gets_it_twice(crowd: Crowd):
    names = crowd.seat(9)
    crowd.say("hello")
    room = crowd.court.handed_over.pop()

    class TwoShards(FakeQuota):
        def take(self, posts: int, patience: float) -> float | None:
            return None if len(self.taken) == 2 else super().take(posts, patience)

    crowd.fanout.quota = TwoShards()
    crowd.fanout.deliver(room, 5.0)
    assert (len(crowd.asked), crowd.court.handed_over) == (2, [ROOM])
    crowd.fanout.quota = FakeQuota()
    crowd.lead()
    assert len(crowd.asked) == 5
    crowd.work()
    assert {name: crowd.postbox.seen(name) for name in names} == {name: [1] for name in names}


def test_the_lease_is_kept_while_waiting_and_who_lost_it_stops(crowd: Crowd, monkeypatch: pytest.MonkeyPatch):
    crowd.seat(2)
    monkeypatch.setattr("functions.chat.fanout.LEASE_SLICE_SECONDS", 0.01)
    crowd.quota.wait = 0.03
    crowd.say("one")
    assert crowd.postbox.seen("c000") == [1]
    monkeypatch.setattr(DynamoLeases, "extend", lambda *_: False)
    crowd.say("two")
    assert (crowd.postbox.seen("c000"), crowd.court.handed_over) == ([1], [])


def test_a_room_beyond_the_quota_moves_tells_so_and_sends_over_both_for_a_while(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
):
    names = crowd.seat(RATE + 1)
    later = [timedelta(0)]
    present = clock.now
    monkeypatch.setattr("kernel.clock.now", lambda: present() + later[0])

    def round_(text: str) -> tuple[int, list[bool]]:
        """Frames over AppSync so far, and what the newest over each way said of moving."""
        crowd.say(text)
        crowd.lead()
        moving = [task.moving for task in crowd.asked]
        crowd.work()
        return len(crowd.events.published), moving

    assert round_("moves") == (1, [True] * 6)
    assert DynamoLeases().way(ROOM).route == "events"
    assert round_("both") == (2, [True] * 6)
    later[0] = BOTH
    assert round_("events only") == (3, [])
    assert [frame.through for frame in crowd.events.published] == [1, 2, 3]
    assert [frame.moving for frame in crowd.events.published] == [True, True, False]
    for name in names[RATE // 2 - 1 :]:
        DynamoMembers().remove(ROOM, name)
    assert round_("stays")[1] == []
    later[0] = STAY
    assert round_("back") == (5, [True] * 3)
    later[0] += BOTH
    assert round_("sockets only") == (5, [False] * 3)
    assert crowd.postbox.seen("c000") == [1, 2, 3, 4, 5, 6]  # shards begin where theirs ended; clients pass over it


def test_without_a_second_way_every_room_stays(crowd: Crowd, monkeypatch: pytest.MonkeyPatch):
    crowd.seat(RATE + 1)
    crowd.fanout.events = None
    crowd.say("hello")
    crowd.lead()
    crowd.work()
    assert crowd.postbox.seen("c000") == [1]
    assert DynamoLeases().way(ROOM) == Way()


def test_a_frame_that_would_be_too_large_is_two(crowd: Crowd, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.chat.routes.FRAME_BYTES", 1_000)
    crowd.seat(2)
    assert DynamoLeases().take(ROOM, "somebody")
    for number in range(6):
        crowd.say(f"{number}" * 200)
    DynamoLeases().give_back(ROOM, "somebody", 0)
    crowd.say("last")
    crowd.lead()
    frames: list[dict[str, Any]] = crowd.postbox.sent["c000"]
    assert len(frames) > 2
    assert [entry["seq"] for frame in frames for entry in frame["entries"]] == [1, 2, 3, 4, 5, 6, 7]


def test_who_speaks_into_silence_is_done_after_his_own_frame(crowd: Crowd, monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    monkeypatch.setattr("functions.chat.fanout.window", lambda *_: 0.2)
    monkeypatch.setattr("functions.chat.fanout.time.sleep", slept.append)
    crowd.seat(2)
    crowd.say("first")
    assert sum(slept) == 0
    crowd.say("right after it")
    assert 0 < sum(slept) <= 0.2
    assert crowd.postbox.seen("c000") == [1, 2]


def test_who_speaks_in_a_busy_room_sends_one_frame_and_hands_over(crowd: Crowd):
    crowd.seat(2)
    spread, post = crowd.court.desk.spread, crowd.postbox.post

    def another_speaks(connections: list[str], body: bytes) -> set[str]:
        crowd.postbox.post = post  # type: ignore[method-assign]
        crowd.court.desk.spread = lambda room: crowd.fanout.deliver(room, 5.0, inline=True)
        crowd.say("during the frame")
        return post(connections, body)

    crowd.postbox.post = another_speaks  # type: ignore[method-assign]
    crowd.say("first")
    crowd.court.desk.spread = spread
    assert (crowd.postbox.seen("c000"), crowd.court.handed_over) == ([1], [ROOM])
    crowd.lead()
    assert crowd.postbox.seen("c000") == [1, 2]
