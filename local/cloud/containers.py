"""Images without Docker: an image is a folder of programs, a container one of them as a child process.

CodeBuild (services/images.py) unpacks an image's source into `images/<repository>/<tag>`; its Dockerfile's entry point
says what runs, with this machine's interpreter and its packages in the place of those that the Dockerfile installs.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from urllib.parse import urlsplit

from local.media.lifeline import tied

NICENESS = 10  # a laptop's live broadcasts come first
STOP_SECONDS = 5.0


class NoImage(LookupError):
    """Nothing was ever built under this name and tag."""


class Images:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, uri: str) -> Path:
        """`<registry>/<repository>:<tag>` → the folder, whether it is there or not."""
        path = urlsplit(f"//{uri}").path.lstrip("/")
        repository, _, tag = path.rpartition(":")
        if not repository or not tag or ".." in path:
            raise NoImage(uri)
        return self.folder / repository / tag

    def command(self, uri: str) -> tuple[Path, list[str]]:
        """The image's folder and its entry point. NoImage."""
        place = self.place(uri)
        dockerfile = next(iter(sorted(place.rglob("Dockerfile"))), None) if place.is_dir() else None
        if dockerfile is None:
            raise NoImage(uri)
        entry = [line for line in dockerfile.read_text().splitlines() if line.startswith("ENTRYPOINT ")]
        words: list[str] = json.loads(entry[-1].removeprefix("ENTRYPOINT "))
        return place, [sys.executable if word == "python" else word for word in words]


class Containers:
    """Starts them from one thread that stays: on Linux a child is tied to the thread that started it."""

    def __init__(self, images: Images, log: Path) -> None:
        self.images, self.log = images, log
        self.wanted: queue.SimpleQueue[tuple[list[str], Path, Future[subprocess.Popen[bytes]]]] = queue.SimpleQueue()
        self.running: set[subprocess.Popen[bytes]] = set()
        threading.Thread(target=self._start_all, daemon=True, name="madang-containers").start()

    def start(self, image: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """The arguments come after those of the entry point, and win. NoImage; OSError where nothing can start."""
        place, entry = self.images.command(image)
        made: Future[subprocess.Popen[bytes]] = Future()
        self.wanted.put((tied([*entry, *arguments], NICENESS), place, made))
        process = made.result()
        self.running.add(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """SIGTERM, then SIGKILL; when this returns it is gone."""
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.running.discard(process)

    def stop_all(self) -> None:
        for process in list(self.running):
            if process.poll() is None:
                process.terminate()
        for process in list(self.running):
            self.stop(process)

    def _start_all(self) -> None:
        while True:
            command, place, made = self.wanted.get()
            try:
                made.set_result(self._started(command, place))
            except OSError as error:
                made.set_exception(error)

    def _started(self, command: list[str], place: Path) -> subprocess.Popen[bytes]:
        """With little in its environment: no credentials, and the image's own modules before this project's."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=place, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={"PATH": os.defpath, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
