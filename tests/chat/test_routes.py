"""Over what a room goes: when it moves, when it does not, and what fits into a frame."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from functions.chat.entries import GAP_LIMIT, Entry, Message, Person
from functions.chat.routes import BOTH, FRAME_BYTES, POSTS_A_SECOND, STAY, Way, channel_of, fitting
from kernel.clock import from_iso

NOON = from_iso("2026-11-22T12:00:00Z")
days = st.lists(st.tuples(st.integers(1, 1_200), st.integers(0, 3 * POSTS_A_SECOND)), max_size=60)


@given(days)
def test_a_room_never_flaps_and_always_reaches_everybody(day: list[tuple[int, int]]):
    way, now, moves = Way(), NOON, []
    for seconds, members in day:
        now += timedelta(seconds=seconds)
        before, way = way, way.next(members, POSTS_A_SECOND, now)
        if way != before:
            moves.append(now)
            assert way.route != before.route
            assert way.moved_at == now
        assert way.route in way.over(now)
        assert (len(way.over(now)) == 2) == (bool(moves) and now - moves[-1] < BOTH)
        settled = not moves or now - moves[-1] >= STAY
        assert not (settled and way.route == "sockets" and members > POSTS_A_SECOND)
        assert not (settled and way.route == "events" and members < POSTS_A_SECOND // 2)
    assert all(later - earlier >= STAY for earlier, later in pairwise(moves))


@given(st.lists(st.integers(POSTS_A_SECOND // 2, POSTS_A_SECOND), max_size=30), st.sampled_from(["sockets", "events"]))
def test_between_the_two_bounds_nothing_moves(sizes: list[int], route: str):
    way = first = Way("events" if route == "events" else "sockets", None)
    for number, members in enumerate(sizes):
        way = way.next(members, POSTS_A_SECOND, NOON + timedelta(hours=number))
    assert way == first


def message(seq: int, text: str) -> Message:
    by = Person(user_id="usr-mina", name="mina", role="viewer")
    return Message(seq=seq, id=f"msg_{seq}", at=NOON, by=by, text=text)


@given(st.lists(st.sampled_from(["x", "말" * 500]), min_size=1, max_size=260))
def test_a_frame_holds_the_first_entries_that_fit(texts: list[str]):
    entries: list[Entry] = [message(number + 1, text) for number, text in enumerate(texts)]
    taken = fitting(entries)
    assert [entry.seq for entry in taken] == list(range(1, len(taken) + 1))
    size = sum(len(entry.model_dump_json(exclude_none=True).encode()) + 1 for entry in taken)
    assert 1 <= len(taken) <= GAP_LIMIT
    assert size <= FRAME_BYTES
    if len(taken) < min(len(entries), GAP_LIMIT):
        following = entries[len(taken)].model_dump_json(exclude_none=True).encode()
        assert size + len(following) + 1 > FRAME_BYTES


def test_a_room_has_a_channel_of_its_own():
    assert channel_of("chn_01jd") == "/rooms/chn-01jd"
    assert len(channel_of("chn_" + "z" * 26).split("/")[2]) <= 50
