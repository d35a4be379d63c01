"""Who is in which arm: a hash of experiment and person, so that everybody stays where they are, everywhere."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

BUCKETS = 10_000


@dataclass(frozen=True)
class Arm:
    """`share` of 10,000 buckets; `settings` are what its lists are made with, beside everybody's."""

    name: str
    share: int
    settings: dict[str, bool | float] = field(default_factory=dict)


def bucket_of(name: str, user_id: str) -> int:
    """0 to 9,999, evenly, and independent between names."""
    digest = hashlib.sha256(f"{name}\x1f{user_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % BUCKETS


def arm_of(name: str, arms: Sequence[Arm], user_id: str) -> Arm | None:
    """None for those outside of the experiment, where the shares do not take everybody."""
    bucket = bucket_of(name, user_id)
    for arm in arms:
        if bucket < arm.share:
            return arm
        bucket -= arm.share
    return None
