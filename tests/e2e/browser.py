"""A Chromium: one on the machine, else Playwright's own, else the Debian package."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
INSTALL_SECONDS = 600


class NoBrowser(RuntimeError):
    """No Chromium was found and none could be installed; the last attempt's words are the message."""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(playwright), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def program(playwright: Playwright) -> str:
    """The path of a Chromium, installed first where there is none."""
    own = Path(playwright.chromium.executable_path)
    if not _on_machine() and not own.exists():
        tried = _run([sys.executable, "-m", "playwright", "install", "chromium"])
        if not own.exists() and shutil.which("apt-get"):
            tried = _run(["apt-get", "update"]) + _run(["apt-get", "install", "-y", "chromium"])
        if not _on_machine() and not own.exists():
            raise NoBrowser(tried[-2000:])
    return _on_machine() or str(own)


def _on_machine() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
    return done.stdout + done.stderr
