"""Runs a program that dies with the process that asked for it, even by SIGKILL.

usage: python -I -S lifeline.py PARENT_PID NICENESS program arguments…

On Linux the kernel sends the signal (prctl) and this turns into the program. Elsewhere it stays and watches its parent.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_WATCH_SECONDS = 0.5


def tied(command: list[str], niceness: int = 0) -> list[str]:
    """The command line that runs `command` as long as this process lives, at most."""
    return [sys.executable, "-I", "-S", str(Path(__file__)), str(os.getpid()), str(niceness), *command]


def die_with_parent() -> None:
    """Ties this process to its parent; on Linux to the thread that started it, so start it from one that stays."""
    parent = os.getppid()
    if not _ask_kernel(parent):
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _ask_kernel(parent: int) -> bool:
    if sys.platform != "linux":
        return False
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel knew
        os.kill(os.getpid(), signal.SIGKILL)
    return True


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _run_watched(parent: int, command: list[str]) -> int:
    with subprocess.Popen(command) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                return child.wait(_WATCH_SECONDS)
            except subprocess.TimeoutExpired:
                if os.getppid() != parent:
                    child.kill()


def _main(parent: int, niceness: int, command: list[str]) -> int:
    if niceness:
        os.nice(niceness)
    if _ask_kernel(parent):
        os.execvp(command[0], command)  # noqa: S606 - no shell, our own command
    return _run_watched(parent, command)


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
