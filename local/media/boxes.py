"""Reads the few ISO BMFF boxes (ISO/IEC 14496-12) that say where a fragment begins, how long it is and what decodes it.

Hand-written: pymp4, the only kept parser, pins construct 2.8.8 of 2016 and builds an object a sample.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

NON_SYNC_SAMPLE = 0x10000
_CONTAINER_OF_ENTRY = {b"avc1": 78, b"avc3": 78, b"mp4a": 28}  # bytes of a sample entry before its child boxes


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Track:
    """One track of an init segment; `codec` is its RFC 6381 string."""

    number: int
    kind: str
    timescale: int
    codec: str
    width: int
    height: int
    sample_duration: int
    sample_flags: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Of a fragment's leading track: decode time in ticks, duration in seconds, whether a sync sample begins it."""

    decode_time: int
    timescale: int
    duration: float
    independent: bool

    @property
    def starts(self) -> float:
        return self.decode_time / self.timescale


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1:
            size, header = struct.unpack_from(">Q", data, start + 8)[0], 16
        if size < header:
            raise ValueError(f"box {kind!r} claims {size} bytes")
        yield Box(kind, start + header, start + size)
        start += size


def find(data: bytes, path: str, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Every box at a path such as "moov/trak/mdia"."""
    first, _, rest = path.partition("/")
    for box in boxes(data, start, end):
        if box.kind == first.encode():
            if rest:
                yield from find(data, rest, box.body, box.end)
            else:
                yield box


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", data, at)[0])


def read_tracks(init: bytes) -> tuple[Track, ...]:
    """The tracks of an init segment (ftyp + moov), video before audio.

    Raises ValueError when there is no track that plays.
    """
    defaults = {
        _u32(init, trex.body + 4): (_u32(init, trex.body + 12), _u32(init, trex.body + 20))
        for trex in find(init, "moov/mvex/trex")
    }
    tracks = [track for trak in find(init, "moov/trak") if (track := _read_track(init, trak, defaults))]
    if not tracks:
        raise ValueError("the init segment has neither video nor audio")
    return tuple(sorted(tracks, key=lambda track: track.kind != "video"))


def _read_track(init: bytes, trak: Box, defaults: dict[int, tuple[int, int]]) -> Track | None:
    def only(path: str) -> Box:
        return next(find(init, path, trak.body, trak.end))

    handler = init[only("mdia/hdlr").body + 8 :][:4]
    kind = {b"vide": "video", b"soun": "audio"}.get(handler)
    if kind is None:
        return None
    header, media = only("tkhd"), only("mdia/mdhd")
    wide_header, wide_media = init[header.body] == 1, init[media.body] == 1  # version 1 has 64-bit times
    number = _u32(init, header.body + (20 if wide_header else 12))
    duration, flags = defaults.get(number, (0, 0))
    return Track(
        number=number,
        kind=kind,
        timescale=_u32(init, media.body + (20 if wide_media else 12)),
        codec=_codec(init, only("mdia/minf/stbl/stsd")),
        width=_u32(init, header.end - 8) >> 16,
        height=_u32(init, header.end - 4) >> 16,
        sample_duration=duration,
        sample_flags=flags,
    )


def _codec(init: bytes, stsd: Box) -> str:
    entry = next(boxes(init, stsd.body + 8, stsd.end))
    name = entry.kind.decode("ascii")
    children = entry.body + _CONTAINER_OF_ENTRY.get(entry.kind, entry.end)
    for child in boxes(init, children, entry.end):
        if child.kind == b"avcC":
            return f"{name}.{init[child.body + 1 : child.body + 4].hex().upper()}"
        if child.kind == b"esds":
            return f"{name}.40.{_audio_object_type(init[child.body : child.end])}"
    return name


def _audio_object_type(esds: bytes) -> int:
    """The five bits that open the DecoderSpecificInfo (tag 5) of ISO/IEC 14496-1; 2 is AAC-LC."""
    at = 4
    headers = {3: 3, 4: 13}
    while at < len(esds):
        tag = esds[at]
        at += 1
        while esds[at] & 0x80:
            at += 1
        at += 1
        if tag == 5:  # noqa: PLR2004 - the tag of the standard
            return esds[at] >> 3
        at += headers.get(tag, len(esds))
    return 2


def read_timing(moof: bytes, track: Track) -> Timing | None:
    """When the fragment of this track plays; None when the fragment has nothing of it."""
    for traf in find(moof, "moof/traf"):
        header = next(find(moof, "tfhd", traf.body, traf.end))
        if _u32(moof, header.body + 4) == track.number:
            duration, flags = _fragment_defaults(moof, header, track)
            base = next(find(moof, "tfdt", traf.body, traf.end))
            wide = moof[base.body] == 1
            decode_time = struct.unpack_from(">Q" if wide else ">I", moof, base.body + 4)[0]
            runs = [_read_run(moof, run, duration, flags) for run in find(moof, "trun", traf.body, traf.end)]
            if not runs:
                return None
            ticks = sum(run[0] for run in runs)
            return Timing(decode_time, track.timescale, ticks / track.timescale, not runs[0][1] & NON_SYNC_SAMPLE)
    return None


def _fragment_defaults(moof: bytes, tfhd: Box, track: Track) -> tuple[int, int]:
    present = _u32(moof, tfhd.body) & 0xFFFFFF
    at = tfhd.body + 8 + (8 if present & 0x1 else 0) + (4 if present & 0x2 else 0)
    duration, flags = track.sample_duration, track.sample_flags
    if present & 0x8:
        duration, at = _u32(moof, at), at + 4
    if present & 0x10:
        at += 4
    if present & 0x20:
        flags = _u32(moof, at)
    return duration, flags


def _read_run(moof: bytes, trun: Box, duration: int, flags: int) -> tuple[int, int]:
    """Ticks of a run of samples, and the flags of its first sample."""
    present, count = _u32(moof, trun.body) & 0xFFFFFF, _u32(moof, trun.body + 4)
    at = trun.body + 8 + (4 if present & 0x1 else 0)
    first_flags = flags
    if present & 0x4:
        first_flags, at = _u32(moof, at), at + 4
    has_duration, has_size, has_flags, has_offset = (bool(present & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    stride = 4 * (has_duration + has_size + has_flags + has_offset)
    if has_flags and count:
        first_flags = _u32(moof, at + 4 * (has_duration + has_size))
    if not has_duration:
        return duration * count, first_flags
    return sum(_u32(moof, at + index * stride) for index in range(count)), first_flags
