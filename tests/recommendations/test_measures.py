import numpy as np
import pytest

from ml.recommendations import measures
from ml.recommendations.histories import of_lists


def test_ndcg_and_hits_counted_by_hand():
    wanted = of_lists([[2], [0, 4]], 5)
    lists = np.array([[1, 2, 3], [0, 1, 4]])
    found = measures.ndcg(lists, wanted)
    assert found[0] == pytest.approx(1 / np.log2(3))
    assert found[1] == pytest.approx((1 + 0.5) / (1 + 1 / np.log2(3)))
    assert measures.hit_rate(lists, of_lists([[2], [3]], 5)).tolist() == [1, 0]


def test_what_was_shown_is_never_listed_and_ties_go_to_the_lower_item():
    scores = np.array([[1, 1, 3, np.nan]], np.float32)
    lists = measures.top(measures.hidden(scores, of_lists([[2]], 4)), 2)
    assert lists.tolist() == [[0, 1]]


def test_a_constant_model_gains_nothing_among_sampled_items():
    wanted, shown = of_lists([[3]], 50), of_lists([[1]], 50)
    assert measures.sampled_ranks(np.zeros((1, 50), np.float32), shown, wanted, 1, 20).tolist() == [20]


def test_the_interval_holds_the_mean_and_narrows_with_people():
    values = np.random.default_rng(2).random(2000)
    low, high = measures.interval(values, 1)
    few = measures.interval(values[:100], 1)
    assert low < values.mean() < high
    assert high - low < few[1] - few[0]


def test_spread_over_catalogue_genres_and_tail():
    genres = np.eye(2, dtype=np.bool_)[[0, 0, 1, 1]]
    assert measures.coverage(np.array([[0, 1], [0, 1]]), 4) == 0.5
    assert measures.diversity(np.array([[0, 2]]), genres) == 1
    assert measures.diversity(np.array([[0, 1]]), genres) == 0
    assert measures.long_tail(np.array([[0, 3]]), np.array([90, 5, 3, 2], np.float32)) == 0.5
    shown = of_lists([[0, 1]], 4)
    assert measures.miscalibration(np.array([[0, 1]]), shown, genres) == pytest.approx(0, abs=1e-6)
    assert measures.miscalibration(np.array([[2, 3]]), shown, genres) > 1
    assert measures.rmse(np.array([1, 2], np.float32), np.array([1, 4], np.float32)) == pytest.approx(2**0.5)
