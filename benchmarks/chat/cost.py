"""What a room costs on AWS: the product's Fanout runs over simulated hours, and every call that it makes is counted.

People speak at random, 20 times a second on average, from a fixed seed. In the simulation only waiting and posting take
time, the stores answer at once: frames then are as frequent as they can be, so that the figure is the most it costs.
Prices are us-east-1's list, USD.
"""

import math
import random
from collections import Counter
from dataclasses import dataclass
from unittest.mock import patch

from benchmarks.chat.room import ROOM, MemoryRoom, fanout_of
from benchmarks.chat.viewers import WORDS
from functions.chat.capability import capability
from functions.chat.deliver import SECONDS as TASK_SECONDS
from functions.chat.fanout import INLINE_SECONDS
from functions.chat.protocol import PING_SECONDS
from kernel.capability import Task

MESSAGES_A_SECOND = 20.0
FRAME_BYTES = 32 * 1024  # a larger one is billed as several
PER_MESSAGE, PER_CONNECTION_MINUTE = 1.00e-6, 0.25e-6
PER_REQUEST, PER_GB_SECOND = 0.20e-6, 0.0000133334  # Lambda on arm64
PER_READ, PER_WRITE = 0.125e-6, 0.625e-6  # DynamoDB on demand
READ_BYTES, MEMBER_BYTES, ENTRY_BYTES = 4096, 130, 450  # of a unit of reading; of a row, about
POSTS_A_SECOND = 8_000.0  # what the account's quota leaves to chat: posting a frame takes that long
SEND_SECONDS = 0.02  # of a Lambda for a message, beside what it sends on: an assumption, not a measurement


@dataclass(frozen=True)
class Hour:
    """One room for `seconds`; `posted` counts messages as they are billed, one for each 32 KB begun."""

    viewers: int
    seconds: float
    said: int
    frames: int
    posted: int
    calls: Counter[str]  # of the Protocols of functions/chat/fanout.py
    entries_read: Counter[int]  # how often the log gave so many at once
    tasks: int
    inline_seconds: float
    task_seconds: float

    @property
    def viewer_hours(self) -> float:
        return self.viewers * self.seconds / 3600

    @property
    def frames_a_viewer_hour(self) -> float:
        return self.frames * 3600 / self.seconds

    def wire(self) -> float:
        """Dollars a viewer-hour: frames out, what is said with its acknowledgement, pings and pongs, the connection."""
        pings = self.viewer_hours * 3600 / PING_SECONDS
        messages = self.posted + 2 * self.said + 2 * pings
        return (messages * PER_MESSAGE + self.viewer_hours * 60 * PER_CONNECTION_MINUTE) / self.viewer_hours

    def compute(self) -> float:
        """Dollars of Lambda a viewer-hour."""
        task = next(one for one in capability.functions if isinstance(one, Task) and one.module == "deliver")
        assert capability.socket is not None
        pings = self.viewer_hours * 3600 / PING_SECONDS
        frames = self.said + pings
        seconds = capability.socket.memory_mb * (frames * SEND_SECONDS + self.inline_seconds)
        gigabytes = (seconds + task.memory_mb * self.task_seconds) / 1024
        return ((frames + self.tasks) * PER_REQUEST + gigabytes * PER_GB_SECOND) / self.viewer_hours

    def store(self, message: Counter[str]) -> float:
        """Dollars of DynamoDB a viewer-hour; `message` holds the units that one message needs to get into the log."""
        members = math.ceil(self.viewers * MEMBER_BYTES / READ_BYTES) / 2  # read without consistency: half a unit
        entries = sum(times * max(1, math.ceil(n * ENTRY_BYTES / READ_BYTES)) for n, times in self.entries_read.items())
        reads = entries + self.calls["connections"] * members + self.said * message["reads"]
        leases = self.calls["take"] + self.calls["extend"] + self.calls["give_back"]
        # The attempt of who speaks to take the lease is among what a message needs, and among the room's calls.
        writes = leases - self.said + self.said * message["writes"]
        return (reads * PER_READ + writes * PER_WRITE) / self.viewer_hours


class Simulation:
    """A clock that runs when somebody waits or posts; people speak as it passes."""

    def __init__(self, viewers: int, seed: int = 1) -> None:
        self.time = 0.0
        self.random = random.Random(seed)  # noqa: S311 - the same hour every time
        self.next_at = 0.0
        self.holding = False
        self.room = MemoryRoom(self.monotonic)
        self.room.members = dict.fromkeys(f"L0SM9cOFvHc{number:06}=" for number in range(viewers))
        self.handed_over: list[str] = []
        self.frames = self.posted = 0
        self.spent: Counter[str] = Counter()
        self.fanout = fanout_of(self.room, self, self.handed_over.append)

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        while self.next_at <= self.time:
            self.room.speak(WORDS)
            self.next_at += self.random.expovariate(MESSAGES_A_SECOND)
            self.room.calls["take"] += self.holding  # who speaks meanwhile tries, and leaves it to the holder

    def post(self, connections: list[str], body: bytes) -> set[str]:
        self.frames += 1
        self.posted += len(connections) * math.ceil(len(body) / FRAME_BYTES)
        self.sleep(len(connections) / POSTS_A_SECOND)
        return set()

    def deliver(self, what: str, seconds: float) -> None:
        began, self.holding = self.time, True
        self.fanout.deliver(ROOM, seconds, inline=what == "inline")
        self.spent[what] += self.time - began  # type: ignore[assignment] # a Counter adds fractions as well
        self.holding = False

    def run(self, seconds: float) -> Hour:
        """At least so many simulated seconds; a task that has begun ends first."""
        tasks = 0
        with patch("functions.chat.fanout.time", self):
            while self.time < seconds:
                if self.handed_over:
                    self.handed_over.clear()
                    tasks += 1
                    self.deliver("task", TASK_SECONDS)
                else:
                    self.sleep(self.next_at - self.time)
                    self.deliver("inline", INLINE_SECONDS)
        return Hour(
            len(self.room.members),
            self.time,
            len(self.room.entries),
            self.frames,
            self.posted,
            self.room.calls,
            self.room.entries_read,
            tasks,
            self.spent["inline"],
            self.spent["task"],
        )
