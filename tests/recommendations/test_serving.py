import asyncio
import json

import numpy as np
import pytest
from aiohttp.test_utils import TestClient, TestServer

from ml.recommendations.artefact import Artefact, BadArtefact, of_ours
from ml.recommendations.dataset import Dataset
from ml.recommendations.histories import of_lists
from ml.recommendations.models.content import directions
from ml.recommendations.ours import Ours
from ml.recommendations.serve.catalogue import Ids, Rows, packed
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


def ours() -> Ours:
    return Ours(content=directions(data().genres)).fit(readers())


@pytest.fixture(scope="module")
def artefact():
    return of_ours(ours(), data())


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
    of_ours(ours(), data()).save(tmp_path / "two.npz")
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
    scores = ours().scores(people)
    history = [f"t{item}" for item in people.of(0)]
    answer = engine.answer(Instance(history=history, count=5))
    for one in answer["items"]:
        assert one["score"] == pytest.approx(float(scores[0, int(one["id"][1:])]), abs=1e-4)
    assert answer["basis"] == "history"


def test_a_long_survey_is_ranked_as_the_model_does(engine):
    survey = list(range(2, 20))
    scores = ours().scores(of_lists([survey], ITEMS, np.zeros((1, 2), np.float32)))[0]
    answer = engine.answer(Instance(survey=[f"t{item}" for item in survey], count=6))
    assert [one["id"] for one in answer["items"]]
    for one in answer["items"]:
        assert one["score"] == pytest.approx(float(scores[int(one["id"][1:])]), abs=1e-4)


@pytest.mark.parametrize("own", [[3, 4, 5], list(range(2, 20))])
@pytest.mark.parametrize("kind", ["history", "survey"])
def test_what_each_item_gave_sums_up_to_the_score(engine, own, kind):
    """But for what is the same for every item: the means that scores are freed of, and a survey's constant."""
    instance = Instance(**{kind: [f"t{item}" for item in own]})
    rows, every = np.array(own), np.arange(ITEMS)
    reading = engine.scorer.read(rows, instance, 0)
    found, scores = reading.gave(every).sum(axis=1), reading.scores
    if kind == "survey" and len(own) < 10:
        survey = engine.scorer.surveys[3]
        scores = scores - survey[-1] / survey[[*own, -1]].sum(axis=0).std()
    assert np.ptp(found - scores) < 1e-3


@pytest.mark.parametrize("name", ["", "t", "t1\x00", "t23t23", "é", "t99"])
def test_an_id_that_only_resembles_one_is_unknown(engine, name):
    assert engine.rows.get(name, -1) == -1
    assert name not in engine.rows


def test_every_id_has_its_row():
    names = ["b", "ähnlich", "a", "zz" * 20]
    stored = packed(names)
    rows = Rows(stored["ids"], stored["id_order"])
    assert rows.of(names).tolist() == [0, 1, 2, 3]
    assert [Ids(stored["ids"])[row] for row in range(4)] == names


def test_numpy_reads_the_file_and_what_is_mapped_is_aligned(artefact, tmp_path):
    artefact.save(tmp_path / "one.npz")
    mapped = Artefact.load(tmp_path / "one.npz").arrays
    with np.load(tmp_path / "one.npz") as read:
        assert {*read.files} == {"about", *mapped}
        for name, array in mapped.items():
            assert np.array_equal(read[name], array)
            assert array.ctypes.data % 64 == 0
            assert not array.flags.writeable


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
