"""The only place that reads the time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

Clock = Callable[[], datetime]


def now() -> datetime:
    """The current instant in UTC, in whole milliseconds: what is answered equals what is stored and read again."""
    moment = datetime.now(UTC)  # noqa: TID251 - this is the one reader
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, so that texts sort as their instants do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def noon(day: date) -> datetime:
    """An instant of that day in every time zone that has customers."""
    return datetime.combine(day, time(12), UTC)


def from_iso(text: str) -> datetime:
    """Parses RFC 3339; an instant without an offset is taken as UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
