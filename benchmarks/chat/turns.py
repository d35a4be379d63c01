"""Turns of the contestants: a room filled anew, one message after the other, when does everybody have it?"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.chat.contestants import Stage
from benchmarks.chat.processes import cpu_seconds, ended, ours

Name = TypeVar("Name")
Start = Callable[[], contextlib.AbstractContextManager[Stage]]


@dataclass(frozen=True)
class Turn:
    """Times in milliseconds from the send until a viewer has it; `cpu_us` by process, a delivered frame."""

    p50: float
    p95: float
    p99: float
    delivered: float
    frames: int
    cpu_us: dict[str, float]


def take_turn(start: Start, viewers: int, messages: int, gap: float) -> Turn:
    with start() as stage:
        crowd = ours("viewers", stage.dialect, str(stage.port), str(viewers), str(messages), str(gap))
        with ended(crowd):
            crowd.hear()
            before = {name: cpu_seconds(program.id) for name, program in stage.programs.items()}
            crowd.tell("go")
            heard = crowd.hear()
            spent = {name: cpu_seconds(program.id) - before[name] for name, program in stage.programs.items()}
    frames = int(heard["frames"])
    return Turn(
        heard["p50"],
        heard["p95"],
        heard["p99"],
        heard["delivered"],
        frames,
        {name: 1e6 * seconds / frames for name, seconds in spent.items()},
    )


def rotated(things: list[Name], by: int) -> list[Name]:
    """So that nobody always goes first: the machine's speed changes within minutes."""
    by %= len(things)
    return things[by:] + things[:by]
