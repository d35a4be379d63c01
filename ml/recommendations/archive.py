"""An .npz whose arrays lie uncompressed at multiples of 64 bytes, so that they can be used where they are on the disk.

numpy reads the same file, but copies every array and sums it up: seconds for a model of a million items.
"""

import io
import mmap
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_ALIGNED = 64
_LOCAL_HEADER, _ZIP64_EXTRA, _PADDING = 30, 20, 0xD935  # the padding's mark is the one of Android's zipalign
_LARGE = int(zipfile.ZIP64_LIMIT / 1.05)  # where zipfile begins to write 64-bit sizes
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same arrays give the same bytes


def write(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            whole = np.ascontiguousarray(array)
            head = io.BytesIO()
            npy.write_array_header_1_0(head, npy.header_data_from_array_1_0(whole))
            member = zipfile.ZipInfo(f"{name}.npy", _EPOCH)
            member.file_size = len(head.getvalue()) + whole.nbytes
            fixed = _LOCAL_HEADER + len(member.filename) + (_ZIP64_EXTRA if member.file_size > _LARGE else 0)
            begins = archive.start_dir + fixed + 4
            padding = -begins % _ALIGNED
            member.extra = _PADDING.to_bytes(2, "little") + padding.to_bytes(2, "little") + bytes(padding)
            with archive.open(member, "w") as file:
                file.write(head.getvalue())
                file.write(whole.reshape(-1).view(np.uint8).data if whole.nbytes else b"")


def read(path: Path) -> dict[str, NDArray[Any]]:
    """Read-only arrays over the mapped file. FileNotFoundError; ValueError if it is no archive of uncompressed arrays.

    What lies in the arrays is not summed up: who wants to know that a file came whole compares its own digest.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
    return {one.filename.removesuffix(".npy"): _array(mapped, one) for one in members}


def _array(mapped: mmap.mmap, member: zipfile.ZipInfo) -> NDArray[Any]:
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{member.filename} is compressed")
    start = member.header_offset
    name, extra = (int.from_bytes(mapped[start + at : start + at + 2], "little") for at in (26, 28))
    begins = start + _LOCAL_HEADER + name + extra
    head = io.BytesIO(mapped[begins : begins + min(member.file_size, 4096)])
    if npy.read_magic(head) != (1, 0):
        raise ValueError(f"{member.filename} is of another version of numpy's format")
    shape, fortran, kind = npy.read_array_header_1_0(head)
    if kind.hasobject or fortran:
        raise ValueError(f"{member.filename} is no plain array in C order")
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.zeros(shape, kind)
    found = np.frombuffer(mapped, kind, count, begins + head.tell()).reshape(shape)
    return found if found.flags.aligned else found.copy()
