"""The laptop cloud as a background process: started, found again, stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque

import requests

from local.node import node_environment
from local.settings import ROOT, Settings

START_SECONDS = 60
STOP_SECONDS = 20


class CloudFailed(RuntimeError):
    """The cloud did not come up; the last lines of its log are the message."""


def is_up(settings: Settings) -> bool:
    try:
        return bool(requests.get(f"{settings.aws_url}/_madang/health", timeout=2).ok)
    except requests.RequestException:
        return False


def process_id(settings: Settings) -> int | None:
    """Of the running cloud; None when there is none."""
    try:
        pid = int(settings.pid_file.read_text())
        _reap(pid)
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    return pid


def _reap(pid: int) -> None:
    """A dead child of this process stays in the table, and seems alive, until somebody asks how it ended."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def start(settings: Settings) -> bool:
    """False when it runs already."""
    if is_up(settings):
        return False
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "cloud.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.cloud"], cwd=ROOT, env=node_environment(settings), stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    settings.pid_file.write_text(str(process.pid))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if is_up(settings):
            return True
        if process.poll() is not None:
            break
        time.sleep(0.1)
    with log.open(errors="replace") as lines:
        raise CloudFailed("".join(deque(lines, 15)))


def stop(settings: Settings) -> bool:
    """SIGTERM, then SIGKILL to the one process we started; False when none runs."""
    pid = process_id(settings)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while time.monotonic() < end and process_id(settings) is not None:
        time.sleep(0.1)
    if process_id(settings) is not None:
        os.kill(pid, signal.SIGKILL)
    settings.pid_file.unlink(missing_ok=True)
    return True
