"""CSV files as accountants take them: RFC 4180, UTF-8, minor units, written row by row with what proves them whole."""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TextIO

CHUNK = 1 << 20


@dataclass(frozen=True)
class Table:
    """`controls` are the columns whose sums go into the manifest, so that a cut file shows."""

    name: str
    columns: tuple[str, ...]
    controls: tuple[str, ...] = ()


@dataclass
class TableWriter:
    """One file being written; `None` becomes an empty field."""

    table: Table
    folder: Path
    rows: int = 0
    sums: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.path = self.folder / self.table.name
        self._file: TextIO = self.path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(self.table.columns)
        self._places = [self.table.columns.index(column) for column in self.table.controls]
        self.sums = [0] * len(self._places)

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self._writer.writerow(row)
            self.rows += 1
            for at, place in enumerate(self._places):
                self.sums[at] += row[place] or 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def close(self) -> dict[str, Any]:
        """What the manifest says of it."""
        self._file.close()
        controls = dict(zip(self.table.controls, self.sums, strict=True))
        return {"rows": self.rows, "control_sums": controls, **digest_of(self.path)}


def digest_of(path: Path) -> dict[str, Any]:
    """`bytes` and `sha256` of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
