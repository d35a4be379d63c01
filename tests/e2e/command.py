"""The command line that the runs share: `--running` uses the laptop cloud that is up."""

import argparse
import signal
import sys
from collections.abc import Callable

from local.progress import console
from local.settings import Settings
from tests.e2e.cloud import laptop_cloud
from tests.e2e.report import Report, finish

Run = Callable[[Settings, Report], None]


def main(runs: dict[str, Run]) -> None:
    """Each against the same cloud, one after the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--running", action="store_true", help="the laptop cloud that is up, instead of one of its own")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a cancelled job stops what it started as well
    reports: list[Report] = []
    with laptop_cloud(running=given.running) as settings:
        for name, run in runs.items():
            report = Report(name)
            reports.append(report)
            console.print(f"\n— {name} —", style="bold")
            run(settings, report)
    sys.exit(finish(reports))
