"""What a room wants done, and what it tells its app. Sockets are lines numbered 1, 2, 3 …"""

from dataclasses import dataclass, field
from typing import Any, Literal

NewsKind = Literal[
    "welcome",  # `frame` is the room's; `anew`: what was known of the log before is void
    "entries",  # in the order of their numbers, each once
    "acknowledged",  # `held`: it waits for a moderator, and nobody else sees it
    "voted",
    "refused",  # not carried out, and not tried again; without a ref it concerns no single message
    "moving",  # the room goes to AppSync Events: soon a new ticket is asked for, whose `events` say where
    "away",  # without a socket until the next attempt; `code` is why the last one was closed
    "shut_out",  # the ticket function said that this person is let in no more
]


@dataclass(frozen=True)
class News:
    kind: NewsKind
    ref: str | None = None
    entries: list[dict[str, Any]] = field(default_factory=list)
    frame: dict[str, Any] = field(default_factory=dict)
    anew: bool = False
    held: bool = False
    code: str | int | None = None
    detail: str = ""
    retry_after: int | None = None  # seconds


@dataclass(frozen=True)
class Open:
    """Begins with a ticket."""

    line: int


@dataclass(frozen=True)
class Send:
    line: int
    frame: dict[str, Any]


@dataclass(frozen=True)
class Close:
    line: int


Deed = Open | Send | Close | News
