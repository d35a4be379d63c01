"""The Python client against sdk/conformance, and sdk/conformance against the protocol."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from functions.chat.protocol import client_frames, server_frames
from madang_chat.deeds import Close, Deed, News, Open, Send
from madang_chat.reading import decoded
from madang_chat.room import LOST, Room

FOLDER = Path(__file__).resolve().parents[2] / "sdk" / "conformance"
SCENARIOS = sorted(path for path in FOLDER.glob("*.json") if path.name != "schema.json")
BEGIN = datetime.fromisoformat("2026-01-01T00:00:00+00:00").timestamp() * 1000

Json = dict[str, Any]


def happens(room: Room, step: Json) -> None:
    match step:
        case {"do": deed}:
            {"start": room.start, "stop": room.stop, "wake": room.wake, "shut_out": room.let_in_no_more}[deed]()
        case {"opened": line}:
            room.opened(line)
        case {"lost": line}:
            room.lost(line, step.get("code", LOST))
        case {"ask": question}:
            room.ask(question)
        case {"wait": ms}:
            room.timers.advance(room.timers.now + ms)
        case _:
            frame = decoded(step["text"] if "text" in step else json.dumps(step["told"]))
            if frame:
                room.heard(step.get("on", 1), frame)


def shown(deed: Deed) -> Json | None:
    match deed:
        case Open(line):
            return {"open": line}
        case Close(line):
            return {"close": line}
        case Send(line, frame):
            return {"send": frame, "on": line}
        case News():
            return None


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_the_python_client_conforms(path: Path):
    scenario = json.loads(path.read_text())
    room, reports = Room(lambda: scenario["chance"]), []
    room.timers.advance(BEGIN)
    for place, step in enumerate(scenario["steps"], 1):
        happens(room, step)
        deeds = room.done()
        reports += [deed.kind for deed in deeds if isinstance(deed, News)]
        seen = [what for deed in deeds if (what := shown(deed))]
        assert seen == step.get("expect", []), f"step {place}: {step}"
    assert [entry["seq"] for entry in room.log.entries] == scenario["log"]
    assert room.log.through == scenario["through"]
    assert [one["ref"] for one in room.waiting] == scenario["unanswered"]
    assert reports == scenario["reports"]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_speaks_the_protocol(path: Path):
    """Its frames of the server are such as the server's models have, those of the client such as the server takes."""
    scenario = json.loads(path.read_text())
    Draft202012Validator(json.loads((FOLDER / "schema.json").read_text())).validate(scenario)
    for step in scenario["steps"]:
        if "told" in step and not step.get("unknown"):
            server_frames.validate_python(step["told"])
        for what in step.get("expect", []):
            if "send" in what:
                client_frames.validate_python(what["send"])


def test_the_scenarios_cover_every_frame_and_every_report():
    found = [json.loads(path.read_text()) for path in SCENARIOS]
    steps = [step for scenario in found for step in scenario["steps"]]
    told = {step["told"]["type"] for step in steps if "told" in step and not step.get("unknown")}
    asked = {what["send"]["action"] for step in steps for what in step.get("expect", []) if "send" in what}
    assert told == set(mapping(server_frames))
    assert asked == set(mapping(client_frames))
    reports = json.loads((FOLDER / "schema.json").read_text())["properties"]["reports"]["items"]["enum"]
    assert {report for scenario in found for report in scenario["reports"]} == set(reports)


def mapping(frames: Any) -> Json:
    found: Json = frames.json_schema()["discriminator"]["mapping"]
    return found
