"""Ingest measurements: Amazon IVS puts them into CloudWatch by the second; a minute of a session is one row here."""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import botocore.session

from functions.live.audience import KEEP, SampleRow
from functions.live.domain import Session
from kernel import environment
from kernel.clock import from_iso, iso

METRICS = {
    "video_bitrate_bps": "IngestVideoBitrate",
    "audio_bitrate_bps": "IngestAudioBitrate",
    "framerate": "IngestFramerate",
    "keyframe_interval_seconds": "KeyframeInterval",
}
Point = dict[str, Any]  # "at" and the METRICS keys


@cache
def _client() -> Any:
    return botocore.session.get_session().create_client("cloudwatch", region_name=environment.region())


def read_metrics(session: Session, since: datetime, until: datetime) -> dict[datetime, dict[str, float]]:
    """Second → measurement → value, for the session's channel."""
    dimension = {"Name": "Channel", "Value": session.channel_arn.rsplit("/", 1)[-1]}
    queries = [
        {
            "Id": name,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/IVS", "MetricName": metric, "Dimensions": [dimension]},
                "Period": 1,
                "Stat": "Average",
            },
        }
        for name, metric in METRICS.items()
    ]
    seconds: dict[datetime, dict[str, float]] = defaultdict(dict)
    for page in (
        _client()
        .get_paginator("get_metric_data")
        .paginate(MetricDataQueries=queries, StartTime=since, EndTime=until, ScanBy="TimestampAscending")
    ):
        for result in page["MetricDataResults"]:
            for at, value in zip(result["Timestamps"], result["Values"], strict=True):
                seconds[at][result["Id"]] = value
    return seconds


def store(session: Session, seconds: dict[datetime, dict[str, float]]) -> None:
    """A minute is written whole and may be written again: the same seconds give the same row."""
    minutes: dict[datetime, dict[int, dict[str, float]]] = defaultdict(dict)
    for at, values in seconds.items():
        minutes[at.replace(second=0, microsecond=0)][at.second] = values
    for minute, series in minutes.items():
        text = json.dumps(sorted(series.items()), separators=(",", ":"))
        SampleRow(session.id, iso(minute), series=text, expires=minute + KEEP).save()


def series(session_id: str, step_seconds: int, limit_minutes: int = 360) -> list[Point]:
    """The newest measurements, averaged over steps; oldest first."""
    rows = list(SampleRow.query(session_id, scan_index_forward=False, limit=limit_minutes))
    buckets: dict[datetime, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for second, values in json.loads(row.series):
            at = from_iso(row.minute) + timedelta(seconds=second)
            start = datetime.fromtimestamp(at.timestamp() // step_seconds * step_seconds, at.tzinfo)
            for name, value in values.items():
                buckets[start][name].append(value)
    return [
        {"at": at, **{name: round(sum(found) / len(found), 3) for name, found in values.items()}}
        for at, values in sorted(buckets.items())
    ]
