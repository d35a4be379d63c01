"""Assignment is even and lasting; looking after every hundred people invents no difference, and finds a true one."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.recommendations.experiments.assignment import BUCKETS, Arm, arm_of, bucket_of
from functions.recommendations.experiments.reports import report
from functions.recommendations.experiments.sequential import FEWEST, Comparison, Sums, compared
from functions.recommendations.experiments.store import DynamoExperiments, Experiment
from kernel.clock import now

HALVES = (Arm("without", 5_000), Arm("with", 5_000, {"demographics": True}))
PEOPLE, LOOKS, SPREAD = 10_000, range(200, 10_001, 50), 0.02


def peeked(chance: np.random.Generator, effect: float, *, past: float = 0.0) -> tuple[bool, float]:
    """One experiment of 10,000 people, looked at every hundred: was a difference ever found, and what CUPED left."""
    name = str(chance.integers(1 << 40))
    treated = np.array([bucket_of(name, str(one)) >= BUCKETS // 2 for one in range(PEOPLE)])
    x = chance.poisson(2.0, PEOPLE).astype(float)
    y = (chance.random(PEOPLE) < 0.2 + effect * treated + past * (x - 2)).astype(float)
    columns = np.stack([np.ones(PEOPLE), y, y * y, x, x * x, x * y])
    sums = [np.cumsum(columns * (treated == arm), axis=1) for arm in (0, 1)]
    last = compared(*_at(sums, PEOPLE), SPREAD)
    found = any(compared(*_at(sums, look), SPREAD).p <= 0.05 for look in LOOKS)
    return found, last.variance_kept


def _at(sums: list[np.ndarray], look: int) -> tuple[Sums, Sums]:
    control, treatment = (Sums(int(one[0, look - 1]), *map(float, one[1:, look - 1])) for one in sums)
    return control, treatment


def test_an_a_a_test_under_continuous_peeking_rejects_at_most_at_the_nominal_rate():
    chance = np.random.default_rng(7)
    rejected = sum(peeked(chance, 0.0)[0] for _ in range(200))
    assert rejected / 200 <= 0.05, f"{rejected} of 200 A/A tests found a difference"


def test_a_true_difference_is_found_and_the_past_makes_it_easier():
    chance = np.random.default_rng(8)
    told = [peeked(chance, 0.05, past=0.06) for _ in range(40)]
    assert sum(found for found, _ in told) >= 36
    assert np.mean([kept for _, kept in told]) < 0.97, "what people did before explains some of it"


def test_a_fixed_t_test_would_have_been_fooled():
    """The same peeking with the interval of one look: the reason for all this."""
    chance, fooled = np.random.default_rng(9), 0
    for _ in range(100):
        treated = np.arange(PEOPLE) % 2
        y = (chance.random(PEOPLE) < 0.2).astype(float)
        sums = [np.cumsum(y * (treated == arm)) for arm in (0, 1)]
        looks = np.array(LOOKS)
        n = looks / 2
        means = [one[looks - 1] / n for one in sums]
        spread = np.sqrt((means[0] * (1 - means[0]) + means[1] * (1 - means[1])) / n)
        fooled += bool((np.abs(means[1] - means[0]) > 1.96 * spread).any())
    assert fooled > 15


def test_ten_thousand_people_fall_into_halves_and_stay_there():
    people = [f"usr-{number}" for number in range(10_000)]
    first = [arm_of("demographics", HALVES, one) for one in people]
    counts = Counter(arm.name for arm in first if arm)
    assert abs(counts["with"] / 10_000 - 0.5) < 0.02
    assert first == [arm_of("demographics", HALVES, one) for one in people]
    other = [arm_of("another", HALVES, one) for one in people]
    together = sum(one == two for one, two in zip(first, other, strict=True)) / 10_000
    assert abs(together - 0.5) < 0.02, "one experiment says nothing of the other"


def test_who_is_in_no_share_is_in_no_arm():
    some = (Arm("a", 1_000), Arm("b", 1_000))
    found = Counter(arm.name if (arm := arm_of("x", some, str(one))) else None for one in range(10_000))
    assert 7_800 < found[None] < 8_200
    assert 850 < found["a"] < 1_150


halves = st.integers(0, 10).map(lambda number: number / 2)
numbers = st.lists(st.tuples(halves, halves), min_size=FEWEST, max_size=FEWEST + 20)


@given(numbers, numbers)
def test_sums_say_what_the_people_say(control: list[tuple[float, float]], treatment: list[tuple[float, float]]):
    sums = []
    for group in (control, treatment):
        one = Sums()
        for y, x in group:
            one = one.plus(y, x)
        sums.append(one)
    told = compared(*sums, 0.5)
    assert told.low <= told.difference <= told.high
    assert 0 <= told.p <= 1
    assert told.variance_kept <= 1 + 1e-6, "CUPED never makes it worse"
    mirrored = compared(*reversed(sums), 0.5)
    assert mirrored.difference == pytest.approx(-told.difference, abs=1e-9)
    assert mirrored.p == pytest.approx(told.p, abs=1e-9)
    assert (told.p <= 0.05) == (not told.low <= 0 <= told.high) or math.isclose(told.p, 0.05, rel_tol=1e-6)


def test_a_verdict_has_the_sign_of_the_look_that_it_stands_on(tables: None):
    store = DynamoExperiments()
    store.begin(Experiment("e", "title", HALVES, "played", 24, 0.02, "running", now()))
    surely_worse = Comparison(-0.05, -0.08, -0.02, 0.001, None, 1.0, enough=True)
    store.note(store.find("e"), {"with": surely_worse})
    store.note(store.find("e"), {"with": Comparison(0.001, -0.02, 0.02, 0.8, None, 1.0, enough=True)})
    half = {"without": Sums(200, 100, 100), "with": Sums(200, 101, 101)}
    told = report(store.find("e"), half)["arms"][1]["beside_control"]
    assert (told["p"], told["verdict"]) == (0.001, "worse")
    assert told["difference"] > 0


def test_few_people_say_nothing():
    told = compared(Sums(5, 5, 5), Sums(5, 0, 0), 0.1)
    assert (told.p, told.enough) == (1.0, False)
