"""Trains our recommender and packs it into one file: python -m ml.recommendations.train DATA --model model.npz.

Closed forms and one seeded start: the same data gives the same file, byte for byte, on one build of numpy.
"""

import argparse
import sys
import time
from pathlib import Path

from ml.recommendations.artefact import of_ours
from ml.recommendations.dataset import movielens
from ml.recommendations.ours import Ours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a folder of MovieLens 100K or 1M")
    parser.add_argument("--model", type=Path, default=Path("model.npz"))
    arguments = parser.parse_args()
    data = movielens(arguments.data)
    for one in data.duplicates[:20]:
        sys.stdout.write(f"twice: {one.kind} {one.key}, lines {one.first_line} and {one.line}\n")
    began = time.process_time()
    artefact = of_ours(Ours().fit(data.histories), data)
    artefact.save(arguments.model)
    size, ratings = arguments.model.stat().st_size, len(data.histories.items)
    sys.stdout.write(
        f"{arguments.model}: version {artefact.about['version']}, {size:,} bytes, {ratings:,} ratings, "
        f"{len(data.duplicates)} duplicates, {time.process_time() - began:.0f} CPU-seconds\n"
    )


if __name__ == "__main__":
    main()
