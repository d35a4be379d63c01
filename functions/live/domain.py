"""A broadcast session as a pure fold over Amazon IVS events.

IVS promises no order and no single delivery ("best effort", events may be hours late), so a session only keeps facts
that any order of the same events gives: the earliest start, the latest end, the set of what was seen. Everything else
is derived.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from contracts.live import LiveEnded, LiveStarted
from kernel.events import Event


class State(StrEnum):
    OPENING = "opening"  # a key was accepted, no media yet
    LIVE = "live"
    ENDED = "ended"
    FAILED = "failed"  # the encoder connected and sent nothing usable


FEWEST_MOVED, MOVED_SHARE = 5, 0.3  # viewers


def _earliest(known: datetime | None, heard: datetime) -> datetime:
    return heard if known is None else min(known, heard)


def _latest(known: datetime | None, heard: datetime) -> datetime:
    return heard if known is None else max(known, heard)


KEPT = {  # event name → the moment of the session it tells, and which of several tellings counts
    "Session Created": ("opened_at", _earliest),
    "Stream Start": ("started_at", _earliest),
    "Stream End": ("ended_at", _earliest),
    "Session Ended": ("ended_at", _earliest),  # after the reconnect window: counts only where "Stream End" was lost
    "Stream Failure": ("failed_at", _latest),
    "Starvation Start": ("starved_since", _latest),
    "Starvation End": ("starvation_ended_at", _latest),
}


@dataclass(frozen=True)
class StreamEvent:
    """One IVS event: its name (or recording status), the stream, when it happened (not when it came)."""

    name: str
    stream_id: str
    channel_arn: str
    at: datetime
    recording_prefix: str | None = None
    recording_bucket: str | None = None
    recording_duration_ms: int = 0


@dataclass(frozen=True)
class Session:
    id: str
    stream_id: str
    channel_arn: str
    channel_id: str | None = None
    channel_name: str = ""
    opened_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    failed_at: datetime | None = None
    starved_since: datetime | None = None
    starvation_ended_at: datetime | None = None
    recording_prefix: str | None = None
    recording_duration_ms: int = 0
    peak_viewers: int = 0
    told_viewers: int = 0  # as AudienceChanged told them last
    title_id: str | None = None
    title_state: str | None = None
    start_announced: bool = False
    announced_end_at: datetime | None = None
    version: int = 0

    @property
    def state(self) -> State:
        if self.ended_at is not None:
            return State.ENDED
        if self.started_at is not None:
            return State.LIVE
        return State.FAILED if self.failed_at is not None else State.OPENING

    @property
    def duration_seconds(self) -> int | None:
        """Of the broadcast; None until both ends are known."""
        if self.started_at is None or self.ended_at is None:
            return None
        return max(0, round((self.ended_at - self.started_at).total_seconds()))

    @property
    def recorded(self) -> bool:
        """IVS announces a recording as it begins; a disposable channel's session never has one."""
        return self.recording_prefix is not None

    @property
    def starved(self) -> bool:
        """Whether the ingest is starving now: the latest word decides, whatever came last."""
        if self.starved_since is None or self.ended_at is not None:
            return False
        return self.starvation_ended_at is None or self.starvation_ended_at < self.starved_since

    def hear(self, event: StreamEvent) -> "Session":
        """Applying an event twice, or events in another order, gives the same session."""
        if event.name in KEPT:
            field, keep = KEPT[event.name]
            kept: dict[str, Any] = {field: keep(getattr(self, field), event.at)}
            return replace(self, **kept)
        if event.recording_prefix:
            duration = max(self.recording_duration_ms, event.recording_duration_ms)
            return replace(self, recording_prefix=event.recording_prefix, recording_duration_ms=duration)
        return self

    def audience_moved(self, viewers: int) -> bool:
        """By 30 % or more, and by five: the comings and goings of a few say nothing."""
        difference = abs(viewers - self.told_viewers)
        return self.state is State.LIVE and difference >= max(FEWEST_MOVED, MOVED_SHARE * self.told_viewers)

    def announcements(self) -> tuple["Session", list[Event]]:
        """What has become known and was not announced yet: a start while it is live, an end when both ends are.

        Should "Session Ended" overtake "Stream End", the end is announced again when the earlier one is heard.
        """
        if self.channel_id is None or self.started_at is None:
            return self, []
        if self.ended_at is None:
            if self.start_announced:
                return self, []
            started = LiveStarted(
                session_id=self.id, channel_id=self.channel_id, stream_id=self.stream_id, started_at=self.started_at
            )
            return replace(self, start_announced=True), [started]
        if self.announced_end_at == self.ended_at:
            return self, []
        ended = LiveEnded(
            session_id=self.id,
            channel_id=self.channel_id,
            stream_id=self.stream_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
            duration_seconds=self.duration_seconds or 0,
        )
        return replace(self, announced_end_at=self.ended_at), [ended]
