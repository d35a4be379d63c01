"""Trains our recommender and packs it into one file: python -m ml.recommendations.train DATA --model model.npz.

Closed forms and one seeded start: the same data gives the same file, byte for byte, on one build of numpy.
"""

import argparse
import sys
import time
from pathlib import Path

from ml.recommendations.artefact import Artefact, of_ours, of_vectors
from ml.recommendations.dataset import Dataset, movielens
from ml.recommendations.models.content import directions
from ml.recommendations.models.popularity import Popularity
from ml.recommendations.ours import Ours, vectors

FEWEST_ITEMS_OF_VECTORS = 20_000  # normal equations of more items need more memory than a training has


def trained(data: Dataset, kind: str | None = None) -> Artefact:
    """`kind`: "linear" or "vectors" (needs faiss); without it, by the number of items."""
    items = data.histories.item_count
    if (kind or ("vectors" if items > FEWEST_ITEMS_OF_VECTORS else "linear")) == "linear":
        return of_ours(Ours(content=directions(data.genres)).fit(data.histories), data)
    from ml.recommendations.serve.index import built, lists_of

    model = vectors().fit(data.histories)
    counts = Popularity().fit(data.histories).counts
    return of_vectors(model, counts, data.genres, list(data.item_ids), built(model.items, lists_of(items)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a folder of MovieLens 100K or 1M")
    parser.add_argument("--model", type=Path, default=Path("model.npz"))
    parser.add_argument("--kind", choices=["linear", "vectors"], help="by the number of items, if left out")
    arguments = parser.parse_args()
    data = movielens(arguments.data)
    for one in data.duplicates[:20]:
        sys.stdout.write(f"twice: {one.kind} {one.key}, lines {one.first_line} and {one.line}\n")
    began = time.process_time()
    artefact = trained(data, arguments.kind)
    artefact.save(arguments.model)
    size, ratings = arguments.model.stat().st_size, len(data.histories.items)
    sys.stdout.write(
        f"{arguments.model}: version {artefact.about['version']}, {size:,} bytes, {ratings:,} ratings, "
        f"{len(data.duplicates)} duplicates, {time.process_time() - began:.0f} CPU-seconds\n"
    )


if __name__ == "__main__":
    main()
