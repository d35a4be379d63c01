"""The archive of a month's files: the same files are the same bytes."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

MADE_AT = (1980, 1, 1, 0, 0, 0)  # of every file in it
CHUNK = 1 << 20


def archived(folder: Path, name: str, members: Iterable[str]) -> Path:
    """`folder/name`, a zip of members that stand in the folder, in the order given."""
    with zipfile.ZipFile(folder / name, "w") as archive:
        for member in members:
            info = zipfile.ZipInfo(member, MADE_AT)
            info.compress_type = zipfile.ZIP_STORED if member.endswith(".parquet") else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as target, (folder / member).open("rb") as source:
                for chunk in _chunks(source):
                    target.write(chunk)
    return folder / name


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk
