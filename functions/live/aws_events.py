"""Amazon IVS events as the domain's words (IVS User Guide, "Using Amazon EventBridge with IVS")."""

from typing import Any

from functions.live.domain import StreamEvent
from kernel.clock import from_iso


def stream_event(event: dict[str, Any]) -> StreamEvent:
    """From an EventBridge event of source aws.ivs: state, health or recording change."""
    detail = event["detail"]
    return StreamEvent(
        name=detail.get("event_name") or detail["recording_status"],
        stream_id=detail["stream_id"],
        channel_arn=event["resources"][0],
        at=from_iso(event["time"]),
        recording_prefix=detail.get("recording_s3_key_prefix"),
        recording_bucket=detail.get("recording_s3_bucket_name"),
        recording_duration_ms=int(detail.get("recording_duration_ms") or 0),
    )
