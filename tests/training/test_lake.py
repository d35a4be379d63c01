"""The lake is tended: a day becomes few files, what people asked to be rid of goes, and so does what is old."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.recommendations.items import ItemRow
from functions.recommendations.training import objects, tend_lake
from functions.recommendations.training.steps import extract
from kernel import clock
from tests.recommendations import lake
from tests.training.conftest import BUCKET
from tests.training.test_steps import EVENT, run

Write = Callable[[str, Any], None]
TODAY = "2026-11-23T03:00:00Z"


@pytest.fixture(autouse=True)
def _tonight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tend_lake.clock, "now", lambda: clock.from_iso(TODAY))


def folder(day: str) -> str:
    return f"behaviours/kind=title/day={day}/"


def rows(prefix: str) -> list[dict[str, Any]]:
    return [json.loads(line) for key in objects.keys(prefix) for line in objects.lines(key)]


def test_a_days_many_small_files_become_one_with_the_same_rows(s3: Any, write: Write):
    for number in range(7):
        write(f"{folder('2026-11-01')}{number}.jsonl", [lake.row("u", f"t{number:03}", 0, number)])
        write(f"{folder('2026-11-23')}{number}.jsonl", [lake.row("u", f"t{number:03}", 22, number)])
    before = rows(folder("2026-11-01"))
    assert run(tend_lake, {}) == {"dropped": 0, "merged": 7, "erased": 0}
    assert len(list(objects.keys(folder("2026-11-01")))) == 1
    assert rows(folder("2026-11-01")) == before
    assert len(list(objects.keys(folder("2026-11-23")))) == 7, "today is not over"
    assert run(tend_lake, {})["merged"] == 0


def test_files_are_gathered_up_to_a_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tend_lake, "LARGEST", 10)
    found = [objects.Entry(str(n), size, clock.now()) for n, size in enumerate((4, 4, 4, 9, 2, 2))]
    assert [[one.key for one in group] for group in tend_lake.grouped(found)] == [["0", "1"], ["4", "5"]]


def test_rows_of_who_was_forgotten_go_for_good(s3: Any, write: Write, monkeypatch: pytest.MonkeyPatch):
    asked = clock.now()
    monkeypatch.setattr(tend_lake.clock, "now", lambda: asked)
    old = (asked - timedelta(days=30)).date().isoformat()
    kept = [lake.row("u", "t001", 0, 0), {**lake.row("shy", "t001", 0, 0), "traits": ["age 18"]}]
    write(f"{folder(old)}one.jsonl", [lake.row("gone", "t001", 0, 0), *kept])
    write(f"{folder(old)}two.jsonl", [lake.row("gone", "t002", 0, 0)] * 2)
    later = {**lake.row("gone", "t003", 0, 0), "at": clock.iso(asked + timedelta(days=1))}
    write(f"{folder(old)}three.jsonl", [later])
    write("forgotten/gone", clock.iso(asked).encode())
    write("without-traits/shy", clock.iso(asked).encode())
    run(tend_lake, {})
    left = rows(folder(old))
    assert sorted(left, key=str) == sorted([kept[0], lake.row("shy", "t001", 0, 0), later], key=str)
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=folder(old))["Contents"]
    assert len(listed) == 1


def test_a_mark_is_looked_after_for_three_nights(s3: Any, write: Write, monkeypatch: pytest.MonkeyPatch):
    write("forgotten/gone", clock.iso(clock.now()).encode())
    read: list[str] = []
    write(f"{folder('2026-11-01')}one.jsonl", [lake.row("u", "t001", 0, 0)])
    monkeypatch.setattr(tend_lake, "erase", lambda _marks, key: read.append(key) or False)
    asked = next(objects.entries("forgotten/")).modified
    for days, reads in ((0, 1), (2, 2), (4, 2)):
        night = asked + timedelta(days=days)
        monkeypatch.setattr(tend_lake.clock, "now", lambda night=night: night)
        run(tend_lake, {})
        assert len(read) == reads


def test_what_no_training_looks_back_to_goes(s3: Any, write: Write):
    write(f"{folder('2025-10-01')}one.jsonl", [lake.row("u", "t001", 0, 0)])
    write(f"{folder('2025-12-01')}one.jsonl", [lake.row("u", "t001", 0, 0)])
    assert run(tend_lake, {})["dropped"] == 1
    assert list(objects.keys("behaviours/")) == [f"{folder('2025-12-01')}one.jsonl"]


def test_a_year_is_extracted_with_one_listing_and_side_by_side(s3: Any, write: Write, monkeypatch: pytest.MonkeyPatch):
    ItemRow("title", "t001", name="One", genres=[], told_at="2026-11-01T00:00:00Z").save()
    days = [f"2026-{month:02}-{day:02}" for month in (9, 10) for day in range(1, 26)]
    for day in days:
        write(f"{folder(day)}one.jsonl", [lake.row("u", "t001", 0, 0)])
    listings, entries = [], objects.entries
    monkeypatch.setattr(objects, "entries", lambda prefix: listings.append(prefix) or entries(prefix))
    told = run(extract, {**EVENT, "days": days[:40]})
    assert listings.count("behaviours/kind=title/") == 1
    assert len([one for one in listings if one.startswith("behaviours")]) == 1
    assert len(list(entries(f"{told['folder']}behaviours/"))) == 40
