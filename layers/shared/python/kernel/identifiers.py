"""Identifiers: ULIDs (https://github.com/ulid/spec), so that keys sort by the time they were made."""

import hashlib

from ulid import ULID


def new_id(prefix: str) -> str:
    """`chn_01jd…`: a prefix that tells what it names, then 26 characters of Crockford base 32 in lower case."""
    return f"{prefix}_{str(ULID()).lower()}"


def id_from(prefix: str, *external: str) -> str:
    """The same outside facts give the same identifier, so a replay finds what the first delivery made."""
    digest = hashlib.sha256("\x1f".join(external).encode()).hexdigest()
    return f"{prefix}_{digest[:26]}"
