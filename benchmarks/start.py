"""How long a start takes and what it holds: warm `make up`, synth, memory idle and with one live broadcast.

Memory is the proportional set size (PSS) of the laptop cloud and everything below it, so that shared pages count once.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from local import daemon
from local.__main__ import up
from local.api_client import Person, wait_for
from local.deploy import SYNTH
from local.node import node_environment
from local.publisher import publish
from local.settings import ROOT, Settings
from tests.e2e.cloud import laptop_cloud

GOAL_UP_SECONDS, GOAL_SYNTH_SECONDS, GOAL_LIVE_MB = 90.0, 10.0, 2048.0
SETTLE_SECONDS = 20


def descendants(root: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended while we looked
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += parents.get(pid, [])
    return found


def memory_mb(settings: Settings) -> tuple[float, int]:
    """PSS in MB, and of how many processes."""
    pid = daemon.process_id(settings)
    if pid is None:
        raise RuntimeError("the laptop cloud is not running")
    total, pids = 0, descendants(pid)
    for process in pids:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:  # it ended while we looked
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024, len(pids)


def synth_seconds(settings: Settings) -> float:
    """The app itself, as the CDK's command line runs it for the laptop."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"] | {"stage": "laptop", "nag": "off"}
    variables = {**node_environment(settings), **SYNTH, "CDK_CONTEXT_JSON": json.dumps(context),
                 "CDK_OUTDIR": str(settings.home / "bench.out")}  # fmt: skip
    began = time.monotonic()
    subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=variables, check=True, capture_output=True)
    return time.monotonic() - began


def live_memory(settings: Settings) -> tuple[float, int]:
    person = Person(settings, "bench@madang.example", "Benchmark-2026!", "Bench")
    person.sign_up()
    person.sign_in()
    person.become_streamer()
    channel = person.make_channel("Bench")
    process = publish(person.ingest_url(channel["id"]), seconds=90)
    try:
        wait_for(lambda: person.call("GET", "/v1/live")["items"], bool, "live broadcast", 60)
        time.sleep(SETTLE_SECONDS)
        return memory_mb(settings)
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    with laptop_cloud(running=False) as settings:
        synth = synth_seconds(settings)
        daemon.stop(settings)
        began = time.monotonic()
        up(settings, with_seed=False)
        warm = time.monotonic() - began
        time.sleep(SETTLE_SECONDS)
        idle, idle_processes = memory_mb(settings)
        live, live_processes = live_memory(settings)
    rows = [
        ("warm make up to a page that answers", f"{warm:.1f} s", f"{GOAL_UP_SECONDS:.0f} s", warm <= GOAL_UP_SECONDS),
        ("synth of every stack", f"{synth:.1f} s", f"{GOAL_SYNTH_SECONDS:.0f} s", synth <= GOAL_SYNTH_SECONDS),
        (f"memory idle, {idle_processes} processes", f"{idle:.0f} MB", "", True),
        (f"memory, one live channel, {live_processes} processes", f"{live:.0f} MB", f"{GOAL_LIVE_MB:.0f} MB",
         live < GOAL_LIVE_MB),
    ]  # fmt: skip
    for what, figure, goal, good in rows:
        print(f"{'✓' if good else '✗'} {what:<45} {figure:>10}  {goal and 'goal ' + goal}")
    passed = all(good for *_, good in rows)
    figures = {"up_s": round(warm, 1), "synth_s": round(synth, 1), "idle_mb": round(idle), "live_mb": round(live)}
    print(json.dumps({"benchmark": "start", **figures, "pass": passed}))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
