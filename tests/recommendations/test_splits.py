import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.recommendations import splits
from tests.recommendations.world import readers

PEOPLE = st.integers(8, 40)
SEEDS = st.integers(0, 1000)


def pairs(histories):
    return set(zip(histories.rows.tolist(), histories.items.tolist(), strict=True))


@given(PEOPLE, SEEDS, st.integers(0, 1))
def test_what_is_left_out_is_nowhere_in_training_and_newer_than_all_that_is(people, seed, back):
    histories = readers(people, seed)
    split = splits.leave_one_out(histories, back=back)
    assert len(split.wanted) == people
    assert not pairs(split.training) & pairs(split.wanted)
    for row in range(people):
        times = histories.times[histories.offsets[row] : histories.offsets[row + 1]]
        assert split.wanted.times[row] == sorted(times)[-1 - back]
        assert (
            split.training.times[split.training.offsets[row] : split.training.offsets[row + 1]].max()
            < (split.wanted.times[row])
        )


@given(PEOPLE, SEEDS, st.sampled_from(splits.SURVEY_LENGTHS))
def test_people_held_out_are_in_no_training_row_and_their_likes_are_parted(people, seed, survey):
    histories = readers(people, seed)
    training, others = splits.held_out_people(histories, seed)
    assert len(training) + len(others) == len(histories)
    assert (others.known == -1).all()
    for split in (splits.strong_generalisation(histories, seed), splits.cold_start(histories, survey, seed)):
        assert not pairs(split.shown) & pairs(split.wanted)
        assert len(split.training) == len(training)
        assert (split.shown.stars >= 4).all()
        assert (split.wanted.stars >= 4).all()
    assert (splits.cold_start(histories, survey, seed).shown.lengths == survey).all()


def test_a_seed_is_a_split():
    histories = readers()
    one, same, other = (splits.cold_start(histories, 3, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.shown.items, same.shown.items)
    assert not np.array_equal(one.shown.items, other.shown.items)


def test_somebody_with_one_item_is_not_asked_about():
    histories = readers(10)
    short = histories.kept((histories.rows != 4) | (histories.times == 0))
    split = splits.leave_one_out(short)
    assert len(split.wanted) == 9
    assert split.training.lengths[4] == 1
    assert split.shown.known.tolist() == pytest.approx([row for row in range(10) if row != 4])
