"""Timed metadata as Amazon IVS delivers it: an ID3 TXXX frame in an event message box before the next part.

Sources: ID3v2.4 (id3.org), ISO/IEC 23009-1 section 5.10.3.3 (emsg), AOMedia "Carriage of ID3 Timed Metadata in CMAF".
"""

import struct

SCHEME = b"https://aomedia.org/emsg/ID3"
LIMIT_BYTES = 1024  # of PutMetadata of Amazon IVS
_UTF8 = b"\x03"
_UNKNOWN_DURATION = 0xFFFFFFFF


def _synchsafe(number: int) -> bytes:
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))


def id3(text: str) -> bytes:
    """An ID3v2.4 tag of one TXXX frame with an empty description."""
    body = _UTF8 + b"\x00" + text.encode() + b"\x00"
    frame = b"TXXX" + _synchsafe(len(body)) + b"\x00\x00" + body
    return b"ID3\x04\x00\x00" + _synchsafe(len(frame)) + frame


def event_message(text: str, number: int, decode_time: int, timescale: int) -> bytes:
    """An emsg box, version 1, due at `decode_time` ticks of `timescale`; players drop repeats of one `number`."""
    times = struct.pack(">IQII", timescale, decode_time, _UNKNOWN_DURATION, number)
    body = b"\x01\x00\x00\x00" + times + SCHEME + b"\x00" + b"\x00" + id3(text)
    return struct.pack(">I4s", 8 + len(body), b"emsg") + body
