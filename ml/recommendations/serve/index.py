"""The approximate index of item vectors: faiss, inverted lists of product-quantised residuals, refined by the exact."""

from collections.abc import Callable
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from ml.recommendations.histories import Floats, Ints

FEWEST_ITEMS = 20_000  # below, scoring everything is as fast and exact
_PROBES = 64


def built(items: Floats, lists: int = 2048, seed: int = 7) -> NDArray[np.uint8]:
    """The index of the vectors' directions, as bytes; at least 40 items a list are wanted."""
    directions = np.ascontiguousarray(items / np.maximum(np.linalg.norm(items, axis=1, keepdims=True), 1e-12))
    index: Any = faiss.index_factory(items.shape[1], f"IVF{lists},PQ32x4fs,RFlat", faiss.METRIC_INNER_PRODUCT)
    chance = np.random.default_rng(seed)
    index.train(directions[np.sort(chance.permutation(len(directions))[: 50 * lists])])
    index.add(directions)
    content: NDArray[np.uint8] = faiss.serialize_index(index)
    return content


def nearest_in(content: NDArray[np.uint8]) -> Callable[[Floats, int], Ints]:
    """Person's vector [d], how many -> items, the nearest by direction first."""
    index: Any = faiss.deserialize_index(content)
    faiss.omp_set_num_threads(1)  # one request, one core: a pool of threads costs more than it gives
    faiss.extract_index_ivf(faiss.downcast_index(index.base_index)).nprobe = _PROBES
    index.k_factor = 4

    def nearest(person: Floats, count: int) -> Ints:
        found = index.search(person[None, :].astype(np.float32), count)[1][0]
        kept: Ints = found[found >= 0].astype(np.int64)
        return kept

    return nearest
