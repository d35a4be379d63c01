"""Shards of a large room: who is in which, and workers that come late, twice or fail."""

from bisect import bisect_left
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.chat import deliver_shard
from functions.chat.domain import Member
from functions.chat.marks import DynamoMarks
from functions.chat.members import DynamoMembers, MemberRow
from functions.chat.protocol import Entries
from functions.chat.shards import Shard, ShardTask, ShardWorker, cut
from functions.chat.store import DynamoRooms
from kernel import clock
from tests.chat.rooms import ROOM, Court, FakePostbox, opened
from tests.lambdas import deliver

ids = st.lists(st.text("abcXYZ019=_-", min_size=1, max_size=6), unique=True, max_size=60).map(sorted)


def homes(shards: list[Shard], connection: str) -> list[int]:
    return [
        shard.number
        for shard in shards
        if (shard.start is None or connection >= shard.start) and (shard.end is None or connection < shard.end)
    ]


@given(ids, st.integers(1, 9), st.text("abcXYZ019=_-", min_size=1, max_size=6))
def test_everybody_and_who_joins_later_is_in_one_shard(connections: list[str], most: int, newcomer: str):
    shards = cut(connections, most)
    for connection in [*connections, newcomer]:
        assert len(homes(shards, connection)) == 1
    counts = [sum(homes(shards, one) == [shard.number] for one in connections) for shard in shards]
    assert counts == [shard.size for shard in shards]
    assert max(counts) <= most
    assert max(counts) - min(counts) <= 1


@pytest.fixture
def court(tables: None, monkeypatch: pytest.MonkeyPatch) -> Court:
    return opened(monkeypatch)


@pytest.fixture
def worker(court: Court) -> ShardWorker:
    return ShardWorker(DynamoRooms(), DynamoMembers(), DynamoMarks(), court.postbox)


def seat(*connections: str) -> None:
    for connection in connections:
        DynamoMembers().add(Member(ROOM, connection, None))


def say(court: Court, count: int) -> None:
    """Into the log only."""
    court.desk.spread = lambda _room: None
    for number in range(count):
        court.say("speaker", f"m{number}")


def task(number: int, start: str | None, end: str | None, after: int, through: int) -> ShardTask:
    return ShardTask(ROOM, number, start, end, after, through, moving=False)


def test_a_shard_is_read_by_its_bounds_over_every_page(court: Court):
    connections = [f"c{number:04}=" for number in range(360)]
    with MemberRow.batch_write() as batch:
        for connection in connections:  # three megabytes: DynamoDB answers one at a time
            batch.save(MemberRow(ROOM, connection, user_id="u" * 9_000, expires=clock.now()))
    members = DynamoMembers()
    assert list(members.connections(ROOM)) == connections
    for start, end in [(None, "c0100="), ("c0100=", "c0300="), ("c0300=", None), ("c0100", "c01000")]:
        low = bisect_left(connections, start) if start else 0
        high = bisect_left(connections, end) if end else None
        assert list(members.connections(ROOM, start, end)) == connections[low:high]


def test_workers_reach_their_own_and_forget_who_is_gone(court: Court, worker: ShardWorker):
    seat("a", "b", "c", "d", "e")
    say(court, 3)
    court.postbox.gone = {"d"}
    worker.post(task(0, None, "c", 1, 3))
    worker.post(task(1, "c", None, 1, 3))
    assert {name: court.postbox.seen(name) for name in "abce"} == {name: [2, 3] for name in "abce"}
    assert list(DynamoMembers().connections(ROOM)) == ["a", "b", "c", "e"]


def test_a_task_that_comes_twice_or_late_sends_nothing_again(court: Court, worker: ShardWorker):
    seat("a")
    say(court, 5)
    worker.post(task(0, None, None, 0, 2))
    worker.post(task(0, None, None, 0, 2))
    worker.post(task(0, None, None, 3, 5))  # overtakes the one before it, and brings what that had
    worker.post(task(0, None, None, 2, 3))
    assert [(frame["after"], frame["through"]) for frame in court.postbox.sent["a"]] == [(0, 2), (2, 5)]
    assert court.postbox.seen("a") == [1, 2, 3, 4, 5]


def test_what_fails_goes_with_the_next(court: Court, worker: ShardWorker):
    class Broken(FakePostbox):
        def post(self, connections: list[str], body: bytes) -> set[str]:
            raise ConnectionError(f"{len(connections)} posts of {len(body)} bytes")

    seat("a")
    say(court, 3)
    broken = ShardWorker(worker.log, worker.members, worker.marks, Broken())
    with pytest.raises(ConnectionError):
        broken.post(task(0, None, None, 0, 2))
    worker.post(task(0, None, None, 2, 3))
    assert court.postbox.seen("a") == [1, 2, 3]


def test_a_mark_from_long_ago_does_not_bring_back_old_entries(court: Court):
    marks = DynamoMarks()
    assert marks.claim(ROOM, 0, 0, 10) == 0
    assert marks.claim(ROOM, 0, 1_000, 1_003) == 1_000


def test_the_task_is_what_the_leader_asks(court: Court, worker: ShardWorker, monkeypatch: pytest.MonkeyPatch):
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr("kernel.tasks.ask", lambda queue, document: asked.append({"queue": queue, **document}))
    monkeypatch.setattr(deliver_shard, "shard_worker", lambda: worker)
    from functions.chat.shards import ask_shard

    seat("a", "b")
    say(court, 1)
    frame = Entries(room=ROOM, entries=DynamoRooms().log(ROOM, 0, 9), after=0, through=1, moving=True)
    ask_shard(ShardTask.of(Shard(1, "b", None, 1), frame))
    assert asked[0].pop("queue") == "DELIVER_SHARD_QUEUE"
    assert deliver(deliver_shard.handler, asked[0]) == []
    assert court.postbox.seen("b") == [1]
    assert court.postbox.sent["b"][0]["moving"] is True
    assert "a" not in court.postbox.sent
