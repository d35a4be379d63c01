"""From a ranking to a list that a person is shown: some relevance is given up for genres, never for nothing."""

import numpy as np

from ml.recommendations.histories import Bools, Floats, Ints

FEWEST_GENRES = 3


def with_genres(order: Ints, genres: Bools, count: int, fewest: int = FEWEST_GENRES) -> list[int]:
    """The first `count` of `order`; while they have fewer genres than asked for, the last one whose loss costs no genre
    gives way to the next of the order that brings a new one. Where the order has no more genres, it stays as it is.
    """
    chosen = [int(item) for item in order[:count]]
    for item in order[count:]:
        present = genres[chosen].any(axis=0)
        if present.sum() >= fewest:
            break
        if not (genres[item] & ~present).any():
            continue
        for place in reversed(range(len(chosen))):
            others = chosen[:place] + chosen[place + 1 :]
            if genres[others].any(axis=0).sum() == present.sum() or place == 0:
                chosen = [*others, int(item)]
                break
    return chosen


def marginal(scores: Floats, genres: Bools, count: int, trade: float = 0.15, pool: int = 100) -> list[int]:
    """Maximal marginal relevance (Carbonell and Goldstein 1998) over the best `pool` items, then `with_genres`.

    Relevance is the score between the pool's worst (0) and best (1), likeness the Jaccard of genres to the most alike
    item chosen before; `trade` is what likeness weighs. Items at minus infinity are never chosen.
    """
    order = ranked(scores, pool)
    if not len(order):
        return []
    low, high = scores[order[-1]], scores[order[0]]
    relevance = (scores[order] - low) / (high - low) if high > low else np.ones(len(order), np.float32)
    sets = genres[order].astype(np.float32)
    both = sets @ sets.T
    sizes = sets.sum(axis=1)
    alike = both / np.maximum(sizes[:, None] + sizes[None, :] - both, 1)
    alike *= trade
    worst = np.zeros(len(order), np.float32)
    value = ((1 - trade) * relevance).astype(np.float32)
    chosen = []
    for _ in range(min(count, len(order))):
        best = int((value - worst).argmax())
        chosen.append(best)
        value[best] = -np.inf
        np.maximum(worst, alike[best], out=worst)
    rest = np.flatnonzero(np.isfinite(value))
    return with_genres(np.concatenate([order[chosen], order[rest]]), genres, count)


def ranked(scores: Floats, count: int) -> Ints:
    """The best `count` finite scores' items, best first, ties to the lower number; partial sorting, for serving."""
    count = min(count, len(scores))
    if not count:
        return np.zeros(0, np.int64)
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    able = np.flatnonzero((scores >= least) & np.isfinite(scores))
    return able[np.argsort(-scores[able], kind="stable")][:count].astype(np.int64)
