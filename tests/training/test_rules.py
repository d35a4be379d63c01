import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.recommendations.training.rules import (
    CHAMPION_TOLERANCE,
    FEW_INVOCATIONS,
    BelowChampion,
    BelowPopularity,
    NoFigures,
    Refusal,
    TooLittleData,
    TooManyFailures,
    enough,
    is_stale,
    judged,
    memory_mb,
    percentile_95,
    reliable,
)

WORTH = st.floats(0, 1)


def metrics(ours: float, popularity: float, beside=None, version: str = "new") -> dict:
    models = {"ours": {"ndcg_10": ours}, "popularity": {"ndcg_10": popularity}}
    return {"version": version, "models": models, "champion": beside}


def champion(theirs: float, ours: float, people: int = 100) -> dict:
    return {"version": "old", "people": people, "ndcg_10": theirs, "ours_ndcg_10": ours}


@given(WORTH, WORTH, WORTH, WORTH)
def test_nobody_gets_what_ranks_below_popularity_or_well_below_the_champion(ours, popularity, theirs, mine):
    told = metrics(ours, popularity, champion(theirs, mine))
    if ours < popularity:
        with pytest.raises(BelowPopularity):
            judged(told, "old")
    elif mine < theirs * (1 - CHAMPION_TOLERANCE):
        with pytest.raises(BelowChampion):
            judged(told, "old")
    else:
        assert judged(told, "old").compared


@given(WORTH, WORTH, st.floats(0, 0.2))
def test_a_model_that_gets_better_is_never_refused_where_a_worse_one_was_not(ours, theirs, more):
    def passes(mine: float) -> bool:
        try:
            judged(metrics(mine, 0.0, champion(theirs, mine)), "old")
        except Refusal:
            return False
        return True

    assert passes(ours + more) >= passes(ours)


def test_without_people_who_bring_news_popularity_alone_decides():
    beside = {"version": "old", "people": 3, "ndcg_10": None, "ours_ndcg_10": None}
    assert not judged(metrics(0.2, 0.1, beside), "old").compared
    with pytest.raises(BelowPopularity):
        judged(metrics(0.1, 0.2, beside), "old")


def test_the_same_model_is_no_other_one():
    assert judged(metrics(0.0, 0.5, version="old"), "old").unchanged
    assert not judged(metrics(0.6, 0.5), "old").unchanged


@pytest.mark.parametrize("broken", [{}, {"models": {}}, {"models": {"ours": {}}}, metrics(math.nan, 0)])
def test_figures_that_are_none_let_nothing_through(broken):
    with pytest.raises((NoFigures, BelowPopularity)):
        judged(broken, None)


@given(st.integers(0, 100), st.integers(0, 40), st.integers(0, 1000))
def test_too_little_is_too_little_of_anything(people, items, interactions):
    if people >= 50 and items >= 20 and interactions >= 500:
        enough(people, items, interactions)
    else:
        with pytest.raises(TooLittleData, match="at least 50, 20 and 500"):
            enough(people, items, interactions)


@given(st.integers(0, 5000), st.data())
def test_two_failures_of_a_hundred_are_the_most(invocations, data):
    failures = data.draw(st.integers(0, invocations))
    few = invocations < FEW_INVOCATIONS
    if failures <= (1 if few else 0.02 * invocations):
        reliable(invocations, failures)
    else:
        with pytest.raises(TooManyFailures):
            reliable(invocations, failures)


@given(st.integers(0, 10**11))
def test_memory_is_what_sagemaker_offers(size):
    assert memory_mb(size) in {1024, 2048, 3072, 4096, 5120, 6144}
    assert memory_mb(size + 10**9) >= memory_mb(size)
    if memory_mb(size) < 6144:
        assert memory_mb(size) * 2**20 >= 2 * size


@given(st.lists(st.floats(0, 10), min_size=1, max_size=200))
def test_the_percentile_is_one_of_them_with_few_above(seconds):
    found = percentile_95(seconds)
    assert found in seconds
    assert sum(one > found for one in seconds) <= 0.05 * len(seconds)


def test_a_model_is_stale_after_thirty_days():
    trained = datetime(2026, 11, 1, tzinfo=UTC)
    assert not is_stale(trained, trained + timedelta(days=30))
    assert is_stale(trained, trained + timedelta(days=30, seconds=1))
