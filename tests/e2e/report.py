"""What a run found: a table for people, one JSON line for programs."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from playwright.sync_api import Error as BrowserError

from local.api_client import ApiError
from local.progress import console

BREAKS = (AssertionError, BrowserError, ApiError, requests.RequestException, TimeoutError, LookupError)


@dataclass
class Row:
    what: str
    ok: bool
    seen: str


@dataclass
class Report:
    run: str
    rows: list[Row] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def check(self, what: str, ok: object, seen: object = "") -> bool:
        """One line of the table; shown at once, so that a long run is not a silent one."""
        row = Row(what, bool(ok), str(seen))
        self.rows.append(row)
        mark = "[green]✓[/green]" if row.ok else "[red]✗[/red]"
        console.print(f"{mark} {what}", end="  ")
        console.print(row.seen, style="dim", markup=False, soft_wrap=True)
        return row.ok

    def figure(self, name: str, value: float) -> float:
        self.figures[name] = round(value, 2)
        return value

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """A part that breaks off is a failed line; the parts after it still run."""
        console.print(f"\n{self.run}: {what}", style="bold", markup=False)
        try:
            yield
        except BREAKS as error:
            self.check(f"{what} breaks off", ok=False, seen=f"{type(error).__name__}: {str(error)[:600]}")

    @property
    def passed(self) -> bool:
        return bool(self.rows) and all(row.ok for row in self.rows)

    def summary(self) -> dict[str, Any]:
        failed = [row.what for row in self.rows if not row.ok]
        seconds = round(time.monotonic() - self.began, 1)
        figures = {"checks": len(self.rows), "seconds": seconds, **self.figures}
        return {"run": self.run, **figures, "failed": failed, "pass": self.passed}


def finish(reports: list[Report]) -> int:
    """Prints what every run measured, then the JSON line; the exit status."""
    console.print()
    for report in reports:
        summary = report.summary()
        word = "passed" if report.passed else f"{len(summary['failed'])} FAILED"
        console.print(
            f"{report.run:<12} {word:<10} {len(report.rows):>3} checks  {summary['seconds']:>6} s", markup=False
        )
        for name, value in report.figures.items():
            console.print(f"{'':<12} {name:<34} {value:>8}", markup=False)
        for row in report.rows:
            if not row.ok:
                console.print(f"{'':<12} ✗ {row.what}: {row.seen}", markup=False, soft_wrap=True)
    passed = all(report.passed for report in reports)
    last = reports[0].summary() if len(reports) == 1 else {"runs": [r.summary() for r in reports], "pass": passed}
    console.print(json.dumps(last, ensure_ascii=False), markup=False, soft_wrap=True)
    return 0 if passed else 1
