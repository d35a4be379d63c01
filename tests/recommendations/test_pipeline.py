"""Survey, Jaccard, NCF, top-K, platform: with fixed weights, counted out by hand."""

import numpy as np
import pytest

from ml.recommendations.histories import of_lists
from ml.recommendations.ncf import NcfWeights, Pipeline
from ml.recommendations.reranking import marginal, ranked, with_genres

# Three people took: 0-9 and 10, 11, 12; 0-9 and 13; only 14. Genres: items 10-12 one, 13 another, 14 a third.
TAKEN = of_lists([[*range(10), 10, 11, 12], [*range(10), 13], [14]], 15).matrix()
GENRES = np.zeros((15, 3), np.bool_)
GENRES[:13, 0], GENRES[13, 1], GENRES[14, 2] = True, True, True


def weights() -> NcfWeights:
    """Stars are what a person gives (0.5, 1, 0) plus what an item has (its number over three)."""
    users = np.array([[0.5], [1], [0]], np.float32)
    items = (np.arange(15, dtype=np.float32) / 3)[:, None]
    return NcfWeights(users, items, ((np.ones((2, 1), np.float32), np.zeros(1, np.float32)),))


def test_the_seed_pipeline_gives_exactly_this_list():
    pipeline = Pipeline(TAKEN, weights().table(), GENRES)
    survey = of_lists([list(range(10))], 15)
    platforms = {"near": [10, 11], "far": [12, 13], "own": [13, 12], "none": [0]}
    answer = pipeline.recommend(survey, platforms, frozenset({"own"}), count=4)[0]
    # All three are neighbours. Means of stars: 10: 3.83, 11: 4.17, 12: 4.44 (5 is clipped), 13: 4.61, 14: 4.89.
    assert answer.items == [14, 13, 12, 11]
    assert answer.platform == "own"
    assert not answer.low_confidence


def test_nearer_neighbours_alone_decide_when_only_they_are_asked():
    pipeline = Pipeline(TAKEN, weights().table(), GENRES)
    scores = pipeline.scores(of_lists([list(range(10))], 15), count=1)  # the second person is the nearest
    assert np.argsort(-scores[0], kind="stable")[0] == 13
    assert scores[0, 14] < 0


def test_fewer_than_ten_titles_are_answered_with_little_confidence():
    answer = Pipeline(TAKEN, weights().table(), GENRES).recommend(of_lists([[0, 1]], 15), {}, count=3)[0]
    assert answer.low_confidence
    assert answer.platform is None
    assert not {0, 1} & set(answer.items)


def test_stars_stay_between_one_and_five():
    table = weights().table()
    assert table.min() == 1
    assert table.max() == 5
    assert table[0, 6] == pytest.approx(2.5)


def test_three_genres_are_in_ten_whenever_the_catalogue_has_them():
    chance = np.random.default_rng(5)
    for _ in range(200):
        genres = np.zeros((60, 4), np.bool_)
        genres[np.arange(60), chance.choice(4, 60, p=[0.9, 0.05, 0.03, 0.02])] = True
        order = chance.permutation(60)
        for found in (with_genres(order, genres, 10), marginal(chance.random(60).astype(np.float32), genres, 10)):
            assert len(set(found)) == 10
            assert genres[found].any(axis=0).sum() >= min(3, genres.any(axis=0).sum())


def test_a_list_that_has_its_genres_stays_as_it_is():
    genres = np.eye(4, dtype=np.bool_)[np.arange(20) % 4]
    assert with_genres(np.arange(20), genres, 10) == list(range(10))


def test_partial_sorting_is_sorting():
    scores = np.array([1, 5, 5, -np.inf, 2], np.float32)
    assert ranked(scores, 3).tolist() == [1, 2, 4]
    assert ranked(scores, 9).tolist() == [1, 2, 4, 0]
    assert not len(marginal(np.full(3, -np.inf, np.float32), GENRES[:3], 2))
