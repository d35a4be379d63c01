"""The approximate index of item vectors: faiss, inverted lists of product-quantised residuals, refined by the exact.

The index has the quantised vectors alone, a tenth of the file; what it finds is put in order by the vectors themselves,
which the model has anyway.
"""

from collections.abc import Callable
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from ml.recommendations.histories import Floats, Ints

_PROBES = 64
_REFINED = 4  # so many times as many as wanted are found and put in order


def lists_of(items: int) -> int:
    """How many inverted lists suit so many items: a power of two with at least 400 items each, 2048 at most."""
    return min(2048, 1 << max(0, (items // 400).bit_length() - 1))


def built(items: Floats, lists: int = 2048, seed: int = 7) -> NDArray[np.uint8]:
    """The index of the vectors' directions, as bytes; at least 40 items a list are wanted."""
    directions = np.ascontiguousarray(items / np.maximum(np.linalg.norm(items, axis=1, keepdims=True), 1e-12))
    index: Any = faiss.index_factory(items.shape[1], f"IVF{lists},PQ32x4fs", faiss.METRIC_INNER_PRODUCT)
    chance = np.random.default_rng(seed)
    index.train(directions[np.sort(chance.permutation(len(directions))[: 50 * lists])])
    index.add(directions)
    content: NDArray[np.uint8] = faiss.serialize_index(index)
    return content


def nearest_in(content: NDArray[np.uint8], items: Floats) -> Callable[[Floats, int], Ints]:
    """Person's vector [d], how many -> items, the nearest by direction first."""
    index: Any = faiss.deserialize_index(content)
    faiss.omp_set_num_threads(1)  # one request, one core: a pool of threads costs more than it gives
    faiss.extract_index_ivf(index).nprobe = _PROBES

    def nearest(person: Floats, count: int) -> Ints:
        found = index.search(person[None, :].astype(np.float32), min(_REFINED * count, len(items)))[1][0]
        kept: Ints = found[found >= 0].astype(np.int64)
        vectors = items[kept]
        alike = vectors @ person / np.maximum(np.linalg.norm(vectors, axis=1), 1e-12)
        best: Ints = kept[np.argsort(-alike, kind="stable")[:count]]
        return best

    return nearest
