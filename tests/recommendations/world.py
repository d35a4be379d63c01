"""Small made-up readers with an order in what they read: two tastes, each a circle of items."""

import numpy as np

from ml.recommendations.histories import Histories

ITEMS, TRAITS = 24, 2


def readers(people: int = 40, seed: int = 3) -> Histories:
    """Even rows walk round the first twelve items, odd rows round the others, with a stray item now and then."""
    chance = np.random.default_rng(seed)
    lists, stars = [], []
    for row in range(people):
        start, length, base = int(chance.integers(12)), int(chance.integers(6, 11)), 12 * (row % 2)
        walk = [base + (start + step) % 12 for step in range(length)]
        lists.append(walk)
        stars.append(chance.integers(3, 6, length))
    counts = [len(one) for one in lists]
    traits = np.eye(TRAITS, dtype=np.float32)[np.arange(people) % 2]
    return Histories(
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        items=np.concatenate(lists).astype(np.int64),
        stars=np.concatenate(stars).astype(np.float32),
        times=np.concatenate([np.arange(count) for count in counts]).astype(np.int64),
        demographics=traits,
        known=np.arange(people, dtype=np.int64),
        item_count=ITEMS,
    )
