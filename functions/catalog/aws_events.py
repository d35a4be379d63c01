"""Events of AWS services as the domain's words."""

from typing import Any

from functions.catalog.service import Recording
from kernel.clock import from_iso

FLAWS = {
    "Recording End Failure": "The recording ended with a failure; parts of the broadcast may be missing.",
    "Recording Start Failure": "The recording could not be started.",
}


def recording_ended(event: dict[str, Any]) -> Recording | None:
    """From "IVS Recording State Change"; None for a status that ends nothing.

    A reason that comes with the end (an interruption, say) is told to whoever watches.
    """
    detail = event["detail"]
    status = detail["recording_status"]
    if status not in {"Recording End", "Recording End Failure"}:
        return None
    return Recording(
        recording_session_id=detail["recording_session_id"],
        stream_id=detail["stream_id"],
        channel_arn=event["resources"][0],
        bucket=detail["recording_s3_bucket_name"],
        key_prefix=detail["recording_s3_key_prefix"],
        ended_at=from_iso(event["time"]),
        duration_ms=int(detail["recording_duration_ms"]),
        flaw=detail.get("recording_status_reason") or FLAWS.get(status),
    )
