"""For .venv-ml, `make test-recommender`: the models and the index that need torch and faiss."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ml.recommendations.dataset import Dataset
from ml.recommendations.deep.neumf import NeuMf
from ml.recommendations.deep.rating import RatingSettings, trained
from ml.recommendations.deep.sasrec import SasRec
from ml.recommendations.serve.engine import Engine
from ml.recommendations.serve.index import built, nearest_in
from ml.recommendations.serve.request import Instance
from ml.recommendations.train import trained as trained_artefact
from tests.recommendations import suite
from tests.recommendations.world import readers

MAKES = (lambda: NeuMf(size=8, epochs=3, batch=64), lambda: SasRec(size=16, length=12, epochs=20, batch=8))


@pytest.mark.parametrize("check", suite.EVERY, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", MAKES, ids=lambda make: make().name)
def test_contract(make: suite.Make, check: Callable[[suite.Make], None]) -> None:
    check(make)


def test_the_loss_of_ncf_falls_and_its_stars_beat_the_mean() -> None:
    people = readers()
    weights, losses = trained(people, RatingSettings(dimensions=8, layers=(16,), epochs=60, batch=32))
    assert losses[-1] < 0.8 * losses[0]
    told = weights.ratings(people.rows, people.items)
    assert np.mean((told - people.stars) ** 2) < np.var(people.stars)
    assert told.min() >= 1
    assert told.max() <= 5


def test_the_index_finds_what_the_exact_search_finds() -> None:
    chance = np.random.default_rng(4)
    items = chance.standard_normal((4000, 64)).astype(np.float32)
    nearest = nearest_in(built(items, lists=64), items)
    directions = items / np.linalg.norm(items, axis=1, keepdims=True)
    kept = []
    for person in chance.standard_normal((20, 64)).astype(np.float32):
        exact = set(np.argsort(-(directions @ person))[:10].tolist())
        kept.append(len(exact & set(nearest(person, 10).tolist())) / 10)
    assert np.mean(kept) > 0.9


def test_of_a_few_items_the_index_answers_exactly() -> None:
    chance = np.random.default_rng(6)
    items = chance.standard_normal((400, 64)).astype(
        np.float32
    )  # all lists are probed, all that is found is put in order
    nearest = nearest_in(built(items, lists=8), items)
    directions = items / np.linalg.norm(items, axis=1, keepdims=True)
    for person in chance.standard_normal((20, 64)).astype(np.float32):
        assert nearest(person, 100).tolist() == np.argsort(-(directions @ person), kind="stable")[:100].tolist()


def test_a_training_of_vectors_is_served() -> None:
    people = replace(readers(600), item_count=800)  # most items are never taken: an index needs a few hundred to train
    ids = tuple(f"t{item}" for item in range(800))
    genres = np.eye(4, dtype=np.bool_)[np.arange(800) % 4]
    users = tuple(str(row) for row in range(len(people)))
    data = Dataset(people, users, ids, ids, genres, ("a", "b", "c", "d"), ("old", "young"), ())
    engine = Engine.of(trained_artefact(data, "vectors"))
    answer = engine.answer(Instance(history=["t1", "t2", "t3"], count=5))
    assert answer["basis"] == "history"
    assert sum(int(one["id"][1:]) < 12 for one in answer["items"]) >= 3
    assert {name for one in answer["items"] for name in one["because"]} <= {"t1", "t2", "t3"}
