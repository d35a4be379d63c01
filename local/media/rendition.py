"""One rendition of a live broadcast: the window of segments, the parts of the open one, who waits for the next."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from local.media import timed_metadata
from local.media.fragments import Fragment, Init

LISTED_SEGMENTS = 8
KEPT_SEGMENTS = LISTED_SEGMENTS + 4  # a player that read the playlist a moment ago may still ask for these
SEGMENTS_WITH_PARTS = 3  # RFC 8216bis 6.2.2: parts further back than three target durations should go
SHORTEST_SEGMENT = 0.9  # seconds; audio alone and all-keyframe video would cut at every part
SHORTEST_PART_TARGET = 0.34


@dataclass(frozen=True, slots=True)
class Part:
    number: int
    data: bytes
    duration: float
    independent: bool


@dataclass(slots=True)
class Segment:
    sequence: int
    starts_at: datetime
    parts: list[Part] = field(default_factory=list)

    @property
    def duration(self) -> float:
        return sum(part.duration for part in self.parts)

    @property
    def data(self) -> bytes:
        return b"".join(part.data for part in self.parts)


class Rendition:
    """The timeline of one rendition. `epoch` says at which wall-clock time the media time 0 was captured."""

    def __init__(
        self, name: str, epoch: Callable[[float], datetime], on_segment: Callable[["Rendition", Segment], None]
    ) -> None:
        self.name = name
        self.init: Init | None = None
        self.segments: deque[Segment] = deque()
        self.open: Segment | None = None
        self.ended = False
        self.target_duration = 1
        self.part_target = SHORTEST_PART_TARGET
        self.peak_bits_per_second = 0.0
        self._seconds = 0.0
        self._bits = 0.0
        self._epoch = epoch
        self._on_segment = on_segment
        self._next_part = 0
        self._next_sequence = 0
        self._messages: list[tuple[str, int]] = []
        self._changed = asyncio.Event()

    @property
    def duration(self) -> float:
        """Seconds in finished segments since the broadcast began."""
        return self._seconds

    @property
    def average_bits_per_second(self) -> float:
        return self._bits / self._seconds if self._seconds else 0.0

    @property
    def next_part(self) -> int:
        """The number of the part that comes next, whichever segment it will belong to."""
        return self._next_part

    @property
    def last(self) -> tuple[int, int] | None:
        """Media sequence number and index in its segment of the newest part."""
        newest = self.open or (self.segments[-1] if self.segments else None)
        return (newest.sequence, len(newest.parts) - 1) if newest else None

    def insert_metadata(self, text: str, number: int) -> None:
        """Goes out with the next part."""
        self._messages.append((text, number))

    def add(self, fragment: Fragment) -> None:
        timing = fragment.timing
        if self.open and timing.independent and self.open.duration >= SHORTEST_SEGMENT:
            self._close()
        if self.open is None:
            self.open = Segment(
                self._next_sequence, self._epoch(timing.starts + timing.duration) - timedelta(seconds=timing.duration)
            )
            self._next_sequence += 1
        messages = b"".join(
            timed_metadata.event_message(text, number, timing.decode_time, timing.timescale)
            for text, number in self._messages
        )
        self._messages.clear()
        self.open.parts.append(Part(self._next_part, messages + fragment.data, timing.duration, timing.independent))
        self._next_part += 1
        # RFC 8216bis wants the targets constant: they only rise, when the publisher breaks the rhythm it began with.
        self.part_target = max(self.part_target, ceil(timing.duration * 1000) / 1000)
        self._notify()

    def end(self) -> None:
        if self.open:
            self._close()
        self.ended = True
        self._notify()

    def _close(self) -> None:
        segment = self.open
        if segment is None:
            return
        self.open = None
        self.segments.append(segment)
        bits = 8.0 * sum(len(part.data) for part in segment.parts)
        self.target_duration = max(self.target_duration, round(segment.duration))
        self.peak_bits_per_second = max(self.peak_bits_per_second, bits / max(segment.duration, 0.1))
        self._seconds += segment.duration
        self._bits += bits
        while len(self.segments) > KEPT_SEGMENTS:
            self.segments.popleft()
        self._on_segment(self, segment)

    def segment(self, sequence: int) -> Segment | None:
        return next((segment for segment in self.segments if segment.sequence == sequence), None)

    def part(self, number: int) -> Part | None:
        every = (*self.segments, *((self.open,) if self.open else ()))
        return next((part for segment in every for part in segment.parts if part.number == number), None)

    def has(self, sequence: int, part: int | None) -> bool:
        """Whether the playlist lists this segment, or this part of it (RFC 8216bis 6.2.5.2)."""
        if part is None or self.last is None:
            return self.segments[-1].sequence >= sequence if self.segments else False
        finished = self.segment(sequence)
        if finished and part >= len(finished.parts):  # past the last part means the first of the next segment
            sequence, part = sequence + 1, 0
        return self.last >= (sequence, part)

    async def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        """False when it did not come true in time; the end of the broadcast wakes every waiter."""
        try:
            async with asyncio.timeout(seconds):
                while not condition() and not self.ended:
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
