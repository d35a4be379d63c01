"""The Region's quota of posts: whoever takes places in it, never more leaves than the account has."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from pynamodb.exceptions import UpdateError

from functions.chat.quota import BURST_SECONDS, DynamoQuota, QuotaRow
from kernel import clock

RATE = 1_000
START = clock.from_iso("2026-11-22T10:00:00Z")


class Moment:
    """A clock that is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        monkeypatch.setattr("kernel.clock.now", lambda: START + timedelta(seconds=self.seconds))


@pytest.fixture
def moment(tables: None, monkeypatch: pytest.MonkeyPatch) -> Moment:
    return Moment(monkeypatch)


def most_in_excess(left: list[tuple[float, int]]) -> float:
    """Over every stretch of time: how many posts more than the rate gives left in it."""
    ordered = sorted(left)
    worst = 0.0
    for first, (begin, _) in enumerate(ordered):
        total = 0
        for end, posts in ordered[first:]:
            total += posts
            worst = max(worst, total - RATE * (end - begin))
    return worst


takers = st.tuples(
    st.sampled_from([0.0, 0.0, 0.001, 0.05, 0.7]), st.integers(1, 500), st.sampled_from([0.0, 0.3, 30.0])
)


@settings(max_examples=25)
@given(st.lists(takers, min_size=2, max_size=12))
def test_takers_never_exceed_the_quota_and_a_burst(moment_of: "type[Moment]", asked: list[tuple[float, int, float]]):
    with pytest.MonkeyPatch.context() as patch:
        moment = Moment(patch)
        for row in QuotaRow.query("posts"):
            row.delete()
        left = []
        for pause, posts, patience in asked:
            moment.seconds += pause
            wait = DynamoQuota(RATE).take(posts, patience)
            if wait is not None:
                assert wait <= patience + 1e-6
                left.append((moment.seconds + wait, posts))
        assert most_in_excess(left) <= RATE * BURST_SECONDS + 2


@pytest.fixture(name="moment_of", scope="module")
def _moment_of(_aws_of_the_session: None) -> type[Moment]:
    return Moment


def test_the_burst_leaves_at_once_and_the_rest_in_turn(moment: Moment):
    quota = DynamoQuota(RATE)
    waits = [quota.take(250, 60.0) for _ in range(4)]
    assert waits == pytest.approx([0.0, 0.0, 0.25, 0.5])


def test_nobody_who_waits_is_overtaken_by_smaller_ones(moment: Moment):
    quota = DynamoQuota(RATE)
    large = quota.take(5_000, 60.0)
    assert large == pytest.approx(4.5)
    assert quota.take(1, 60.0) == pytest.approx(4.501)


def test_who_has_no_patience_takes_nothing(moment: Moment):
    quota = DynamoQuota(RATE)
    quota.take(500, 0.0)
    assert quota.take(400, 0.3) is None
    assert quota.take(300, 0.3) == pytest.approx(0.3)
    assert DynamoQuota(RATE, "idle").take(501, 0.0) is None


def test_what_is_not_used_is_not_saved_up(moment: Moment):
    quota = DynamoQuota(RATE)
    quota.take(500, 0.0)
    moment.seconds = 3_600.0
    assert [quota.take(500, 60.0) for _ in range(2)] == pytest.approx([0.0, 0.5])


def test_two_who_find_the_queue_empty_both_get_their_places(moment: Moment, monkeypatch: pytest.MonkeyPatch):
    start = DynamoQuota._start_queue

    def beaten(row: QuotaRow, cost: int, now: int) -> None:
        monkeypatch.setattr(DynamoQuota, "_start_queue", staticmethod(start))
        assert DynamoQuota(RATE).take(500, 0.0) == 0.0
        start(row, cost, now)

    monkeypatch.setattr(DynamoQuota, "_start_queue", staticmethod(beaten))
    assert DynamoQuota(RATE).take(100, 1.0) == pytest.approx(0.1)


def test_a_throttled_row_is_a_quota_that_is_used_up(moment: Moment, monkeypatch: pytest.MonkeyPatch):
    def refuse(code: str) -> None:
        answer: Any = {"Error": {"Code": code, "Message": "no"}}
        error = UpdateError("no", cause=ClientError(answer, "UpdateItem"))
        monkeypatch.setattr(QuotaRow, "update", lambda *_, **__: (_ for _ in ()).throw(error))

    refuse("ThrottlingException")
    assert DynamoQuota(RATE).take(1, 60.0) is None
    refuse("AccessDeniedException")
    with pytest.raises(UpdateError):
        DynamoQuota(RATE).take(1, 60.0)


def test_all_rooms_share_one_row(moment: Moment):
    for _ in range(3):
        DynamoQuota(RATE).take(10, 1.0)
    assert len(list(QuotaRow.query("posts"))) == 1
    assert DynamoQuota(RATE, "other").take(500, 0.0) == 0.0
