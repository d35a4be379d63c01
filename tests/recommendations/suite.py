"""What every model must do; test_models.py asks it of those in numpy, deep_models.py of those that need torch."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ml.recommendations.histories import Histories, of_lists
from ml.recommendations.models.contract import Recommender
from tests.recommendations.world import ITEMS, TRAITS, readers

Make = Callable[[], Recommender]


def scores_are_finite_and_shaped(make: Make) -> None:
    people = readers()
    model = make().fit(people)
    new = of_lists([[1, 2, 3], [], [20]], ITEMS, np.zeros((3, TRAITS), np.float32))
    for asked in (people, new):
        found = model.scores(asked)
        assert found.shape == (len(asked), ITEMS)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()


def the_same_seed_gives_the_same_scores(make: Make) -> None:
    people = readers()
    assert np.array_equal(make().fit(people).scores(people), make().fit(people).scores(people))


def one_reader_does_not_depend_on_the_others_asked_about(make: Make) -> None:
    people = readers()
    model = make().fit(people)
    alone = people.people(np.array([5]), known=True)
    assert np.allclose(model.scores(people)[5], model.scores(alone)[0], atol=1e-4)


def nothing_that_was_given_is_changed(make: Make) -> None:
    people = readers()
    before = replace(people, items=people.items.copy(), offsets=people.offsets.copy())
    make().fit(people).scores(people)
    assert np.array_equal(before.items, people.items)
    assert np.array_equal(before.offsets, people.offsets)


def tastes_are_told_apart(make: Make) -> None:
    """Readers of one circle are offered more of it than of the other."""
    people: Histories = readers()
    found = make().fit(people).scores(people)
    own = np.array([found[row, 12 * (row % 2) : 12 * (row % 2) + 12].mean() for row in range(len(people))])
    other = np.array([found[row, 12 - 12 * (row % 2) : 24 - 12 * (row % 2)].mean() for row in range(len(people))])
    assert (own > other).mean() > 0.9


EVERY = (
    scores_are_finite_and_shaped,
    the_same_seed_gives_the_same_scores,
    one_reader_does_not_depend_on_the_others_asked_about,
    nothing_that_was_given_is_changed,
)
