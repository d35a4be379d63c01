"""Who might get on with whom: people who follow the same channels."""

from collections import Counter
from dataclasses import dataclass

from functions.recommendations.ties import DynamoTies

CHANNELS_LOOKED_AT = 30
COMPARED = 50  # of the nearest, exactly


@dataclass(frozen=True)
class Alike:
    user_id: str
    name: str
    likeness: float
    shared: int


def alike(ties: DynamoTies, user_id: str) -> list[Alike]:
    """By the Jaccard index of the channels followed; never who is private, blocked or blocks; ties by id."""
    own = ties.of(user_id)
    shared = Counter(fan for channel in sorted(own.follows)[:CHANNELS_LOOKED_AT] for fan in ties.fans(channel))
    for one in (user_id, *own.unseen):
        shared.pop(one, None)
    names = ties.shown(shared)
    nearest = sorted((one for one in shared if one in names), key=lambda one: (-shared[one], one))[:COMPARED]
    found = []
    for other in nearest:
        theirs = ties.of(other).follows
        both = len(own.follows & theirs)
        if both:
            found.append(Alike(other, names[other], round(both / len(own.follows | theirs), 4), both))
    return sorted(found, key=lambda one: (-one.likeness, one.user_id))
