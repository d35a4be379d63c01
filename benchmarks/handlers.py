"""What each function costs: CPU-milliseconds to import cold, with and without .pyc, and CPU-microseconds an event.

Imports run in fresh interpreters that see only what is deployed: the locked packages, the shared layer, the
capability. The peer is what every API on Powertools pays before its first own line, imported in turn with each of ours:
this machine's speed changes by half within minutes, the ratio does not. Events run through the real handlers and the
real AWS SDK; only the socket is replaced by empty answers.
"""

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import app
from infra.capability import steps_of
from infra.code import REQUIREMENTS, ROOT
from kernel.capability import Capability, Function

LOCKS = ("functions", "columnar")
PEER = (
    "from aws_lambda_powertools.event_handler import APIGatewayHttpResolver; "
    "APIGatewayHttpResolver(enable_validation=True)"
)
PEER_MS = 184.0  # with .pyc on the quiet machine that the goal was set on
GOAL_COLD_MS = 250.0
ROUNDS = 15
PLAIN_ROUNDS = 4
EVENTS = 300
PLATFORM = ("on_outbox_row", "sweep_outbox", "playback_keys", "deploy_site")


def modules() -> Iterator[tuple[str, Capability | None, Function | None]]:
    """Every deployed handler module with its declaration."""
    for capability in app.CAPABILITIES:
        steps = [step for flow in capability.workflows for step in flow.steps]
        sockets = steps_of(capability.socket) if capability.socket else ()
        for declared in (*capability.functions, *steps, *sockets):
            yield f"functions.{capability.name}.{declared.module}", capability, declared
    for name in PLATFORM:
        yield f"functions.platform.{name}", None, None


def deployment(folder: Path, *, compiled: bool) -> Path:
    """A folder that holds what Lambda would see."""
    uv = Path(sys.executable).with_name("uv")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = [
        str(uv),
        "pip",
        "install",
        "--quiet",
        "--no-config",
        "--no-deps",
        "--require-hashes",
        "--target",
        str(folder),
    ]
    locks = [part for name in LOCKS for part in ("--requirement", str(REQUIREMENTS / f"{name}.lock"))]
    subprocess.run([*command, "--python-version", version, *locks], check=True)
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
    subprocess.run([sys.executable, "-S", "-c", code], check=True, env=environment, cwd=folder)  # not the repository
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def cold_imports(statements: list[str], folder: Path, rounds: int) -> list[float]:
    """CPU-ms of each, less an empty interpreter's. The best of the rounds, as disturbance only adds.

    They take turns, in another order every round: minutes in which the machine is slow then meet all of them, and what
    disturbs it every few seconds does not meet the same one each time.
    """
    costs: dict[str, list[float]] = {code: [] for code in ("pass", *statements)}
    for _ in range(rounds):
        for code in random.sample(list(costs), len(costs)):
            costs[code].append(child_cpu_ms(code, folder))
    empty = min(costs["pass"])
    return [min(costs[statement]) - empty for statement in statements]


def event_costs(folder: Path) -> dict[str, dict[str, float]]:
    """CPU-µs an event of every API and subscriber, at 1 and at 10 records, in one child process."""
    code = f"import sys; sys.path[:0] = [{str(ROOT)!r}]; from benchmarks.handler_events import main; main({EVENTS})"
    environment = {"PYTHONPATH": f"{folder}:{ROOT}", "PATH": "/usr/bin:/bin", "JSII_NODE": "node"}
    done = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True)
    costs: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return costs


def main() -> int:
    names = [module for module, _, _ in modules()]
    imports = [PEER, *(f"import {name}" for name in names)]
    with tempfile.TemporaryDirectory() as folder:
        plain = cold_imports(imports, deployment(Path(folder) / "plain", compiled=False), PLAIN_ROUNDS)
        compiled = deployment(Path(folder) / "compiled", compiled=True)
        peer, *with_pyc = cold_imports(imports, compiled, ROUNDS)
        costs = event_costs(compiled)
    rows: list[dict[str, Any]] = [
        {"function": name.removeprefix("functions."), "plain_ms": without, "pyc_ms": cost, "of_peer": cost / peer,
         **costs.get(name, {})}
        for name, without, cost in zip(names, plain[1:], with_pyc, strict=True)
    ]  # fmt: skip
    for row in rows:
        print_row(row)
    worst = max(rows, key=lambda row: float(row["of_peer"]))
    cold = worst["of_peer"] * PEER_MS
    pyc_ratio = sum(row["pyc_ms"] for row in rows) / sum(row["plain_ms"] for row in rows)
    print(f"\nworst cold import with .pyc: {worst['function']}, {worst['of_peer']:.2f} x the peer")
    print(f".pyc / none {pyc_ratio:.2f}")
    print(f"the peer took {peer:.0f} CPU-ms; where it takes {PEER_MS:.0f} that is {cold:.0f} (goal {GOAL_COLD_MS:.0f})")
    figures = {
        "worst_cold_ms": round(cold, 1),
        "worst_of_peer": round(worst["of_peer"], 3),
        "pyc_ratio": round(pyc_ratio, 3),
    }
    passed = cold <= GOAL_COLD_MS
    raw = costs["raw"]["one"]
    print(json.dumps({"benchmark": "handlers", **figures, "raw_us": raw, "functions": rows, "pass": passed}))
    return 0 if passed else 1


def print_row(row: dict[str, Any]) -> None:
    one, ten = row.get("one"), row.get("ten")
    events = f"{one:9.0f} {ten / one:8.1f}x" if one and ten else f"{'':>9} {'':>9}"
    ratio = f"{row['ratio']:8.0f}x" if "ratio" in row else ""
    cold = f"{row['plain_ms']:8.0f} {row['pyc_ms']:8.0f} {row['of_peer']:7.2f}x"
    print(f"{row['function']:<38} {cold} {events} {ratio}", flush=True)


if __name__ == "__main__":
    print("importing every function in turn, about three minutes", file=sys.stderr)
    print(f"{'function':<38} {'no .pyc':>8} {'.pyc':>8} {'/ peer':>8} {'µs/event':>9} {'10 rec.':>9} {'/ raw':>9}")
    print(f"{'':<38} {'CPU-ms':>8} {'CPU-ms':>8}")
    sys.exit(main())
