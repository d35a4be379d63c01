"""python -m benchmarks.recommender DATA: the table, the verdicts, docs/benchmarks/recommender.md and the model card.

DATA is a folder of MovieLens 100K or 1M. Runs in .venv-ml; everything on one core.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.recommender import page
from benchmarks.recommender.ablation import ablations
from benchmarks.recommender.accuracy import OURS, PEER, PIPELINE, makes, measured
from benchmarks.recommender.cost import costs
from benchmarks.recommender.serving import speeds
from ml.recommendations.dataset import movielens
from ml.recommendations.splits import leave_one_out

ROOT = Path(__file__).resolve().parents[2]
_LARGE = 300_000  # ratings from which the goal against EASE is MovieLens 1M's


def verdicts(rows: list[dict[str, Any]], cost: list[dict[str, float]], speed: list[dict[str, float]],
             left_out: dict[str, dict[str, float]], ratings: int) -> list[page.Verdict]:  # fmt: skip
    of = {row["name"]: row for row in rows}
    ours = of[OURS]
    others = [row for row in rows if row["name"] != OURS]
    times = 2.5 if ratings > _LARGE else 1.6
    trained, ncf = cost[1], cost[2]
    recall = left_out[OURS]["recall"] / left_out["item-kNN alone"]["recall"]
    small, large = speed[1], speed[3]

    def over(column: str, name: str, goal: float) -> page.Verdict:
        return page.Verdict(f"{column}: ours over {name}", ours[column] / of[name][column], goal, at_least=True)

    strong = max(row["strong"] for row in others if row["strong"] is not None)
    cold = max(row["cold 3"] for row in others if row["cold 3"] is not None)
    return [
        over("full", "EASE", times),
        over("full", "iALS", times),
        over("full", PEER, times),
        over("full", PIPELINE, 4.0),
        over("full", "SASRec", 1.0),
        page.Verdict("strong: ours over the best peer", ours["strong"] / strong, 1.0, at_least=True),
        page.Verdict("recall@20: ours over item-kNN", recall, 1.0, at_least=True),
        over("cold 3", PIPELINE, 2.0),
        page.Verdict("cold 3: ours over the best peer", ours["cold 3"] / cold, 1.05, at_least=True),
        page.Verdict("training, CPU-s on 1 M ratings", trained["cpu"], 60, at_least=False),
        page.Verdict("training, share of NCF's CPU", trained["cpu"] / ncf["cpu"], 0.1, at_least=False),
        page.Verdict("training, peak MB", trained["rss_mb"], 1500, at_least=False),
        page.Verdict("p99 ms at 3,706 items", small["p99_ms"], 5, at_least=False),
        page.Verdict("p99 ms at 1 M items", large["p99_ms"], 20, at_least=False),
        page.Verdict("seconds until the first answer, the slower of both", max(small["start_s"], large["start_s"]), 3,
                     at_least=False),
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="docs/benchmarks/recommender.md and MODEL_CARD.md")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    data = movielens(arguments.data)
    rows = []
    for make, of_likes in makes(data):
        rows.append(measured(make, of_likes, data))
        print(f"{rows[-1]['name']}: {rows[-1]['full']:.4f}, {rows[-1]['cpu']:.1f} CPU-s", file=sys.stderr, flush=True)
    left_out = ablations(data)
    speed, cost = speeds(), costs()
    found = verdicts(rows, cost, speed, left_out, len(data.histories.items))
    split = leave_one_out(data.histories)
    spread = float(np.sqrt(np.mean((split.wanted.stars - split.training.stars.mean()) ** 2)))
    report = page.Report(arguments.data.name, rows, cost, speed, found, spread, left_out)
    print(report.tables())
    if arguments.write:
        (ROOT / "docs" / "benchmarks" / "recommender.md").write_text(report.document(), encoding="utf-8")
        (ROOT / "ml" / "recommendations" / "MODEL_CARD.md").write_text(report.card(), encoding="utf-8")
    print(json.dumps(report.summary()))
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
