"""Time zones by their IANA names."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kernel.errors import FieldError, Unprocessable


class NoSuchZone(Unprocessable):
    """The name is none of the time zone database."""


def zone(name: str) -> ZoneInfo:
    """Raises NoSuchZone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        wrong = (FieldError("/time_zone", "an IANA name, such as Asia/Seoul"),)
        raise NoSuchZone("There is no such time zone.", code="no_such_time_zone", errors=wrong) from error
