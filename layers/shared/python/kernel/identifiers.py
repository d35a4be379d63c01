"""Identifiers: ULIDs (https://github.com/ulid/spec), so that keys sort by the time they were made.

Made here in three lines: importing python-ulid reads the metadata of what is installed. The tests read them with it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from kernel import clock

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = clock.from_iso("1970-01-01T00:00:00Z")


def new_id(prefix: str) -> str:
    """`chn_01jd…`: a prefix that tells what it names, then 26 characters of Crockford base 32 in lower case."""
    return _ulid(prefix, clock.now(), secrets.randbits(80))


def first_id(prefix: str, at: datetime) -> str:
    """Sorts before every identifier made in that millisecond or later, and after all made earlier."""
    return _ulid(prefix, at, 0)


def id_from(prefix: str, *external: str) -> str:
    """The same outside facts give the same identifier, so a replay finds what the first delivery made."""
    digest = hashlib.sha256("\x1f".join(external).encode()).hexdigest()
    return f"{prefix}_{digest[:26]}"


def _ulid(prefix: str, at: datetime, random: int) -> str:
    number = (at - _EPOCH) // timedelta(milliseconds=1) << 80 | random
    return f"{prefix}_{''.join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))}"
