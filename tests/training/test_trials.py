"""From a finished job to a champion, or back: the gate, the registry, the endpoint, the traffic."""

import io
import json
import tarfile
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from functions.recommendations.training import end_trials, names, retrain, store, workflow
from functions.recommendations.training.rules import NoFigures, SmokeTestFailed, TooManyFailures
from functions.recommendations.training.steps import deploy, judge, move_traffic, record_failure, register, smoke_test
from kernel import clock
from tests.training.conftest import BUCKET, FakeRuntime, FakeSageMaker, good
from tests.training.test_steps import EVENT, run

Write = Callable[[str, Any], None]
FIGURES = {
    "version": "new", "models": {"ours": {"ndcg_10": 0.2}, "popularity": {"ndcg_10": 0.1}}, "champion": None,
    "people": 240, "interval": [0.1, 0.3], "counts": {}, "data_until": "2026-11-01T20:00:00+00:00",
    "model_bytes": 1000, "hyperparameters": {"seed": 7},
}  # fmt: skip


def trained(s3: Any, metrics: Any, name: str = "metrics.json") -> dict[str, Any]:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w:gz") as archive:
        text = json.dumps(metrics).encode()
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    s3.put_object(Bucket=BUCKET, Key="models/title/job/output/output.tar.gz", Body=body.getvalue())
    return {
        "TrainingJobName": "job", "OutputDataConfig": {"S3OutputPath": f"s3://{BUCKET}/models/title"},
        "ModelArtifacts": {"S3ModelArtifacts": f"s3://{BUCKET}/models/title/job/output/model.tar.gz"},
    }  # fmt: skip


def judged(s3: Any, metrics: Any = FIGURES) -> dict[str, Any]:
    return run(judge, {**EVENT, "champion": None, "job": {}, "trained": trained(s3, metrics)})


def test_the_gate_reads_the_job_s_own_figures(s3: Any):
    told = judged(s3)
    assert (told["version"], told["verdict"]["unchanged"], told["model"]["bytes"]) == ("new", False, 1000)
    assert "job" not in told
    assert "trained" not in told
    with pytest.raises(NoFigures):
        run(judge, {**EVENT, "trained": trained(s3, FIGURES, "other.json")})


@pytest.fixture
def deployed(s3: Any, sagemaker: FakeSageMaker) -> dict[str, Any]:
    event = run(register, judged(s3))
    return run(deploy, {**event, "folder": "training/title/run/", "validated": {"items": 48}, "canary_share": 0.1})


def test_a_model_is_registered_waiting_for_approval(deployed: dict[str, Any], sagemaker: FakeSageMaker):
    row = store.model("title", "new")
    assert (row.state, row.endpoint, row.metrics["people"]) == ("registered", "madang-test-title-new", 240)
    assert (row.metrics["hyperparameters"], row.metrics["job"]) == ({"seed": 7}, "job"), "what it was trained with"
    assert sagemaker.approvals == {row.package_arn: "PendingManualApproval"}
    assert deployed["in_service"]


def test_deploying_again_makes_nothing_twice_and_waits(deployed: dict[str, Any], sagemaker: FakeSageMaker):
    before = dict(sagemaker.things)
    sagemaker.slow = 1
    assert not run(deploy, deployed)["in_service"]
    assert run(deploy, deployed)["in_service"]
    assert sagemaker.things == before
    config = sagemaker.things["endpoint_config/madang-test-title-new"]
    assert config["ProductionVariants"][0]["ServerlessConfig"] == {"MemorySizeInMB": 1024, "MaxConcurrency": 10}


def test_the_smoke_test_asks_what_people_ask(deployed: dict[str, Any], runtime: FakeRuntime, write: Write):
    write("training/title/run/samples.json", json.dumps([["t001", "t002"], ["t003"]]).encode())
    runtime.answers["madang-test-title-new"] = good("new")
    assert run(smoke_test, deployed)["smoke"]["answers"] == 15
    assert len(runtime.asked) == 16


