"""The CloudWatch metrics of Amazon IVS, from what the media plane measured (IVS User Guide, "Monitoring")."""

from collections.abc import Callable
from typing import Any

import botocore.session

from kernel.clock import from_iso
from local.cloud.services.ivs import Ivs

METRICS = {
    "video_bitrate_bps": ("IngestVideoBitrate", "Bits/Second"),
    "audio_bitrate_bps": ("IngestAudioBitrate", "Bits/Second"),
    "framerate": ("IngestFramerate", "Count/Second"),
    "keyframe_interval_seconds": ("KeyframeInterval", "Seconds"),
}


def record_ivs_metrics(ivs: Ivs) -> Callable[[str, list[dict[str, Any]]], None]:
    """A function (stream id, one-second samples) that puts them into namespace AWS/IVS, dimension Channel."""
    cloudwatch: Any = botocore.session.get_session().create_client("cloudwatch")

    def record(stream_id: str, samples: list[dict[str, Any]]) -> None:
        stream = ivs.table("streams").get(stream_id)
        if stream is None:
            return
        dimensions = [{"Name": "Channel", "Value": stream["channelArn"].rsplit("/", 1)[-1]}]
        data = [
            {
                "MetricName": METRICS[name][0],
                "Unit": METRICS[name][1],
                "Dimensions": dimensions,
                "Timestamp": from_iso(sample["at"]),
                "Value": sample[name],
                "StorageResolution": 1,
            }
            for sample in samples
            for name in METRICS
            if sample.get(name) is not None
        ]
        if data:
            cloudwatch.put_metric_data(Namespace="AWS/IVS", MetricData=data)

    return record
