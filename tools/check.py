"""`make check`: every rule a machine can hold us to. All of them run; the command fails if one of them does."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

from local import node  # noqa: E402 - the import path comes first
from local.progress import console, step  # noqa: E402
from local.settings import Settings  # noqa: E402

TYPED = ["app.py", "infra", "functions", "layers/shared/python", "local", "tools", "benchmarks", "ml", "sdk/python"]
PYTHON = ("format", "lint", "types", "imports")


@dataclass(frozen=True)
class Check:
    title: str
    run: Callable[[], None]


class CheckFailed(RuntimeError):
    """A tool ended with an error; its output is the message."""


def program(settings: Settings, *command: str, folder: Path = ROOT) -> Callable[[], None]:
    def run() -> None:
        variables = node.node_environment(settings)
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CheckFailed((done.stdout + done.stderr).strip()[-8000:])

    return run


def node_packages(settings: Settings) -> None:
    for folder in (*node.FOLDERS, "sdk"):
        node.install(settings, folder)


def synth(settings: Settings) -> Callable[[], None]:
    output = str(settings.home / "check.out")
    return program(settings, "cdk", "synth", "--quiet", "--output", output, "--context", "stage=prod")


def checks(settings: Settings) -> dict[str, Check]:
    def tool(name: str) -> str:
        return str(settings.bin / name)

    web, sdk = ROOT / "web", ROOT / "sdk"
    return {
        "format": Check("format (ruff)", program(settings, tool("ruff"), "format", "--check", ".")),
        "lint": Check("lint (ruff)", program(settings, tool("ruff"), "check", "--output-format", "concise", ".")),
        "types": Check("types (mypy --strict)", program(settings, tool("mypy"), *TYPED)),
        "imports": Check("imports (import-linter)", program(settings, tool("lint-imports"))),
        "docs": Check("docs fresh", program(settings, sys.executable, "tools/generate_docs.py", "--check")),
        "node": Check("node packages", lambda: node_packages(settings)),
        "web-types": Check("web: types and lint", program(settings, "npm", "run", "--silent", "check", folder=web)),
        "web-tests": Check("web: tests", program(settings, "npm", "run", "--silent", "test", folder=web)),
        "web-build": Check("web: build", lambda: _built(settings)),
        "sdk": Check(
            "SDKs: generated types fresh, types, build",
            program(settings, "npm", "run", "--silent", "check", folder=sdk),
        ),
        "synth": Check("synth of stage prod, cdk-nag, CDK validation", synth(settings)),
    }


def _built(settings: Settings) -> None:
    node.build_web(settings)


def passes(check: Check) -> bool:
    try:
        with step(check.title):
            check.run()
    except (CheckFailed, node.BuildFailed) as failure:
        console.print(str(failure), markup=False, soft_wrap=True)
        return False
    return True


def main(wanted: list[str]) -> None:
    """Names of checks as arguments run only those; `python` stands for the Python ones."""
    began = time.monotonic()
    known = checks(Settings.read())
    names = [name for want in wanted for name in (PYTHON if want == "python" else (want,))] or list(known)
    failed = [name for name in names if not passes(known[name])]
    console.print(f"\n{len(names) - len(failed)} passed, {len(failed)} failed in {time.monotonic() - began:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
