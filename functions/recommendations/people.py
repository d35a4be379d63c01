"""Who might get on with whom: people who follow the same channels."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from functions.recommendations.ties import DynamoTies

CHANNELS_LOOKED_AT = 30
AT_ONCE = 16  # reads
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
    with ThreadPoolExecutor(AT_ONCE) as pool:
        followers = pool.map(ties.fans, sorted(own.follows)[:CHANNELS_LOOKED_AT])
    shared = Counter(fan for fans in followers for fan in fans)
    for one in (user_id, *own.unseen):
        shared.pop(one, None)
    names = ties.shown(shared)
    nearest = sorted((one for one in shared if one in names), key=lambda one: (-shared[one], one))[:COMPARED]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        circles = dict(zip(nearest, pool.map(ties.of, nearest), strict=True))
    found = []
    for other, circle in circles.items():
        theirs = circle.follows
        both = len(own.follows & theirs)
        if both:
            found.append(Alike(other, names[other], round(both / len(own.follows | theirs), 4), both))
    return sorted(found, key=lambda one: (-one.likeness, one.user_id))
