"""Every night: a day of the lake becomes few files, what people asked to be rid of goes, and so does what is old.

Rows of a day are told as they come, a few an object; a training would read hundreds of thousands of objects. Who is
forgotten, or takes consent back, is left out of trainings at once (marks.py); here their rows are taken out for good.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from functions.recommendations.training import names, objects
from functions.recommendations.training.marks import Marks
from functions.recommendations.training.objects import Entry
from kernel import clock
from kernel.identifiers import new_id
from kernel.observability import logger

KEPT = timedelta(days=400)  # a training looks back a year
SETTLED = timedelta(days=2)  # after which a day is told of no more, but for stragglers
SMALL, LARGEST = 4 * 2**20, 16 * 2**20  # bytes of a file
ASKED_WITHIN = timedelta(days=3)  # a mark is looked after on three nights: rows come late, and a night may fail
AT_ONCE = 4


def grouped(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Those that become one file; what would stay alone is left as it is."""
    group: list[Entry] = []
    for entry in entries:
        if group and sum(one.size for one in group) + entry.size > LARGEST:
            if len(group) > 1:
                yield group
            group = []
        group.append(entry)
    if len(group) > 1:
        yield group


def merge(folder: str, group: Sequence[Entry]) -> None:
    """Written before the others go: whoever reads meanwhile has a row twice, which counts once."""
    bodies = (objects.body(one.key).rstrip(b"\n") for one in group)
    objects.put(f"{folder}{new_id('lak')}.jsonl", b"".join(body + b"\n" for body in bodies if body))
    objects.delete([one.key for one in group])


def erase(marks: Marks, key: str) -> bool:
    """Whether there was something to take out."""
    lines = objects.body(key).splitlines()
    left = [marks.applied(line) for line in lines]
    if left == lines:
        return False
    rows = b"".join(line + b"\n" for line in left if line)
    if rows:
        objects.put(key, rows)
    else:
        objects.delete([key])
    return True


@logger.inject_lambda_context
def handler(_event: dict[str, Any], _context: Any) -> dict[str, int]:
    """{dropped, merged, erased}: how many objects were too old, became another, or lost rows."""
    now = clock.now()
    folders: dict[str, list[Entry]] = defaultdict(list)
    for entry in objects.entries(names.BEHAVIOURS):
        folders[f"{entry.key.rpartition('/')[0]}/"].append(entry)
    told = {"dropped": 0, "merged": 0, "erased": 0}
    for folder, found in folders.items():
        age = now.date() - date.fromisoformat(names.day_of(folder))
        if age > KEPT:
            objects.delete([one.key for one in found])
            told["dropped"] += len(found)
        elif age >= SETTLED:
            for group in grouped([one for one in found if one.size < SMALL]):
                merge(folder, group)
                told["merged"] += len(group)
    marks = Marks.read(now - ASKED_WITHIN)
    if marks:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told["erased"] = sum(pool.map(lambda key: erase(marks, key), list(objects.keys(names.BEHAVIOURS))))
    logger.info("the lake was tended", extra=told)
    return told
