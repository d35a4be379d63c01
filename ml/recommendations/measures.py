"""What a ranking is worth. Every function takes scores [people, items] and answers one number a person, or a list.

NDCG with gains of 0 or 1 and the ideal cut at what is wanted (Järvelin and Kekäläinen 2002); HR is one if the wanted
item is in the list. Items that a person was shown are never in a list.
"""

import numpy as np
from numpy.typing import NDArray

from ml.recommendations.histories import Bools, Floats, Histories, Ints

Values = NDArray[np.float64]


def hidden(scores: Floats, shown: Histories) -> Floats:
    """The scores with what was shown, and what is not a number, at minus infinity."""
    found = np.where(np.isfinite(scores), scores, -np.inf).astype(np.float32)
    found[shown.rows, shown.items] = -np.inf
    return found


def top(scores: Floats, count: int) -> Ints:
    """[people, count]: the best items first; ties go to the lower number of an item, in every model alike."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :count].astype(np.int64)


def ndcg(lists: Ints, wanted: Histories) -> Values:
    """Of each person, lists [people, k]."""
    hits = wanted.matrix()[np.arange(len(lists))[:, None], lists]
    discount = 1 / np.log2(np.arange(lists.shape[1]) + 2)
    best = np.concatenate([[0], np.cumsum(discount)])
    ideal = best[np.minimum(wanted.lengths, lists.shape[1])]
    found: Values = hits @ discount / np.maximum(ideal, 1e-12)
    return found


def hit_rate(lists: Ints, wanted: Histories) -> Values:
    hits = wanted.matrix()[np.arange(len(lists))[:, None], lists]
    found: Values = (hits.sum(axis=1) > 0).astype(np.float64)
    return found


def sampled_ranks(scores: Floats, shown: Histories, wanted: Histories, seed: int, negatives: int = 100) -> Ints:
    """The place (0 is the best) of each person's wanted item among so many random items it never took."""
    chance = np.random.default_rng(seed)
    ranks = np.empty(len(wanted), np.int64)
    taken = (shown.matrix() + wanted.matrix()) > 0
    for row in range(len(wanted)):
        free = np.flatnonzero(~taken[row])
        others = chance.choice(free, min(negatives, len(free)), replace=False)
        ranks[row] = np.sum(scores[row, others] >= scores[row, wanted.of(row)[0]])
    return ranks


def interval(values: Values, seed: int, rounds: int = 1000) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean over people."""
    chance = np.random.default_rng(seed)
    means = [values[chance.integers(0, len(values), len(values))].mean() for _ in range(rounds)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def rmse(told: Floats, given: Floats) -> float:
    return float(np.sqrt(np.mean((told - given) ** 2)))


def coverage(lists: Ints, item_count: int) -> float:
    """The share of the catalogue that is in somebody's list."""
    return len(np.unique(lists)) / item_count


def long_tail(lists: Ints, popularity: Floats, share: float = 0.8) -> float:
    """The share of listed items outside the head: the most popular ones that took `share` of all interactions."""
    order = np.argsort(-popularity, kind="stable")
    head = order[: int(np.searchsorted(np.cumsum(popularity[order]), share * popularity.sum())) + 1]
    return float(1 - np.isin(lists, head).mean())


def diversity(lists: Ints, genres: Bools) -> float:
    """The mean distance (1 - Jaccard of genres) between two items of a list."""
    sets = genres[lists].astype(np.float32)
    both = sets @ sets.transpose(0, 2, 1)
    sizes = sets.sum(axis=2)
    either = sizes[:, :, None] + sizes[:, None, :] - both
    alike = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    count = lists.shape[1]
    return float(1 - ((alike.sum(axis=(1, 2)) - np.trace(alike, axis1=1, axis2=2)) / (count * (count - 1))).mean())


def genre_shares(items: Floats, genres: Bools) -> Values:
    """[people, genres]: how a weighted set of items (rows of weights over all items) spreads over genres; sums to 1."""
    each = genres / np.maximum(genres.sum(axis=1, keepdims=True), 1)
    found = items @ each
    shares: Values = found / np.maximum(found.sum(axis=1, keepdims=True), 1e-12)
    return shares


def miscalibration(lists: Ints, shown: Histories, genres: Bools) -> float:
    """Kullback-Leibler divergence of a list's genres from its reader's (Steck 2018), smoothed; 0 is the best."""
    listed = np.zeros((len(lists), shown.item_count), np.float32)
    listed[np.arange(len(lists))[:, None], lists] = 1
    reads, gets = genre_shares(shown.matrix(), genres), genre_shares(listed, genres)
    mixed = 0.99 * gets + 0.01 * reads
    terms = np.where(reads > 0, reads * np.log(np.maximum(reads, 1e-12) / np.maximum(mixed, 1e-12)), 0)
    return float(terms.sum(axis=1).mean())
