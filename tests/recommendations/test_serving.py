import asyncio
import json

import numpy as np
import pytest
from aiohttp.test_utils import TestClient, TestServer

from ml.recommendations.artefact import Artefact, BadArtefact, of_ours
from ml.recommendations.dataset import Dataset
from ml.recommendations.ours import Ours
from ml.recommendations.serve.engine import Engine
from ml.recommendations.serve.program import application
from ml.recommendations.serve.request import Instance
from tests.recommendations.world import ITEMS, readers


def data() -> Dataset:
    genres = np.eye(4, dtype=np.bool_)[np.arange(ITEMS) % 4]
    ids = tuple(f"t{item}" for item in range(ITEMS))
    people = readers()
    users = tuple(str(row) for row in range(len(people)))
    return Dataset(people, users, ids, ids, genres, ("a", "b", "c", "d"), ("old", "young"), ())


@pytest.fixture(scope="module")
def artefact():
    return of_ours(Ours().fit(readers()), data())


@pytest.fixture(scope="module")
def engine(artefact):
    return Engine.of(artefact)


def ids(answer):
    return [one["id"] for one in answer["items"]]


def call(engine, body, path="/invocations"):
    async def asked() -> tuple[int, dict]:
        async with TestClient(TestServer(application(engine))) as client:
            answer = await (client.get(path) if body is None else client.post(path, data=body))
            return answer.status, await answer.json()

    return asyncio.run(asked())


def test_a_file_is_the_model_and_two_trainings_are_one_file(artefact, tmp_path):
    artefact.save(tmp_path / "one.npz")
    of_ours(Ours().fit(readers()), data()).save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    instance = Instance(history=["t1", "t2"])
    assert Engine.of(Artefact.load(tmp_path / "one.npz")).answer(instance) == Engine.of(artefact).answer(instance)


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises((BadArtefact, EOFError)):
        Artefact.load(path)


def test_an_artefact_of_another_format_is_refused(artefact, tmp_path):
    Artefact({**artefact.about, "format": 99}, artefact.arrays).save(tmp_path / "model.npz")
    with pytest.raises(BadArtefact, match="format 99"):
        Artefact.load(tmp_path / "model.npz")


def test_the_engine_ranks_as_the_model_does(engine):
    people = readers()
    scores = Ours().fit(people).warm.scores(people)
    history = [f"t{item}" for item in people.of(0)]
    answer = engine.answer(Instance(history=history, count=5))
    for one in answer["items"]:
        assert one["score"] == pytest.approx(float(scores[0, int(one["id"][1:])]), abs=1e-4)
    assert answer["basis"] == "history"


def test_a_reason_is_one_of_the_reader_s_own_items_and_moved_the_score(engine):
    answer = engine.answer(Instance(survey=["t1", "t2", "t15"], count=5))
    assert answer["basis"] == "survey"
    given = [name for one in answer["items"] for name in one["because"]]
    assert given
    assert set(given) <= {"t1", "t2", "t15"}
    near = next(one for one in answer["items"] if int(one["id"][1:]) < 12)
    assert near["because"][0] in {"t1", "t2"}


def test_what_is_left_out_is_never_returned(engine):
    everything = [f"t{item}" for item in range(ITEMS)]
    for instance in (
        Instance(history=["t1"], exclude=everything[3:20], count=100),
        Instance(exclude=everything[3:20], count=100),
        Instance(survey=["t1"], exclude=everything[3:20], count=100),
    ):
        found = ids(engine.answer(instance))
        assert found
        assert not set(found) & {*everything[3:20], *instance.history, *instance.survey}
    assert ids(engine.answer(Instance(exclude=everything))) == []


def test_somebody_unknown_is_offered_what_is_popular_and_told_so(engine):
    for instance in (Instance(), Instance(history=["gone", "gone too"])):
        answer = engine.answer(instance)
        assert answer["basis"] == "popularity"
        assert answer["low_confidence"]
        assert len(answer["items"]) == 10
        assert not any(one["because"] for one in answer["items"])
    assert engine.answer(Instance(history=["gone"]))["unknown_items"] == ["gone"]


def test_ten_titles_are_enough_and_the_same_one_twice_is_one(engine):
    ten = [f"t{item}" for item in range(10)]
    assert not engine.answer(Instance(survey=ten))["low_confidence"]
    assert engine.answer(Instance(survey=[*ten[:9], "t0"]))["low_confidence"]


def test_genres_are_at_least_three(engine):
    found = ids(engine.answer(Instance(history=["t1", "t2", "t3"])))
    assert len({int(name[1:]) % 4 for name in found}) >= 3


def test_ping_and_a_batch(engine):
    status, body = call(engine, None, "/ping")
    assert (status, body["model_version"]) == (200, engine.version)
    status, body = call(engine, json.dumps({"instances": [{"history": ["t1"]}, {"survey": ["t2"]}, {}]}))
    assert status == 200
    assert [one["basis"] for one in body["predictions"]] == ["history", "survey", "popularity"]


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ("{", ""),
        ("[]", ""),
        ('{"instances": []}', "instances"),
        ('{"instances": [{"history": "t1"}]}', "instances.0.history"),
        ('{"instances": [{"count": 0}]}', "instances.0.count"),
        ('{"instances": [{"count": 101}]}', "instances.0.count"),
        ('{"instances": [{"exclude": [1]}]}', "instances.0.exclude.0"),
        ('{"instances": [{"histroy": []}]}', "instances.0.histroy"),
        (json.dumps({"instances": [{}] * 65}), "instances"),
    ],
)
def test_a_payload_that_cannot_be_read_is_refused_with_its_reason(engine, payload, where):
    status, body = call(engine, payload)
    assert status == 400
    assert body["reason"]
    assert body["where"] == where
