"""The state machines as files: every way out leads somewhere, every expression parses, every blank is filled."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonata
import pytest

import app
from functions.catalog.quality import REJECTIONS

FOLDER = Path(__file__).resolve().parents[2] / "statemachines"
MACHINES = sorted(FOLDER.glob("*.asl.json"))
EXPRESSION = re.compile(r"^\{%(.*)%\}$", re.DOTALL)


@pytest.fixture(params=MACHINES, ids=lambda path: path.name)
def machine(request: pytest.FixtureRequest) -> dict[str, Any]:
    return json.loads(request.param.read_text())


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def exits(state: dict[str, Any]) -> list[str]:
    handlers = [*state.get("Catch", []), *state.get("Choices", [])]
    return [place["Next"] for place in (state, *handlers) if "Next" in place] + [state.get("Default")] * (
        "Default" in state
    )


def test_every_exit_leads_to_a_state_and_no_state_is_an_orphan(machine: dict[str, Any]):
    states = machine["States"]
    reached = {machine["StartAt"]}
    for name, state in states.items():
        assert exits(state) or state.get("End") or state["Type"] in {"Fail", "Succeed"}, f"{name} leads nowhere"
        reached |= set(exits(state))
    assert reached == set(states)


def test_every_expression_is_jsonata(machine: dict[str, Any]):
    found = [match[1] for text in texts(machine) if (match := EXPRESSION.match(text))]
    assert len(found) > 10
    for expression in found:
        jsonata.Jsonata(expression)


def test_every_task_ends_in_a_title_that_says_why(machine: dict[str, Any]):
    for name, state in machine["States"].items():
        if state["Type"] == "Task" and name not in {"Record failure", "Dead letter"}:
            assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"]
            assert state["Catch"][-1]["Next"] == "Record failure"


def test_what_is_wrong_with_the_material_is_never_tried_again(machine: dict[str, Any]):
    for state in machine["States"].values():
        for retry in state.get("Retry", []):
            if set(retry["ErrorEquals"]) & set(REJECTIONS):
                assert retry["MaxAttempts"] == 0
                assert set(retry["ErrorEquals"]) <= set(REJECTIONS)


def test_every_machine_belongs_to_a_capability_and_every_blank_is_filled(templates: dict[str, dict[str, Any]]):
    declared = {workflow.name for capability in app.CAPABILITIES for workflow in capability.workflows}
    assert declared == {path.name.removesuffix(".asl.json") for path in MACHINES}
    deployed = [
        resource["Properties"]
        for template in templates.values()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::StepFunctions::StateMachine"
    ]
    assert len(deployed) == len(MACHINES)
    blanks = {blank for path in MACHINES for blank in re.findall(r"\$\{(\w+)\}", path.read_text())}
    filled = {name for properties in deployed for name in properties["DefinitionSubstitutions"]}
    assert blanks == filled


def test_the_output_of_the_transcode_is_what_the_next_step_reads():
    state = json.loads((FOLDER / "transcode.asl.json").read_text())["States"]["Transcode"]
    expression = jsonata.Jsonata(EXPRESSION.match(state["Output"])[1])
    details = [
        {"OutputDetails": [{"DurationInMs": 4000}, {"DurationInMs": 4200}]},
        {"OutputDetails": [{"DurationInMs": 0}]},
    ]
    expression.assign("states", {
        "input": {"title_id": "t", "job": {"Role": "r"}},
        "result": {"Job": {"OutputGroupDetails": details}},
    })  # fmt: skip
    assert expression.evaluate(None) == {"title_id": "t", "transcoded_seconds": 4.2}
