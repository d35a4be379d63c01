"""Cuts the bytes that ffmpeg posts (CMAF: ftyp moov, then moof mdat …) into an init segment and timed fragments."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from local.media.boxes import Timing, Track, read_timing, read_tracks

_HEADER = 8
_LARGEST_BOX = 64 * 1024 * 1024  # a fragment is a third of a second; more than this is not our ffmpeg


@dataclass(frozen=True, slots=True)
class Init:
    data: bytes
    tracks: tuple[Track, ...]

    @property
    def codecs(self) -> str:
        """The CODECS attribute of RFC 8216, video first."""
        return ",".join(track.codec for track in self.tracks)

    @property
    def resolution(self) -> tuple[int, int] | None:
        return next(((track.width, track.height) for track in self.tracks if track.kind == "video"), None)


@dataclass(frozen=True, slots=True)
class Fragment:
    data: bytes
    timing: Timing


class FragmentCutter:
    """Feed it bytes as they come; it yields each whole thing once."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head = b""
        self._init: Init | None = None

    def feed(self, data: bytes) -> Iterator[Init | Fragment]:
        """Raises ValueError when the stream is no fragmented MP4."""
        self._buffer += data
        while len(self._buffer) >= _HEADER:
            size, kind = struct.unpack_from(">I4s", self._buffer)
            if not _HEADER <= size <= _LARGEST_BOX:
                raise ValueError(f"box {kind!r} claims {size} bytes")
            if len(self._buffer) < size:
                return
            box = bytes(self._buffer[:size])
            del self._buffer[:size]
            found = self._take(kind, box)
            if found:
                yield found

    def _take(self, kind: bytes, box: bytes) -> Init | Fragment | None:
        self._head += box
        if kind == b"moov":
            self._init = Init(self._head, read_tracks(self._head))
            self._head = b""
            return self._init
        if kind == b"mdat":
            timing = self._timing(self._head)
            if timing:  # else it is sound that outran the picture, and goes with the next fragment
                whole, self._head = self._head, b""
                return Fragment(whole, timing)
        return None

    def _timing(self, fragment: bytes) -> Timing | None:
        """Of the video when the fragment has some, else of the audio that stands alone in it."""
        if self._init is None:
            raise ValueError("a fragment came before its init segment")
        leading = self._init.tracks[0]
        return read_timing(fragment, leading)
