"""The second-by-second health of one broadcast, in the shape of control's `metrics` notice."""

from datetime import datetime
from typing import Any

from local.media.clock import iso

REPORT_EVERY = 5
STARVED_AFTER_SECONDS = 2


class Health:
    def __init__(self) -> None:
        self.latest: dict[str, Any] = {}
        self.starving = False
        self._samples: list[dict[str, Any]] = []
        self._silent_seconds = 0

    def add(self, sample: dict[str, Any], at: datetime) -> tuple[list[dict[str, Any]], str | None] | None:
        """One second of the ingest's counts. A report is due with every fifth, and when starvation begins or ends."""
        silent = not sample["video_bytes"] and not sample["audio_bytes"]
        self._silent_seconds = self._silent_seconds + 1 if silent else 0
        self.latest = {
            "at": iso(at),
            "video_bitrate_bps": 8 * sample["video_bytes"],
            "audio_bitrate_bps": 8 * sample["audio_bytes"],
            "framerate": sample["frames"],
            "keyframe_interval_seconds": sample["keyframe_interval"],
        }
        self._samples.append(self.latest)
        starvation = self._starvation()
        if starvation or len(self._samples) >= REPORT_EVERY:
            samples, self._samples = self._samples, []
            return samples, starvation
        return None

    def _starvation(self) -> str | None:
        starving = self._silent_seconds >= STARVED_AFTER_SECONDS or (self.starving and self._silent_seconds > 0)
        if starving == self.starving:
            return None
        self.starving = starving
        return "start" if starving else "end"
