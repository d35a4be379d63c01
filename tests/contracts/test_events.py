import copy
import json
from datetime import UTC, datetime

import app
from contracts.live import LiveEnded
from kernel.events import Event, envelope, occurred_at
from tests.contracts.ahead import AHEAD
from tests.contracts.snapshot import FILE, broken, published


def test_published_events_are_only_ever_added_to():
    assert broken(json.loads(FILE.read_text()), published()) == []


def test_what_was_added_is_recorded():
    assert json.loads(FILE.read_text()) == published(), "run python -m tests.contracts.snapshot"


def test_a_removed_a_changed_and_a_now_optional_field_are_each_noticed():
    now = published()
    name = "catalog.TitlePublished"
    for change, complaint in (
        (lambda s: s["properties"].pop("owner_id"), f"{name}.owner_id is gone"),
        (lambda s: s["properties"]["name"].update(type="integer"), f"{name}.name changed"),
        (lambda s: s["required"].remove("title_id"), f"{name}.title_id is no longer always there"),
    ):
        later = copy.deepcopy(now)
        change(later[name])
        assert broken(now, later) == [complaint]
    assert broken(now, {key: value for key, value in now.items() if key != name}) == [f"{name} is gone"]


def test_a_new_event_and_a_new_field_pass():
    now = published()
    later = copy.deepcopy(now)
    later["catalog.TitlePublished"]["properties"]["rating"] = {"type": "integer"}
    later["catalog.TitleRated"] = {"properties": {}}
    assert broken(now, later) == []


def test_every_published_event_is_emitted_by_the_capability_it_names():
    emitted = {f"{c.name}.{e.detail_type()}" for c in app.CAPABILITIES for e in c.emits}
    assert emitted == set(published()) - AHEAD
    assert set(published()) >= AHEAD


def test_an_event_travels_and_ignores_what_it_does_not_know():
    at = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    event = LiveEnded(
        session_id="s", channel_id="c", stream_id="st", started_at=at, ended_at=at, duration_seconds=0
    )  # fmt: skip
    detail = json.loads(envelope(event, at, "evt_1"))
    assert detail["metadata"] == {"event_id": "evt_1", "occurred_at": "2026-11-22T01:02:03.000Z"}
    assert occurred_at(detail) == at
    detail["data"]["a_field_of_tomorrow"] = 1
    assert LiveEnded.from_detail(detail) == event
    assert event.source() == "madang.live"


def test_events_cannot_be_changed_after_they_happened():
    assert all(
        kind.model_config["frozen"] for kind in Event.__subclasses__() if kind.__module__.startswith("contracts")
    )
