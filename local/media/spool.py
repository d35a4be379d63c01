"""What survives a crash: one directory a broadcast, written before anybody is told.

SPOOL/broadcasts/STREAM_ID/broadcast.json    the grant, the start, the renditions
SPOOL/broadcasts/STREAM_ID/journal.jsonl     one line a finished segment: {rendition, file, seconds, starts_at, bits}
SPOOL/broadcasts/STREAM_ID/files/…           the recording, as it will lie below its key prefix in S3
SPOOL/outbox/N-started.json, N-ended.json    news that control has not taken yet (control.py)
"""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from local.media.control import Grant
from local.media.ladder import Rung


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A finished segment; `starts_at` is RFC 3339, `bits` its size."""

    rendition: str
    file: str
    seconds: float
    starts_at: str
    bits: int


@dataclass(frozen=True, slots=True)
class Entry:
    """The directory of one broadcast."""

    directory: Path

    @property
    def files(self) -> Path:
        return self.directory / "files"

    def begin(self, grant: Grant, started_at: datetime, framerate: float = 0.0, rungs: tuple[Rung, ...] = ()) -> None:
        """Once when the publisher is accepted, and again when its media is known."""
        self.files.mkdir(parents=True, exist_ok=True)
        description = {
            "grant": grant.as_json(),
            "started_at": started_at.isoformat(),
            "framerate": framerate,
            "rungs": [asdict(rung) for rung in rungs],
        }
        write_whole(self.directory / "broadcast.json", json.dumps(description).encode())

    def describe(self) -> dict[str, Any]:
        return dict(json.loads((self.directory / "broadcast.json").read_text()))

    def note(self, line: JournalLine) -> None:
        with (self.directory / "journal.jsonl").open("a") as journal:
            journal.write(json.dumps(asdict(line)) + "\n")

    def journal(self) -> list[JournalLine]:
        """A line cut short by a crash is no line."""
        path = self.directory / "journal.jsonl"
        if not path.exists():
            return []
        whole = [line for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]
        return [JournalLine(**json.loads(line)) for line in whole]

    def save(self, relative: str, data: bytes) -> Path:
        path = self.files / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        return path

    def remove(self) -> None:
        shutil.rmtree(self.directory)


class Spool:
    def __init__(self, root: Path) -> None:
        self._broadcasts = root / "broadcasts"
        self.outbox = root / "outbox"
        self._broadcasts.mkdir(parents=True, exist_ok=True)

    def entry(self, stream_id: str) -> Entry:
        return Entry(self._broadcasts / stream_id)

    def unfinished(self) -> list[Entry]:
        """Broadcasts that a crash cut off; a directory without a description never began."""
        entries = [Entry(path) for path in sorted(self._broadcasts.iterdir()) if path.is_dir()]
        for entry in entries:
            if not (entry.directory / "broadcast.json").exists():
                entry.remove()
        return [entry for entry in entries if entry.directory.exists()]


def write_whole(path: Path, data: bytes) -> None:
    """Never leaves half a file under its name."""
    draft = path.with_name(path.name + ".draft")
    draft.write_bytes(data)
    draft.rename(path)
