"""What each function costs: CPU-milliseconds to import cold, with and without .pyc, and CPU-microseconds an event.

Imports run in fresh interpreters that see only what is deployed: the locked packages, the shared layer, the
capability. Events run through the real handlers and the real AWS SDK; only the socket is replaced by empty answers.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import app
from infra.code import LOCK, ROOT
from kernel.capability import Capability, Function

GOAL_COLD_MS = 250.0
ROUNDS = 5
EVENTS = 300
PLATFORM = ("on_outbox_row", "sweep_outbox", "playback_keys", "deploy_site")


def modules() -> Iterator[tuple[str, Capability | None, Function | None]]:
    """Every deployed handler module with its declaration."""
    for capability in app.CAPABILITIES:
        for declared in (*capability.functions, *(step for flow in capability.workflows for step in flow.steps)):
            yield f"functions.{capability.name}.{declared.module}", capability, declared
    for name in PLATFORM:
        yield f"functions.platform.{name}", None, None


def deployment(folder: Path, *, compiled: bool) -> Path:
    """A folder that holds what Lambda would see."""
    uv = Path(sys.executable).with_name("uv")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = [str(uv), "pip", "install", "--quiet", "--no-config", "--require-hashes", "--target", str(folder)]
    subprocess.run([*command, "--python-version", version, "--requirement", str(LOCK)], check=True)
    shutil.copytree(ROOT / "functions", folder / "functions", ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("kernel", "contracts"):
        source = ROOT / "layers" / "shared" / "python" / part
        shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    if compiled:
        mode = ["--invalidation-mode", "unchecked-hash"]
        subprocess.run([sys.executable, "-m", "compileall", "-q", *mode, folder], check=False, capture_output=True)
    else:
        for cache in folder.rglob("__pycache__"):
            shutil.rmtree(cache)
    return folder


def child_cpu_ms(code: str, folder: Path) -> float:
    """CPU of one fresh interpreter that runs the code, user and system."""
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-S", "-c", code], check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def cold_import_ms(module: str, folder: Path) -> float:
    """The best of ROUNDS, less what an empty interpreter costs."""
    return min(child_cpu_ms(f"import {module}", folder) for _ in range(ROUNDS))


def event_costs(folder: Path) -> dict[str, dict[str, float]]:
    """CPU-µs an event of every API and subscriber, at 1 and at 10 records, in one child process."""
    code = f"import sys; sys.path[:0] = [{str(ROOT)!r}]; from benchmarks.handler_events import main; main({EVENTS})"
    environment = {"PYTHONPATH": f"{folder}:{ROOT}", "PATH": "/usr/bin:/bin", "JSII_NODE": "node"}
    done = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True)
    costs: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return costs


def main() -> int:
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        plain = deployment(Path(name) / "plain", compiled=False)
        compiled = deployment(Path(name) / "compiled", compiled=True)
        empty = min(child_cpu_ms("pass", compiled) for _ in range(ROUNDS))
        costs = event_costs(compiled)
        for module, _, _ in modules():
            without = cold_import_ms(module, plain) - empty
            with_pyc = cold_import_ms(module, compiled) - empty
            rows.append({"function": module.removeprefix("functions."), "plain_ms": without, "pyc_ms": with_pyc,
                         **costs.get(module, {})})  # fmt: skip
            print_row(rows[-1])
    worst = max(row["pyc_ms"] for row in rows)
    total = {key: sum(row[key] for row in rows) for key in ("plain_ms", "pyc_ms")}
    ratio = total["pyc_ms"] / total["plain_ms"]
    print(f"\nworst cold import with .pyc {worst:.0f} CPU-ms (goal {GOAL_COLD_MS:.0f}); .pyc / none {ratio:.2f}")
    passed = worst <= GOAL_COLD_MS
    figures = {"worst_cold_ms": round(worst, 1), "pyc_ratio": round(ratio, 3), "raw_us": costs["raw"]["one"]}
    print(json.dumps({"benchmark": "handlers", **figures, "functions": rows, "pass": passed}))
    return 0 if passed else 1


def print_row(row: dict[str, Any]) -> None:
    one, ten = row.get("one"), row.get("ten")
    events = f"{one:9.0f} {ten / one:8.1f}x" if one and ten else f"{'':>9} {'':>9}"
    ratio = f"{row['ratio']:8.0f}x" if "ratio" in row else ""
    print(f"{row['function']:<38} {row['plain_ms']:8.0f} {row['pyc_ms']:8.0f} {events} {ratio}", flush=True)


if __name__ == "__main__":
    print(f"{'function':<38} {'no .pyc':>8} {'.pyc':>8} {'µs/event':>9} {'10 rec.':>9} {'/ raw':>9}")
    print(f"{'':<38} {'CPU-ms':>8} {'CPU-ms':>8}")
    sys.exit(main())
