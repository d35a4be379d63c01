"""MovieLens in the running product: films through the office, ratings into the lake, a model trained of them.

python tools/load_movielens.py FOLDER, of MovieLens 100K or 1M. The data may be used for research only.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

from kernel import clock, environment  # noqa: E402 - the repository's own code is found first
from kernel.clock import iso  # noqa: E402
from local import seed, seed_taste  # noqa: E402
from local.settings import Settings  # noqa: E402
from ml.recommendations.dataset import Dataset, movielens  # noqa: E402

LEAST_SHIFT = timedelta(days=1)


def films(data: Dataset) -> list[dict[str, Any]]:
    counts = [0] * len(data.item_ids)
    for item in data.histories.items:
        counts[item] += 1
    most = max(counts)
    return [
        {
            "id": f"ml-{name}", "name": data.titles[row], "offers": [],
            "popularity": round(100 * counts[row] / most, 3),
            "genres": [genre for genre, has in zip(data.genre_names, data.genres[row], strict=True) if has][:8],
        }
        for row, name in enumerate(data.item_ids)
        if data.genres[row].any()
    ]  # fmt: skip


def ratings(data: Dataset, until: datetime) -> Iterator[dict[str, Any]]:
    """With their times moved, so that the last was yesterday."""
    shift = until - LEAST_SHIFT - datetime.fromtimestamp(int(data.histories.times.max()), UTC)
    rows = zip(data.histories.rows, data.histories.items, data.histories.stars, data.histories.times, strict=True)
    for person, item, stars, time in rows:
        if data.genres[item].any():
            at = datetime.fromtimestamp(int(time), UTC) + shift
            yield {"user_id": f"ml-{data.user_ids[person]}", "item_id": f"ml-{data.item_ids[item]}", "verb": "rated",
                   "stars": float(stars), "at": iso(at)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = movielens(parser.parse_args().data)
    settings = Settings.read()
    environment.adopt(settings.credentials())
    operator = seed.account(settings, "operator@madang.example", "Operator")
    told = films(data)
    seed_taste.tell(operator, told)
    seed_taste.keep(settings, "title", ratings(data, clock.now()))
    begun = operator.call("POST", f"{seed_taste.OFFICE}/models/title/trainings", {"reason": "MovieLens"})
    sys.stdout.write(f"{len(told):,} films, {len(data.histories.items):,} ratings; training {begun['execution']}\n")


if __name__ == "__main__":
    main()
