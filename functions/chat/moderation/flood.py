"""Too much, and too much of the same: a token bucket a sender, and near-duplicates in a window of time.

Both are pure: who keeps them says what time it is, in seconds of any clock that does not go back.
"""

import hashlib
import struct
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache

MAX_LENGTH = 2000  # signs that are hashed: fewer runs than 16 bits can count
_BITS = 64
_RUN = 3


@dataclass(frozen=True)
class Bucket:
    """A sender's allowance: `tokens` left at second `at`, refilled at `rate` a second up to `size`."""

    size: float
    rate: float
    tokens: float
    at: float

    @classmethod
    def full(cls, size: float, rate: float, now: float) -> "Bucket":
        return cls(size, rate, size, now)

    def take(self, now: float) -> tuple["Bucket", bool]:
        """The bucket afterwards, and whether the message may go."""
        tokens = min(self.size, self.tokens + max(0.0, now - self.at) * self.rate)
        allowed = tokens >= 1
        return Bucket(self.size, self.rate, tokens - allowed, max(now, self.at)), allowed


def simhash(text: str) -> int:
    """64 bits that differ in few places for texts that share most of their runs of three signs (Charikar 2002)."""
    padded = f"  {text[:MAX_LENGTH]} "
    runs = {padded[i : i + _RUN] for i in range(len(padded) - _RUN + 1)}
    votes = _COUNTS.unpack(sum(map(_votes, runs)).to_bytes(_COUNTS.size, "little"))
    half = len(runs) / 2
    return sum([bit for bit, count in zip(_ONES, votes, strict=True) if count > half])


def distance(one: int, other: int) -> int:
    """In how many of 64 bits two hashes differ."""
    return (one ^ other).bit_count()


@lru_cache(maxsize=32768)
def _votes(run: str) -> int:
    """The 64 bits of a run's hash, each in 16 bits of one long number; kept, for a chat repeats its runs."""
    digest = hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=_BITS // 8).digest()
    return sum(_SPREAD[byte] << 16 * 8 * place for place, byte in enumerate(digest))


_COUNTS = struct.Struct(f"<{_BITS}H")
_ONES = tuple(1 << bit for bit in range(_BITS))
# Each bit of a byte in 16 bits of its own, so that one addition of whole numbers counts the votes of eight bits.
_SPREAD = [sum((byte >> bit & 1) << 16 * bit for bit in range(8)) for byte in range(256)]


@dataclass
class Duplicates:
    """What a room or a sender said within `window` seconds; `bits` is how far apart two of the same may be."""

    window: float = 30.0
    bits: int = 12
    most: int = 500
    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def count(self, normalised: str, now: float) -> int:
        """How many near-duplicates came before within the window; the message itself is remembered."""
        while self._seen and (self._seen[0][0] <= now - self.window or len(self._seen) >= self.most):
            self._seen.popleft()
        mark = simhash(normalised)
        same = sum(1 for _, other in self._seen if (mark ^ other).bit_count() <= self.bits)
        self._seen.append((now, mark))
        return same
