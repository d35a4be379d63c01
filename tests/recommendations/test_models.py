import itertools
from collections.abc import Callable

import numpy as np
import pytest

from ml.recommendations.histories import of_lists
from ml.recommendations.models.factors import TOGETHER, Ials, Taken
from ml.recommendations.models.linear import Ease, inverse, solve_in_place
from ml.recommendations.models.neighbours import ItemNeighbours, PeopleNeighbours, jaccard
from ml.recommendations.models.popularity import DemographicPopularity, Popularity
from ml.recommendations.models.recency import RecencyRidge, grams, readings
from ml.recommendations.models.survey import Pairs, SurveyAutoencoder
from ml.recommendations.models.warm import Warm
from ml.recommendations.ours import Ours, band_of
from tests.recommendations import suite
from tests.recommendations.world import ITEMS, readers

PLAIN = (Popularity, DemographicPopularity)
PERSONAL = (
    Ease,
    lambda: Ials(dimensions=8, alpha=5.0, penalty=1.0, rounds=4),
    ItemNeighbours,
    lambda: PeopleNeighbours(count=10),
    RecencyRidge,
    Warm,
    SurveyAutoencoder,
    Ours,
)


@pytest.mark.parametrize("check", suite.EVERY, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", [*PLAIN, *PERSONAL], ids=lambda make: make().name)
def test_contract(make: suite.Make, check: Callable[[suite.Make], None]):
    check(make)


@pytest.mark.parametrize("make", PERSONAL, ids=lambda make: make().name)
def test_tastes(make: suite.Make):
    suite.tastes_are_told_apart(make)


def test_the_sums_over_prefixes_are_those_of_all_prefixes_written_out():
    people, decays = readers(9), (0.5, 1.0)
    inputs, nexts = [], []
    for row in range(len(people)):
        items = people.of(row).tolist()
        for cut in range(1, len(items)):
            inputs.append(readings(of_lists([items[:cut]], ITEMS), decays)[0])
            nexts.append(np.eye(ITEMS)[items[cut]])
    plain, wanted = np.array(inputs), np.array(nexts)
    first, second = grams(people, decays)
    lower = np.kron(np.tril(np.ones((2, 2))), np.ones((ITEMS, ITEMS)))
    assert np.allclose(first * lower, (plain.T @ plain) * lower, atol=1e-3)
    assert np.allclose(second, plain.T @ wanted, atol=1e-3)


def test_what_a_reading_no_longer_sees_is_below_float32():
    people = of_lists([list(range(ITEMS)), list(range(ITEMS))[::-1]], ITEMS)
    first, second = grams(people, (0.05,))
    inputs = np.array([readings(of_lists([people.of(row)[:cut].tolist()], ITEMS), (0.05,))[0]
                       for row in range(2) for cut in range(1, ITEMS)])  # fmt: skip
    assert np.allclose(first, inputs.T @ inputs, rtol=0, atol=1e-6)
    assert np.count_nonzero(second) < ITEMS * (ITEMS - 1)  # far pairs were left out, and nothing was lost


def test_the_ridge_is_the_least_squares_solution():
    people = readers(12)
    model = RecencyRidge(decays=(0.5, 1.0), penalties=(2.0, 7.0), fewest=1).fit(people)
    first, second = grams(people, (0.5, 1.0))
    whole = np.tril(first) + np.tril(first, -1).T
    expected_weights = np.linalg.solve(whole + np.diag(np.repeat([2.0, 7.0], ITEMS)), second)
    assert np.allclose(model.weights, expected_weights, atol=1e-3)


def test_the_solver_is_right_past_one_block():
    chance = np.random.default_rng(1)
    root = chance.standard_normal((1300, 1300)).astype(np.float32)
    gram = root @ root.T / 1300 + np.eye(1300, dtype=np.float32)
    right = chance.standard_normal((1300, 3)).astype(np.float32)
    assert np.allclose(gram @ solve_in_place(gram.copy(), right.copy()), right, atol=1e-3)
    assert np.allclose(inverse(gram.copy()), np.linalg.inv(gram.astype(np.float64)), atol=1e-4)


def test_a_survey_of_one_is_solved_as_any_other():
    pairs = Pairs.of(readers(9))
    first, second = pairs.expected(1)
    first[np.diag_indices_from(first)] += np.array([2.0] * ITEMS + [50.0] * (len(first) - ITEMS), np.float32)
    assert np.allclose(SurveyAutoencoder(1).fit_to(pairs).weights, np.linalg.solve(first, second), atol=1e-4)


def test_a_batch_holds_no_more_than_it_may_however_unlike_the_rows_are():
    lengths = np.array([1] * 2000 + [2000] + [0] * 10, np.int64)
    taken = Taken(np.concatenate([[0], np.cumsum(lengths)]), np.zeros(lengths.sum(), np.int64))
    seen = []
    for rows, others, _ in taken.batches(filling=9):
        assert others.size <= TOGETHER
        assert ((others != 9).sum(axis=1) == lengths[rows]).all()
        seen += rows.tolist()
    assert sorted(seen) == list(range(len(lengths)))


@pytest.mark.parametrize("decay", [1.0, 0.6])
def test_everybody_is_folded_in_as_if_alone(decay: float):
    people = readers(9)
    model = Ials(dimensions=6, alpha=5.0, penalty=2.0, rounds=2).fit(people)
    for row, vector in enumerate(model.vectors(people, decay)):
        own = people.of(row)
        weights = np.diag(decay ** np.arange(len(own))[::-1])
        taken = model.items[own].astype(np.float64)
        left = model.items.T @ model.items + 5 * taken.T @ weights @ taken + 2 * len(own) ** 0.5 * np.eye(6)
        assert np.allclose(vector, np.linalg.solve(left, 6 * (weights @ taken).sum(axis=0)), atol=1e-4)


def test_an_order_is_learnt():
    people = readers()
    model = RecencyRidge(penalties=(1.0, 1.0), fewest=1).fit(people)
    asked = of_lists([[3, 4, 5], [5, 4, 3]], ITEMS)
    forward, backward = model.scores(asked)
    assert forward[6] > backward[6]


@pytest.mark.parametrize("length", [1, 3, 8])
def test_the_sums_over_cuts_are_those_of_all_cuts_written_out(length: int):
    people = readers(9)
    assert people.lengths.min() <= 8 < people.lengths.max()  # some are cut shorter than they were asked to be
    first, second = Pairs.of(people).expected(length)
    total, wanted = np.zeros_like(first), np.zeros_like(second)
    for row in range(len(people)):
        items = people.of(row)
        cuts = list(itertools.combinations(items, min(length, len(items) - 1)))
        for cut in cuts:
            given = np.zeros(ITEMS, np.float32)
            given[list(cut)] = 1
            whole = np.concatenate([given, people.demographics[row], [1]])
            rest = np.zeros(ITEMS, np.float32)
            rest[[item for item in items if item not in cut]] = 1
            total += np.outer(whole, whole) / len(cuts)
            wanted += np.outer(whole, rest) / len(cuts)
    assert np.allclose(first, total, atol=1e-4)
    assert np.allclose(second, wanted, atol=1e-4)


def test_jaccard_of_the_same_is_one_and_of_strangers_nothing():
    rows = of_lists([[1, 2, 3, 4], [5], [], [3, 4, 5, 6]], ITEMS).matrix()
    found = jaccard(rows, rows)
    assert found[0, 0] == 1
    assert found[0, 1] == 0
    assert found[2, 2] == 0
    assert found[0, 3] == pytest.approx(2 / 6)


def test_traits_tell_apart_who_took_the_same():
    people = of_lists([[1, 2], [1, 2], [1, 3]], ITEMS, np.array([[1, 0], [0, 1], [1, 0]], np.float32))
    asked = of_lists([[1, 2]], ITEMS, np.array([[1, 0]], np.float32))
    plain = PeopleNeighbours(demographic_weight=0).fit(people).alike(asked)[0]
    assert plain.tolist() == pytest.approx([1, 1, 1 / 3])
    some = PeopleNeighbours(demographic_weight=0.5).fit(people).alike(asked)[0]
    assert some.tolist() == pytest.approx([1, 0.5, 2 / 3])


def test_each_survey_has_the_model_of_its_length():
    assert [band_of(likes) for likes in (0, 1, 2, 3, 4, 5, 9, 10, 40)] == [1, 1, 1, 3, 3, 3, 3, 3, 3]


def test_nobody_s_list_without_any_item_is_the_popular_one():
    people = readers()
    model = Ours().fit(people)
    assert np.array_equal(model.scores(of_lists([[]], ITEMS, np.zeros((1, 2), np.float32)))[0], model.popular.counts)


def test_what_was_sold_since_is_popular_in_the_next_training():
    people = [readers().of(row).tolist() for row in range(len(readers()))]
    asked = of_lists([[]], ITEMS)
    before = Popularity().fit(of_lists(people, ITEMS)).scores(asked)[0]
    least = int(before.argmin())
    after = Popularity().fit(of_lists([*people, *([least] for _ in range(len(people)))], ITEMS)).scores(asked)[0]
    assert after.argmax() == least
    assert before.argmax() != least


def test_of_a_rare_item_the_ridge_learns_nothing_and_all_else_as_without_it():
    people = [readers().of(row).tolist() for row in range(len(readers()))]
    seldom = ITEMS  # one more item, of one person
    told = of_lists([[*people[0], seldom], *people[1:]], ITEMS + 1)
    model = RecencyRidge(penalties=(1.0, 1.0), fewest=2).fit(told)
    plain = RecencyRidge(penalties=(1.0, 1.0), fewest=2).fit(of_lists(people, ITEMS))
    asked = [[3, 4, 5]]
    scores = model.scores(of_lists(asked, ITEMS + 1))[0]
    assert scores[seldom] == 0
    assert np.allclose(scores[:ITEMS], plain.scores(of_lists(asked, ITEMS))[0], atol=1e-5)


def test_of_a_long_history_the_newest_are_read():
    people = of_lists([[1, 2, 3], [4]], ITEMS)
    newest = people.newest(2)
    assert (newest.of(0).tolist(), newest.of(1).tolist()) == ([2, 3], [4])
    assert people.newest(3) is people
