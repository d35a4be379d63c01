"""The time of the media plane, a program of its own that carries no layer of the product."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place of the media plane that reads the time


def iso(moment: datetime) -> str:
    """RFC 3339 with milliseconds and Z, the form of AWS events and of EXT-X-PROGRAM-DATE-TIME."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
