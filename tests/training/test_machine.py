"""statemachines/training.asl.json, run by the laptop cloud's interpreter with the real steps."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ministack.services import stepfunctions

from functions.recommendations.training import rules, store
from functions.recommendations.training.steps import (
    deploy,
    extract,
    judge,
    move_traffic,
    record_failure,
    register,
    smoke_test,
    validate,
)
from tests.lambdas import LambdaContext
from tests.recommendations import lake
from tests.training.conftest import FakeRuntime, FakeSageMaker, good
from tests.training.test_steps import EVENT, HERE
from tests.training.test_trials import FIGURES, trained

FILE = Path(__file__).resolve().parents[2] / "statemachines" / "training.asl.json"
STEPS = {
    "Extract": extract, "Validate": validate, "Judge": judge, "Register": register, "Deploy": deploy,
    "SmokeTest": smoke_test, "MoveTraffic": move_traffic, "RecordFailure": record_failure,
}  # fmt: skip
MACHINE, RUN = (
    "arn:aws:states:us-east-1:000000000000:stateMachine:t",
    "arn:aws:states:us-east-1:000000000000:execution:t:1",
)


@dataclass
class Machine:
    """`metrics`: what the training leaves; None makes it fail."""

    s3: Any
    runtime: FakeRuntime
    metrics: dict[str, Any] | None = field(default_factory=lambda: dict(FIGURES))
    called: list[str] = field(default_factory=list)
    letters: list[Any] = field(default_factory=list)
    before: Callable[[str, Any], None] = lambda _name, _event: None

    def step(self, name: str, event: Any) -> Any:
        name = name.rpartition(":")[2]
        self.called.append(f"{name} {event['to']}" if name == "MoveTraffic" else name)
        try:
            self.before(self.called[-1], event)
            return json.loads(json.dumps(STEPS[name].handler(event, LambdaContext())))
        except Exception as error:
            cause = json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)})
            raise stepfunctions._ExecutionError(type(error).__name__, cause) from error

    def train(self, resource: str, job: dict[str, Any]) -> Any:
        assert resource.endswith(".sync")
        assert job["TrainingJobName"] == f"madang-test-{EVENT['execution']}"
        self.called.append("Train")
        if self.metrics is None:
            told = {"TrainingJobStatus": "Failed", "FailureReason": "AlgorithmError: no reason, exit code: 1"}
            raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(told))
        self.runtime.answers[f"madang-test-title-{self.metrics['version']}"] = good(self.metrics["version"])
        return {**trained(self.s3, self.metrics), "TrainingJobStatus": "Completed"}

    def run(self, **more: Any) -> tuple[str, str]:
        """The status, and the error or nothing."""
        asked = {**EVENT, **more}
        stepfunctions._executions[RUN] = {
            "executionArn": RUN, "stateMachineArn": MACHINE, "name": "1", "status": "RUNNING", "startDate": "2026",
            "stopDate": None, "input": json.dumps(asked), "events": [], "testCase": "", "mockAttempts": {},
        }  # fmt: skip
        stepfunctions._run_execution(RUN)
        ended = stepfunctions._executions[RUN]
        return ended["status"], ended.get("error") or ""


@pytest.fixture
def machine(s3: Any, write: Any, sagemaker: FakeSageMaker, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch):
    from functions.recommendations.items import ItemRow

    for item in lake.items():
        ItemRow("title", item["item_id"], name=item["name"], genres=item["genres"], told_at="2026").save()
    write(HERE, lake.walks())
    text = re.sub(r"\$\{(\w+)\}", r"arn:aws:lambda:us-east-1:000000000000:function:\1", FILE.read_text())
    made = Machine(s3, runtime)
    monkeypatch.setattr(stepfunctions, "_SFN_WAIT_SCALE", 0)
    monkeypatch.setattr(stepfunctions, "_call_lambda", made.step)
    monkeypatch.setattr(stepfunctions, "_emit_execution_status_event", lambda _execution: None)
    dispatch = stepfunctions._SERVICE_DISPATCH
    monkeypatch.setitem(dispatch, "arn:aws:states:::sagemaker:createTrainingJob", made.train)
    monkeypatch.setitem(dispatch, "arn:aws:states:::sqs:sendMessage", lambda _r, data: made.letters.append(data) or {})
    stepfunctions._state_machines[MACHINE] = {"name": "t", "definition": text, "roleArn": "arn:role"}
    yield made
    stepfunctions._state_machines.pop(MACHINE)
    stepfunctions._executions.pop(RUN, None)


FIRST = ["Extract", "Validate", "Train", "Judge", "Register", "Deploy", "SmokeTest"]


def champion() -> str | None:
    found = store.serving("title").champion
    return found.version if found else None


def test_the_first_model_answers_after_its_smoke_test(machine: Machine):
    assert machine.run() == ("SUCCEEDED", "")
    assert machine.called == [*FIRST, "MoveTraffic champion"]
    assert champion() == "new"


def test_a_second_one_goes_through_shadow_and_canary(machine: Machine, registered: Callable[[str], str]):
    store.promote("title", registered("old"))
    seen = []
    machine.before = lambda _name, _event: seen.append(store.serving("title").mode)
    assert machine.run() == ("SUCCEEDED", "")
    assert machine.called[-3:] == ["MoveTraffic shadow", "MoveTraffic canary", "MoveTraffic champion"]
    assert seen[-3:] == ["none", "shadow", "canary"]
    assert champion() == "new"


def test_the_endpoint_is_waited_for(machine: Machine, sagemaker: FakeSageMaker):
    sagemaker.slow = 3
    assert machine.run() == ("SUCCEEDED", "")
    assert machine.called.count("Deploy") == 4


def test_the_same_model_ends_there(machine: Machine, registered: Callable[[str], str]):
    store.promote("title", registered("new"))
    assert machine.run() == ("SUCCEEDED", "")
    assert machine.called[-1] == "Judge"
    assert machine.letters == []


def worse() -> dict[str, Any]:
    beside = {"version": "old", "people": 90, "ndcg_10": 0.5, "ours_ndcg_10": 0.4}
    return {**FIGURES, "champion": beside}


@pytest.mark.parametrize(
    ("metrics", "asked", "code", "last"),
    [
        (None, {}, "training_failed", "Train"),
        (worse(), {}, "below_champion", "Judge"),
        ({**FIGURES, "models": {}}, {}, "no_figures", "Judge"),
        (FIGURES, {"days": ["1999-01-01"]}, "no_data", "Extract"),
    ],
)
def test_what_fails_says_why_and_the_champion_stays(
    machine: Machine, registered: Callable[[str], str], metrics: Any, asked: dict[str, Any], code: str, last: str
):
    store.promote("title", registered("old"))
    machine.metrics = metrics
    assert machine.run(**asked) == ("FAILED", code)
    assert machine.called[-2:] == [last, "RecordFailure"], "and is not tried again"
    (letter,) = machine.letters
    assert json.loads(letter["MessageBody"])["code"] == code
    assert champion() == "old"


@pytest.mark.parametrize("place", ["SmokeTest", "MoveTraffic shadow", "MoveTraffic canary", "MoveTraffic champion"])
def test_a_trial_that_fails_anywhere_is_taken_back(
    machine: Machine, registered: Callable[[str], str], sagemaker: FakeSageMaker, place: str
):
    store.promote("title", registered("old"))

    def fail(name: str, _event: Any) -> None:
        if name == place:
            raise rules.TooManyFailures("it did")

    machine.before = fail
    assert machine.run() == ("FAILED", "too_many_failures")
    now = store.serving("title")
    assert (champion(), now.challenger, now.mode) == ("old", None, "none")
    assert sagemaker.endpoints == set()
    assert store.model("title", "new").state == "rejected"


def test_a_passing_fault_is_tried_again(machine: Machine):
    faults = iter([ConnectionError("once"), None])

    def fail(name: str, _event: Any) -> None:
        fault = next(faults, None) if name == "Validate" else None
        if fault:
            raise fault

    machine.before = fail
    assert machine.run() == ("SUCCEEDED", "")
    assert machine.called.count("Validate") == 2


def test_what_a_step_refuses_for_good_is_not_tried_again():
    """Every refusal that a step can raise stands in a retrier with no attempts before the general one."""
    machine = json.loads(FILE.read_text())
    hopeless = {
        name
        for state in machine["States"].values()
        for retry in state.get("Retry", [])
        if not retry["MaxAttempts"]
        for name in retry["ErrorEquals"]
    }
    assert hopeless == {one.__name__ for one in rules.Refusal.__subclasses__()}
