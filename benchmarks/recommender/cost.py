"""What training costs at 1,000,000 made-up ratings, each model in a process of its own; and at a tenth of them.

The ratings are made up for cost alone. How often items are rated has MovieLens 1M's extremes and quartiles, between
which it falls exponentially by rank; lengths of histories are log-normal about its median.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch

from ml.recommendations.deep.rating import RatingSettings, trained
from ml.recommendations.histories import Histories
from ml.recommendations.ours import Ours

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, ITEMS = 6040, 3706  # MovieLens 1M's
RATED = (3428.0, 350.0, 123.5, 33.0, 1.0)  # MovieLens 1M's items: the most, the quartiles from above, the least
_NCF_EPOCHS_RUN = 2


def made_up(ratings: int, seed: int = 1) -> Histories:
    chance = np.random.default_rng(seed)
    share = ratings / 1_000_000
    people = round(PEOPLE * share)
    weight = np.exp(np.interp(np.linspace(0, 1, ITEMS), np.linspace(0, 1, len(RATED)), np.log(RATED)))
    lengths = np.clip(chance.lognormal(4.55, 1.0, people), 20, 1800)
    lengths = np.clip(np.round(lengths * ratings / lengths.sum()), 2, 2300).astype(np.int64)
    noise = chance.gumbel(size=(people, ITEMS)).astype(np.float32) + np.log(weight).astype(np.float32)
    order = np.argsort(-noise, axis=1)
    items = np.concatenate([chance.permutation(order[row, : lengths[row]]) for row in range(people)])
    return Histories(
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        items=items.astype(np.int64),
        stars=chance.integers(1, 6, len(items)).astype(np.float32),
        times=np.arange(len(items), dtype=np.int64),
        demographics=np.eye(30, dtype=np.float32)[chance.integers(0, 30, people)],
        known=np.arange(people, dtype=np.int64),
        item_count=ITEMS,
    )


def peak_mb() -> float:
    """Of this program alone: what getrusage tells of a child begins with the memory of its parent."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def child(name: str, ratings: int) -> None:
    histories = made_up(ratings)
    torch.set_num_threads(1)
    began = time.process_time()
    if name == "ours":
        Ours().fit(histories)
        seconds = time.process_time() - began
    else:
        settings = RatingSettings(epochs=_NCF_EPOCHS_RUN)
        trained(histories, settings)
        seconds = (time.process_time() - began) * RatingSettings().epochs / _NCF_EPOCHS_RUN
    rss = peak_mb()
    print(json.dumps({"model": name, "ratings": len(histories.items), "cpu": seconds, "rss_mb": rss}))


def costs() -> list[dict[str, float]]:
    """Ours at 100,000 and 1,000,000 ratings, NCF at 1,000,000 (two epochs run, the rest multiplied)."""
    found = []
    for name, ratings in (("ours", 100_000), ("ours", 1_000_000), ("ncf", 1_000_000)):
        command = [sys.executable, "-m", "benchmarks.recommender.cost", name, str(ratings)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


if __name__ == "__main__":
    child(sys.argv[1], int(sys.argv[2]))