@pytest.mark.parametrize("wrong", [
    lambda _: {"predictions": []},
    good("new", items=5),
    lambda _: good("new")({"count": 10}),
    lambda _: "words",
])  # fmt: skip
def test_an_endpoint_that_answers_wrongly_fails(deployed: dict[str, Any], runtime: FakeRuntime, write: Write, wrong):
    write("training/title/run/samples.json", json.dumps([["t001", "t002"]]).encode())
    runtime.answers["madang-test-title-new"] = wrong
    with pytest.raises(SmokeTestFailed):
        run(smoke_test, deployed)


def test_a_canary_that_fails_too_often_is_not_promoted(deployed: dict[str, Any], registered, sagemaker: FakeSageMaker):
    store.promote("title", registered("old"))
    run(move_traffic, {**deployed, "to": "shadow"})
    assert run(move_traffic, {**deployed, "to": "canary"})["seen"] == {"invocations": 0, "failures": 0}
    assert store.serving("title").share == 0.1
    for _ in range(2):
        store.count("title", "new", failed=True)
    with pytest.raises(TooManyFailures, match="2 of 2"):
        run(move_traffic, {**deployed, "to": "champion"})
    error = {"Error": "TooManyFailures", "Cause": json.dumps({"errorMessage": "2 of 2 invocations failed"})}
    assert run(record_failure, {**deployed, "error": error})["code"] == "too_many_failures"
    now = store.serving("title")
    assert (now.champion and now.champion.version, now.challenger, now.mode) == ("old", None, "none")
    assert sagemaker.endpoints == set()
    assert list(sagemaker.approvals.values()) == ["Rejected"]


def test_a_promoted_model_is_approved_and_the_last_but_one_s_endpoint_goes(
    deployed: dict[str, Any], registered, sagemaker: FakeSageMaker
):
    store.promote("title", registered("first"))
    sagemaker.things["endpoint/madang-test-title-first"] = {}
    store.try_out("title", registered("second"), "shadow", 0.0)
    store.promote("title", "second")
    run(move_traffic, {**deployed, "to": "shadow"})
    run(move_traffic, {**deployed, "to": "champion"})
    assert sagemaker.endpoints == {"madang-test-title-new"}
    assert list(sagemaker.approvals.values()) == ["Approved"]


@pytest.mark.parametrize("to", ["shadow", "champion"])
def test_an_endpoint_that_could_not_be_removed_goes_with_the_next_try(
    deployed: dict[str, Any], registered, sagemaker: FakeSageMaker, monkeypatch: pytest.MonkeyPatch, to: str
):
    store.promote("title", registered("first"))
    store.try_out("title", registered("second"), "shadow", 0.0)
    gone = "second"
    if to == "champion":
        gone = "first"
        store.promote("title", "second")
        store.try_out("title", "new", "shadow", 0.0)
    sagemaker.things[f"endpoint/madang-test-title-{gone}"] = {}
    with monkeypatch.context() as patch:
        patch.setattr(move_traffic.deployment, "remove", lambda *_: (_ for _ in ()).throw(ConnectionError("later")))
        with pytest.raises(ConnectionError):
            run(move_traffic, {**deployed, "to": to})
    run(move_traffic, {**deployed, "to": to})
    assert sagemaker.endpoints == {"madang-test-title-new"}
    assert store.serving("title").leaving is None


@pytest.mark.parametrize(
    ("error", "cause", "code", "reason"),
    [
        ("BelowChampion", '{"errorMessage": "worse"}', "below_champion", "worse"),
        ("States.TaskFailed", '{"TrainingJobStatus": "Failed", "FailureReason": "Refused: too_little_data: 3"}',
         "too_little_data", "Refused: too_little_data: 3"),
        ("States.TaskFailed", '{"TrainingJobStatus": "Stopped"}', "training_failed", "Stopped"),
        ("States.Timeout", "", "timeout", ""),
        ("Lambda.Unknown", "words", "unknown", "words"),
    ],
)  # fmt: skip
def test_every_failure_has_a_code_and_words(s3: Any, error: str, cause: str, code: str, reason: str):
    assert run(record_failure, {**EVENT, "error": {"Error": error, "Cause": cause}}) == {"code": code, "reason": reason}


