"""Ingest measurements from CloudWatch (moto) into rows of a minute, and out of them as a series."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from functions.live import sample_ingest, samples
from functions.live.audience import SampleRow
from functions.live.domain import Session
from functions.live.store import DynamoSessions
from kernel import clock
from tests.lambdas import LambdaContext

NOW = clock.now().replace(minute=30, second=20, microsecond=0)
LAST_MINUTE = NOW.replace(second=0) - timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _fresh(tables: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    samples._client.cache_clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield
    samples._client.cache_clear()


def begin(name: str, channel: str | None = None, **more: Any) -> str:
    """A session of the channel of its name, or of another; on air unless told otherwise; its id."""
    arn = f"arn:aws:ivs:us-east-1:1:channel/{channel or name}"
    started: dict[str, Any] = {"started_at": NOW - timedelta(hours=1), "channel_id": f"chn_{name}", **more}
    DynamoSessions().save(Session(f"ses_{name}", f"st-{name}", arn, **started), [])
    return f"ses_{name}"


def measure(channel: str, metric: str, *values: float, since: datetime = LAST_MINUTE) -> None:
    """One value a second, as Amazon IVS puts them."""
    cloudwatch = boto3.client("cloudwatch", region_name="us-east-1")
    data: list[Any] = [
        {"MetricName": metric, "Dimensions": [{"Name": "Channel", "Value": channel}], "StorageResolution": 1,
         "Timestamp": since + timedelta(seconds=number), "Value": value}
        for number, value in enumerate(values)
    ]  # fmt: skip
    cloudwatch.put_metric_data(Namespace="AWS/IVS", MetricData=data)


def sample() -> int:
    return int(sample_ingest.handler({}, LambdaContext())["sampled"])


def rows(session_id: str) -> dict[str, str]:
    return {str(row.minute): str(row.series) for row in SampleRow.query(session_id)}


def test_every_measurement_is_kept_by_the_second(monkeypatch: pytest.MonkeyPatch):
    session_id = begin("all")
    measure("all", "IngestVideoBitrate", 2_500_000, 2_600_000)
    measure("all", "IngestAudioBitrate", 128_000, 128_000)
    measure("all", "IngestFramerate", 30, 29)
    measure("all", "KeyframeInterval", 2, 2)
    assert sample() == 1
    first, second = samples.series(session_id, 1)
    assert first == {
        "at": LAST_MINUTE, "video_bitrate_bps": 2_500_000, "audio_bitrate_bps": 128_000, "framerate": 30,
        "keyframe_interval_seconds": 2,
    }  # fmt: skip
    assert (second["at"], second["framerate"]) == (LAST_MINUTE + timedelta(seconds=1), 29)
    (row,) = SampleRow.query(session_id)
    assert row.expires > NOW


def test_a_series_by_the_minute_is_the_mean_of_its_seconds():
    session_id = begin("mean")
    measure("mean", "IngestFramerate", 20, 30, since=LAST_MINUTE - timedelta(minutes=1))
    measure("mean", "IngestFramerate", 60, 60, 0)
    sample()
    assert [point["framerate"] for point in samples.series(session_id, 60)] == [25, 40]


def test_sampling_again_changes_nothing_but_what_has_come_since():
    session_id = begin("again")
    measure("again", "IngestFramerate", 30, 30)
    sample()
    before = rows(session_id)
    assert (sample(), rows(session_id)) == (1, before)
    measure("again", "IngestFramerate", 15, since=LAST_MINUTE + timedelta(seconds=2))
    sample()
    assert list(rows(session_id)) == list(before)
    assert [point["framerate"] for point in samples.series(session_id, 1)] == [30, 30, 15]


def test_a_minute_half_over_is_completed_later(monkeypatch: pytest.MonkeyPatch):
    session_id, this_minute = begin("half"), NOW.replace(second=0)
    measure("half", "IngestFramerate", *[30] * 15, since=this_minute)
    sample()
    measure("half", "IngestFramerate", *[10] * 30, since=this_minute + timedelta(seconds=15))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=2))
    sample()
    ((point),) = samples.series(session_id, 60)
    assert point["framerate"] == pytest.approx((15 * 30 + 30 * 10) / 45, abs=0.001)


def test_each_session_has_its_own_channel_s_and_a_silent_one_has_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sample_ingest, "PAGE", 2)
    ids = [begin(f"many{number}") for number in range(5)]
    for number in range(4):
        measure(f"many{number}", "IngestFramerate", 10 + number)
    assert sample() == 5
    assert [[point["framerate"] for point in samples.series(one, 1)] for one in ids] == [[10], [11], [12], [13], []]


@pytest.mark.parametrize(("ended_ago", "count"), [(5, 1), (90, 1), (179, 1), (300, 0)])
def test_the_last_seconds_of_a_broadcast_are_sampled_after_its_end(ended_ago: int, count: int):
    end = NOW - timedelta(seconds=ended_ago)
    session_id = begin(f"ended{ended_ago}", ended_at=end)
    measure(f"ended{ended_ago}", "IngestFramerate", 30, since=end - timedelta(seconds=1))
    assert sample() == count
    assert len(samples.series(session_id, 1)) == count


def test_two_broadcasts_of_a_channel_within_a_minute_are_kept_apart():
    ended, begun = LAST_MINUTE + timedelta(seconds=10), LAST_MINUTE + timedelta(seconds=20)
    first, second = begin("pair-1", "pair", ended_at=ended), begin("pair-2", "pair", started_at=begun)
    measure("pair", "IngestFramerate", *[30] * 10)
    measure("pair", "IngestFramerate", *[60] * 5, since=begun)
    assert sample() == 2
    found = [[point["framerate"] for point in samples.series(one, 1)] for one in (first, second)]
    assert found == [[30] * 10, [60] * 5]


def test_what_never_was_on_air_is_not_asked_about():
    begin("opening", started_at=None)
    begin("failed", started_at=None, failed_at=NOW)
    assert sample() == 0
