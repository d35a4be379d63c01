"""`make test`: the unit tests, those that run real media, and the product end to end in a browser."""

import importlib.util
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

from local import node  # noqa: E402 - the import path comes first
from local.settings import Settings  # noqa: E402

PYTEST = (sys.executable, "-m", "pytest")
SUMMARY = re.compile(r"(\d+) (passed|failed|errors?)\b")
NOTHING_COLLECTED = 5


@dataclass
class Count:
    passed: int = 0
    failed: int = 0

    def add(self, output: str, returncode: int) -> None:
        """The figures of a program's last summary; one that failed without any counts as one failure."""
        lines = [line for line in output.splitlines() if SUMMARY.search(line)]
        found = {word.rstrip("s"): int(number) for number, word in SUMMARY.findall(lines[-1])} if lines else {}
        failed = found.get("failed", 0) + found.get("error", 0)
        self.passed += found.get("passed", 0)
        self.failed += max(failed, 1) if returncode not in {0, NOTHING_COLLECTED} else failed


def stream(command: list[str], variables: dict[str, str]) -> tuple[str, int]:
    """Runs a program, shows what it says while it says it, and returns that with its exit code."""
    print(f"\n$ {' '.join(Path(part).name if part == sys.executable else part for part in command)}", flush=True)
    said: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    ) as process:  # fmt: skip
        output = process.stdout
        if output is None:
            raise RuntimeError("the program has no output to follow")

        def follow() -> None:
            for line in output:
                said.append(line)
                print(line, end="", flush=True)

        follower = threading.Thread(target=follow)
        follower.start()
        process.wait()
        follower.join()
    return "".join(said), process.returncode


def suites() -> list[list[str]]:
    parallel = [*PYTEST, "-n", "2", "-m", "not media", "--durations", "5"]
    media = [*PYTEST, "-m", "media", "--durations", "5"]
    end_to_end = [[sys.executable, "-m", "tests.e2e"]] if importlib.util.find_spec("tests.e2e.__main__") else []
    return [parallel, media, *end_to_end]


def prepare(settings: Settings) -> None:
    """Node packages and the web app: what the media plane and the synthesis start from."""
    for folder in node.FOLDERS:
        node.install(settings, folder)


def main() -> None:
    began, settings = time.monotonic(), Settings.read()
    prepare(settings)
    count = Count()
    for command in suites():
        output, returncode = stream(command, {**node.node_environment(settings), "PYTHONUNBUFFERED": "1"})
        count.add(output, returncode)
    print(f"\n{time.monotonic() - began:.0f} s")
    print(f"{count.passed} passed, {count.failed} failed", flush=True)
    sys.exit(1 if count.failed else 0)


if __name__ == "__main__":
    main()