def test_a_failure_after_promotion_leaves_the_champion(deployed: dict[str, Any], sagemaker: FakeSageMaker):
    run(move_traffic, {**deployed, "to": "champion"})
    run(record_failure, {**deployed, "error": {"Error": "States.Timeout", "Cause": ""}})
    now = store.serving("title")
    assert now.champion is not None
    assert now.champion.version == "new"
    assert sagemaker.endpoints == {"madang-test-title-new"}


def test_going_back_needs_an_endpoint_that_stands(deployed: dict[str, Any], registered, sagemaker: FakeSageMaker):
    store.promote("title", registered("old"))
    run(move_traffic, {**deployed, "to": "shadow"})
    run(move_traffic, {**deployed, "to": "champion"})
    with pytest.raises(store.NothingToGoBackTo):
        workflow.roll_back("title", "an operator", "nonsense")
    sagemaker.things["endpoint/madang-test-title-old"] = {}
    now = workflow.roll_back("title", "an operator", "nonsense")
    assert now.champion is not None
    assert now.champion.version == "old"
    assert sagemaker.endpoints == {"madang-test-title-old"}
    assert store.model("title", "new").reason == "rolled back by an operator: nonsense"


def test_kinds_that_nobody_used_are_not_trained(s3: Any, write: Write, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retrain, "start", lambda kind, by: f"{kind} by {by}")
    assert run(retrain, {}) == {"started": []}
    write("behaviours/kind=channel/day=2026-11-01/one.jsonl", b"")
    assert run(retrain, {}) == {"started": ["channel by schedule"]}


def test_a_kind_is_trained_once_at_a_time(s3: Any, monkeypatch: pytest.MonkeyPatch):
    begun: list[str] = []
    machine = SimpleNamespace(start_execution=lambda **asked: begun.append(asked["name"]))
    monkeypatch.setattr(workflow, "client", lambda _service: machine)
    runs = {"title": "RUNNING", "channel": "FAILED"}
    earlier = {
        kind: workflow.Execution(f"{kind}-202611010000", status, "then", None, None, None)
        for kind, status in runs.items()
    }
    monkeypatch.setattr(workflow, "latest", earlier.get)
    assert workflow.start("title", "an operator") == "title-202611010000"
    assert begun == []
    for kind in ("channel", "product"):
        assert workflow.start(kind, "an operator") == begun[-1] != f"{kind}-202611010000"


@pytest.mark.parametrize("version", ["-x", "a_b", "x" * 60, ""])
def test_names_are_sagemaker_s(s3: Any, version: str):
    with pytest.raises(ValueError, match="no name"):
        names.resource("title", version)


@pytest.mark.parametrize(
    ("status", "hours", "left"),
    [("RUNNING", 1, True), ("RUNNING", 13, False), ("ABORTED", 1, False), ("TIMED_OUT", 1, False), (None, 1, False)],
)
def test_a_trial_ends_with_its_workflow(
    deployed: dict[str, Any], registered, sagemaker: FakeSageMaker, monkeypatch: pytest.MonkeyPatch, status, hours, left
):
    store.promote("title", registered("old"))
    run(move_traffic, {**deployed, "to": "shadow"})
    run(move_traffic, {**deployed, "to": "canary"})
    later = clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(end_trials.clock, "now", lambda: later)
    told = workflow.Execution("one", status, "then", None, None, None) if status else None
    monkeypatch.setattr(end_trials.workflow, "execution", lambda _name: told)
    assert run(end_trials, {}) == {"ended": [] if left else ["title new"]}
    now = store.serving("title")
    assert (now.mode, bool(now.challenger)) == (("canary", True) if left else ("none", False))
    assert sagemaker.endpoints == ({"madang-test-title-new"} if left else set())
    assert run(end_trials, {}) == {"ended": []}


def test_without_a_trial_nothing_ends(s3: Any, registered, monkeypatch: pytest.MonkeyPatch):
    store.promote("title", registered("old"))
    assert run(end_trials, {}) == {"ended": []}
