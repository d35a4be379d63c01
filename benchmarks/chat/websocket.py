"""As much of RFC 6455 as both ends of the benchmark need: upgrade, short frames, no fragments."""

import base64
import hashlib
import os
import struct
from collections.abc import Iterator

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def accept(key: bytes) -> bytes:
    return base64.b64encode(hashlib.sha1(key + _MAGIC).digest())  # noqa: S324 - the protocol says so


def upgrade_request(host: str, path: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


def frame(payload: bytes, opcode: int = TEXT, *, masked: bool = False) -> bytes:
    """One whole frame; a client's is masked. A mask of zeros is one, and leaves the payload as it is."""
    length = len(payload)
    bit = 0x80 if masked else 0
    if length < 126:
        head = struct.pack("!BB", 0x80 | opcode, bit | length)
    elif length < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, bit | 126, length)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, bit | 127, length)
    return head + (bytes(4) if masked else b"") + payload


class Reader:
    """Bytes in, whole frames out."""

    def __init__(self) -> None:
        self.buffer = b""

    def frames(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Opcode and payload of each frame that is whole by now."""
        buffer = self.buffer + data if self.buffer else data
        at = 0
        while (found := _frame_at(buffer, at)) is not None:
            opcode, payload, at = found
            yield opcode, payload
        self.buffer = buffer[at:]


def _frame_at(buffer: bytes, at: int) -> tuple[int, bytes, int] | None:
    if len(buffer) < at + 2:
        return None
    length, start = buffer[at + 1] & 127, at + 2
    if length == 126:
        length, start = int.from_bytes(buffer[start : start + 2], "big"), start + 2
    elif length == 127:
        length, start = int.from_bytes(buffer[start : start + 8], "big"), start + 8
    masked = bool(buffer[at + 1] & 0x80)
    mask = buffer[start : start + 4] if masked else b""
    start += len(mask)
    if len(buffer) < start + length or (masked and len(mask) < 4):
        return None
    payload = buffer[start : start + length]
    if any(mask):
        payload = bytes(byte ^ mask[index & 3] for index, byte in enumerate(payload))
    return buffer[at] & 15, payload, start + length
