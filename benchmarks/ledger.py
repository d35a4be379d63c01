"""The books' speed: facts booked a second beside beancount, and a month's export at 100,000 and 1,000,000 lines.

The export reads entries in the form in which they are stored, proves the chain, and writes every file and the archive.
It runs in a process of its own, so its memory is its own. beancount is installed into a folder of its own; it parses
and books the same entries from the twin that the export wrote.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.billing.exports.month import Booked, Opening, export
from functions.billing.ledger.journal import Balances, Head, book
from functions.billing.ledger.reading import entry_of
from functions.billing.ledger.rules import BY_NAME, draft_of
from tests.billing.books import ENTITY, rates
from tests.billing.facts import month_of_facts

ROOT = Path(__file__).resolve().parent.parent
BEANCOUNT = "beancount==3.2.0"
SIZES = (100_000, 1_000_000)
GOAL_SECONDS, GOAL_MB, GOAL_GROWTH = 60.0, 500.0, 1.2
BOOKED = 20_000
NOW = datetime(2026, 11, 3, tzinfo=UTC)


def store(path: Path, lines: int) -> int:
    """Writes stored entries of so many lines, a JSON array each; returns how many entries."""
    head, count, written = Head(), 0, 0
    with path.open("w", encoding="utf-8") as file:
        for event_id, fact in month_of_facts(lines):
            entry, head = book(ENTITY, head, draft_of(fact, event_id), NOW, rates)
            row = [entry.body().decode(), entry.hash, fact.detail_type(), fact.model_dump_json()]
            file.write(json.dumps(row) + "\n")
            count += 1
            written += len(entry.draft.lines)
            if written >= lines:
                break
    return count


def stored(path: Path) -> Iterator[Booked]:
    with path.open(encoding="utf-8") as file:
        for text in file:
            body, digest, kind, fact = json.loads(text)
            yield Booked(entry_of(body, digest), BY_NAME[kind].model_validate_json(fact))


def measure_export(path: Path) -> None:
    """In a process of its own; prints its figures as JSON."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        began, cpu = time.perf_counter(), time.process_time()
        done = export(ENTITY, "2026-10", Opening(Balances(), Head()), stored(path), Path(folder), closed=True)
        figures = {
            "seconds": time.perf_counter() - began,
            "cpu": time.process_time() - cpu,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "lines": done.manifest["files"]["journal.csv"]["rows"],
            "archive_mb": done.archive.stat().st_size / 1e6,
        }
        shutil.copy(Path(folder) / "ledger.beancount", path.parent / f"{path.stem}.beancount")
    print(json.dumps(figures))


def in_child(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.ledger", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def booked_a_second() -> float:
    """Facts through the rules, the rates, the balance check and the chain, in CPU-seconds."""
    facts, head = list(month_of_facts(BOOKED)), Head()
    began = time.process_time()
    for event_id, fact in facts:
        _, head = book(ENTITY, head, draft_of(fact, event_id), NOW, rates)
    return BOOKED / (time.process_time() - began)


def beancount_entries_a_second(twin: Path, folder: Path) -> float:
    """Entries that beancount's loader parses and books in a CPU-second."""
    uv = Path(sys.executable).with_name("uv")
    site = folder / "beancount"
    subprocess.run([str(uv), "pip", "install", "--quiet", "--no-config", "--target", str(site), BEANCOUNT], check=True)
    code = (
        "import sys, time; from beancount import loader; began = time.process_time(); "
        "entries, errors, _ = loader.load_file(sys.argv[1]); "
        "count = sum(type(e).__name__ == 'Transaction' for e in entries); "
        "assert not errors, errors[:3]; print(count / (time.process_time() - began))"
    )
    environment = {"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin", "BEANCOUNT_DISABLE_LOAD_CACHE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(twin)], check=True, capture_output=True, text=True, env=environment
    )
    return float(done.stdout)


def main() -> int:
    figures: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lines in SIZES:
            path = folder / f"{lines}.jsonl"
            print(f"storing {lines:,} lines", file=sys.stderr)
            entries = store(path, lines)
            figures.append({**in_child("export", str(path)), "entries": entries})
        ours = booked_a_second()
        peer = beancount_entries_a_second(folder / f"{SIZES[0]}.beancount", folder)
    print("lines      entries    wall s   CPU s   µs/line   RSS MB   archive MB")
    for row in figures:
        each = 1e6 * row["cpu"] / row["lines"]
        print(
            f"{row['lines']:<10,} {row['entries']:<10,} {row['seconds']:6.1f} {row['cpu']:7.1f} {each:9.1f} "
            f"{row['rss_mb']:8.0f} {row['archive_mb']:10.1f}"
        )
    small, large = figures
    growth = (large["cpu"] / large["lines"]) / (small["cpu"] / small["lines"])
    print(f"\na line costs {growth:.2f} times the CPU at ten times the lines (goal {GOAL_GROWTH})")
    print(f"booked: {ours:,.0f} entries a CPU-second; {BEANCOUNT} loads {peer:,.0f}: {ours / peer:.1f} x")
    passed = large["seconds"] <= GOAL_SECONDS and large["rss_mb"] <= GOAL_MB and growth <= GOAL_GROWTH
    summary = {
        "benchmark": "ledger",
        "export_seconds": round(large["seconds"], 1),
        "export_rss_mb": round(large["rss_mb"]),
        "growth": round(growth, 3),
        "booked_per_cpu_second": round(ours),
        "of_beancount": round(ours / peer, 2),
        "pass": passed,
    }
    print(json.dumps(summary))
    return 0 if passed else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["export"]:
        measure_export(Path(sys.argv[2]))
    else:
        sys.exit(main())
