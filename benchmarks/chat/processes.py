"""The benchmark's processes: each prints a line of JSON when it is ready, and is ended by its id."""

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from kernel import environment
from local.settings import ROOT, Settings

START_SECONDS = 20.0


def folder() -> Path:
    made = Settings.read().home / "bench-chat"
    made.mkdir(parents=True, exist_ok=True)
    return made


class Program:
    """`variables` are added to the environment."""

    def __init__(self, command: Sequence[str], variables: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment.everything(), **(variables or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def id(self) -> int:
        return self.process.pid

    def hear(self) -> dict[str, Any]:
        """The next line of JSON; RuntimeError when the program ended instead."""
        line = _pipe(self.process.stdout).readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()}")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def tell(self, line: str) -> None:
        pipe = _pipe(self.process.stdin)
        pipe.write(line + "\n")
        pipe.flush()

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(BrokenPipeError):
                _pipe(pipe).close()


def _pipe(pipe: Any) -> TextIO:
    assert pipe is not None
    found: TextIO = pipe
    return found


def ours(module: str, *arguments: str, **variables: str) -> Program:
    return Program([sys.executable, "-m", f"benchmarks.chat.{module}", *arguments], variables)


@contextlib.contextmanager
def ended(*programs: Program) -> Iterator[None]:
    try:
        yield
    finally:
        for program in programs:
            program.end()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_open(port: int, program: Program) -> None:
    """Until something listens; RuntimeError when the program ended or is too slow."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if program.process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{program.process.args!r} does not listen on {port}")


def cpu_seconds(process_id: int) -> float:
    """What the process used so far, user and system: Linux's id of another process's CPU clock,
    see clock_getcpuclockid(3).
    """
    return time.clock_gettime((~process_id << 3) | 2)
