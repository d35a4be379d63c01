import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from functions.recommendations.items import ItemRow
from functions.recommendations.training.rules import (
    NoData,
    TooLittleData,
    UnreadableData,
)
from functions.recommendations.training.steps import (
    extract,
    validate,
)
from ml.recommendations import behaviours
from tests.lambdas import LambdaContext
from tests.recommendations import lake
from tests.training.conftest import BUCKET, model

DAY = "2026-11-01"
EVENT: dict[str, Any] = {"kind": "title", "by": "tests", "execution": "title-202611231200", "days": [DAY]}
HERE = f"behaviours/kind=title/day={DAY}/one.jsonl"
Write = Callable[[str, Any], None]


def run(step: Any, event: dict[str, Any]) -> Any:
    """Through JSON, as Step Functions hands it on."""
    return json.loads(json.dumps(step.handler(json.loads(json.dumps(event)), LambdaContext())))


def read(s3: Any, key: str) -> str:
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()


@pytest.fixture
def extracted(s3: Any, write: Write) -> dict[str, Any]:
    for item in lake.items():
        ItemRow(
            "title", item["item_id"], name=item["name"], genres=item["genres"], told_at="2026-11-01T00:00:00Z"
        ).save()
    ItemRow("channel", "c1", name="Of another kind", genres=[], told_at="2026-11-01T00:00:00Z").save()
    write(HERE, lake.walks())
    return run(extract, EVENT)


def test_extract_asks_for_a_job_that_sagemaker_would_take(extracted: dict[str, Any]):
    shape = model().operation_model("CreateTrainingJob").input_shape
    report = ParamValidator().validate(extracted["job"], shape)
    assert not report.has_errors(), report.generate_report()
    assert {one["ChannelName"] for one in extracted["job"]["InputDataConfig"]} == {"items", "behaviours"}
    assert (extracted["shadow_seconds"], extracted["canary_seconds"], extracted["canary_share"]) == (900, 900, 0.1)
    assert extracted["champion"] is None


def test_extract_takes_the_kind_and_the_days_that_are_wanted(extracted: dict[str, Any], s3: Any, write: Write):
    folder = extracted["folder"]
    listed = [json.loads(line)["item_id"] for line in read(s3, f"{folder}items/items.jsonl").splitlines()]
    assert listed == [item["item_id"] for item in lake.items()]
    assert read(s3, f"{folder}behaviours/{DAY}-one.jsonl") == lake.lines(lake.walks())
    with pytest.raises(NoData):
        run(extract, {**EVENT, "days": ["2026-10-31"]})


def test_a_year_back_from_today_is_taken_where_no_days_are_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(extract.clock, "now", lambda: extract.clock.from_iso("2026-11-23T10:00:00Z"))
    days = extract.days_wanted({})
    assert (days[0], days[-1], len(days)) == ("2025-11-23", "2026-11-23", 366)
    assert extract.days_wanted({"days_back": 1}) == ["2026-11-22", "2026-11-23"]


def test_who_asked_is_left_out_and_lines_keep_their_numbers(extracted: dict[str, Any], s3: Any, write: Write):
    rows = [
        lake.row("gone", "t001", 0, 0), {**lake.row("shy", "t001", 0, 0), "traits": ["age 18"]},
        lake.row("gone", "t002", 1, 0), {**lake.row("shy", "t002", 1, 0), "traits": ["age 18"]},
        lake.row("u", "t001", 0, 0),
    ]  # fmt: skip
    write(HERE, rows)
    write("forgotten/gone", b"2026-11-01T12:00:00Z")
    write("without-traits/shy", b"2026-11-01T12:00:00Z")
    folder = run(extract, EVENT)["folder"]
    left = read(s3, f"{folder}behaviours/{DAY}-one.jsonl").split("\n")
    assert left[0] == ""
    assert "traits" not in json.loads(left[1])
    assert [json.loads(line) for line in left[2:5]] == rows[2:]
    write("forgotten/gone", b"")
    run(extract, EVENT)
    assert "gone" not in read(s3, f"{folder}behaviours/{DAY}-one.jsonl"), "without a moment, for ever"


def test_what_is_no_row_is_handed_on_and_counted_later(extracted: dict[str, Any], s3: Any, write: Write):
    write("forgotten/gone", b"")
    write(HERE, b"words\n[]\n" + lake.lines(lake.walks()).encode())
    event = run(extract, EVENT)
    assert run(validate, event)["validated"]["unreadable"] == 2


def test_validation_counts_what_training_will_see(extracted: dict[str, Any], s3: Any):
    told = run(validate, extracted)["validated"]
    assert told["people"] == 240
    assert told["rows"] == told["interactions"] == sum(1 for _ in lake.walks())
    kept = json.loads(read(s3, f"{extracted['folder']}validation.json"))
    assert kept == {**told, "problems": []}
    histories = json.loads(read(s3, f"{extracted['folder']}samples.json"))
    assert len(histories) == validate.SAMPLES


@pytest.mark.parametrize(
    ("rows", "refusal", "said"),
    [
        (b"words\n" * 10, UnreadableData, "10 of 10 rows cannot be read: 2026-11-01-one.jsonl line 1: JSON"),
        (b"", TooLittleData, "0 people"),
        (list(lake.walks(people=40)), TooLittleData, "40 people with two items, 48 items"),
    ],
)  # fmt: skip
def test_validation_refuses_and_reports(extracted: dict[str, Any], s3: Any, write: Write, rows, refusal, said):
    write(f"{extracted['folder']}behaviours/{DAY}-one.jsonl", rows)
    with pytest.raises(refusal, match=said):
        run(validate, extracted)
    assert json.loads(read(s3, f"{extracted['folder']}validation.json"))["people"] in {0, 40}


WORDS = st.sampled_from(["watched", "liked", "rated", "clicked", "refunded", "not_interested", "stared", "", None, 3])
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "user_id": st.sampled_from(["u", "", 7, None]), "item_id": st.sampled_from(["t001", "", None]), "verb": WORDS,
        "stars": st.sampled_from([None, 0, 1, 3.5, 5, 6, "4", "many"]),
        "at": st.sampled_from(["2026-11-01T10:00:00Z", "2026-11-01T10:00:00", "soon", None, 5]),
    },
)  # fmt: skip


@given(st.one_of(ROWS, st.just([]), st.just("words"), st.just(None)))
def test_validation_reads_a_row_as_the_container_does(row):
    reading = validate.Reading()
    reading.read("file", json.dumps(row).encode(), 1, {"t001"})
    try:
        behaviours.read(row, 1)
    except (ValueError, KeyError, TypeError, AttributeError):
        assert reading.unreadable == 1
    else:
        assert reading.unreadable == 0
