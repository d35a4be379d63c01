"""Runs of characters as slots of a table: what the model is trained on and scores, the same code for both.

Korean and Latin text becomes one byte a letter, so that a 64-bit word holds eight letters; anything else two bytes a
sign, four signs a word. Of each word the first letters are masked out and taken modulo the prime size of the table:
every run is one integer operation, and no string is made.
"""

import struct

from functions.chat.moderation.hangul import decompose
from functions.chat.moderation.verdict import Language

SLOTS = 3_145_739  # a prime, so that remainders spread evenly; one byte each
NARROW_RUNS = (1, 2, 3, 4, 5, 6)  # letters; of Korean, half a syllable to two and a half
WIDE_RUNS = (1, 2, 3, 4)  # signs; of Chinese, a word is mostly two
_LETTER = 0x80 - ord("ㄱ")
_NARROW = {code: chr(code + _LETTER) for code in range(ord("ㄱ"), ord("ㅣ") + 1)}
# English letters, digits and spaces get bytes of their own: what they tell there says nothing of those in Korean text.
_ENGLISH = bytes.maketrans(bytes((*range(0x20, 0x40), *range(0x60, 0x80))), bytes(range(0xC0, 0x100)))
_NARROW_MASKS = tuple((1 << 8 * run) - 1 for run in NARROW_RUNS)
_WIDE_MASKS = tuple((1 << 16 * run) - 1 for run in WIDE_RUNS)
_WORD_BYTES = 8


def slots(plain: str, language: Language) -> list[int]:
    """Slots of all runs of a normalised text, each once, in no useful order."""
    if language in {"ko", "en"}:
        data = f" {decompose(plain)} ".translate(_NARROW).encode("latin-1", "replace")
        if language == "en":
            data = data.translate(_ENGLISH)
        words, masks = _words(data, 1), _NARROW_MASKS
    else:
        data = f" {plain} ".encode("utf-16-le", "surrogatepass")
        words, masks = _words(data, 2), _WIDE_MASKS
    return list({(word & mask) % SLOTS for mask in masks for word in words})


def _words(data: bytes, step: int) -> list[int]:
    """The 64-bit word that begins at each letter; behind the end come zeros."""
    length = len(data)
    data += bytes(2 * _WORD_BYTES)
    words: list[int] = []
    for offset in range(0, _WORD_BYTES, step):
        count = (length - offset + _WORD_BYTES - 1) // _WORD_BYTES
        if count > 0:
            words += struct.unpack_from(f"<{count}Q", data, offset)
    return words
