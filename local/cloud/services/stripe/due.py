"""Something that happens by itself when its time has come."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Due:
    """At `at`, in seconds since 1970, under `clock` or, without one, in real time."""

    at: int
    about: str
    clock: str | None
    act: Callable[[], None]
