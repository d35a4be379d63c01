"""The tricks of the evasion suite: each rewrites a whole message so that people still read it.

Applied to held-out abusive messages; what a trick does not change in a language is measured all the same. None of these
functions is used in training, and they share nothing with the normaliser but Hangul's letters.
"""

import random
import re
from collections.abc import Callable

from functions.chat.moderation.hangul import decompose

Trick = Callable[[str, random.Random], str]

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_LATIN_SHAPES = str.maketrans("aeopcyxi", "аеорсухі")
_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
_RADICALS = str.maketrans("人女大子小口水火狗黑白马鬼鸟心手生见", "⼈⼥⼤⼦⼩⼝⽔⽕狗⿊⽩马⿁鸟⼼⼿⽣见")
_JAMO_SHAPES = str.maketrans("ㅣㅡ", "丨一")
_LEET = str.maketrans("aeiost", "431057")
_EASTERN_PAIR = re.compile("(?<=[가-힣\u4e00-\u9fff])(?=[가-힣\u4e00-\u9fff])")
_WORD = re.compile(r"\S+")


def zero_width(text: str, chance: random.Random) -> str:
    """An invisible sign behind each sign."""
    return "".join(sign + chance.choice(_ZERO_WIDTH) for sign in text)


def jamo_split(text: str, _chance: random.Random) -> str:
    """Syllables as the keyboard's letters; nothing to split outside Korean."""
    return decompose(text)


def separators(text: str, chance: random.Random) -> str:
    """One of `. _ - *` or a space between all signs of the message."""
    return chance.choice(".-_* ").join(text)


def homoglyphs(text: str, _chance: random.Random) -> str:
    """Cyrillic for Latin letters; radicals and full-width signs for Chinese; two jamo drawn as Han strokes, split."""
    if re.search("[가-힣]", text):
        return decompose(text).translate(_JAMO_SHAPES).translate(_LATIN_SHAPES)
    if re.search("[\u4e00-\u9fff]", text):
        return text.translate(_RADICALS).translate(_WIDE)
    return text.translate(_LATIN_SHAPES)


def leetspeak(text: str, chance: random.Random) -> str:
    """Digits for a e i o s t in Latin letters; in Korean and Chinese a digit or sign within half of the pairs."""
    infixed = _EASTERN_PAIR.sub(lambda _: chance.choice("1234!~") if chance.random() < 0.5 else "", text)  # noqa: PLR2004
    return infixed.translate(_LEET)


def repeats(text: str, chance: random.Random) -> str:
    """In each word one letter three to six times."""

    def stretched(match: re.Match[str]) -> str:
        word = match[0]
        place = chance.randrange(len(word))
        return word[:place] + word[place] * chance.randint(3, 6) + word[place + 1 :]

    return _WORD.sub(stretched, text)


TRICKS: dict[str, Trick] = {
    "zero-width": zero_width,
    "jamo split": jamo_split,
    "separators": separators,
    "homoglyphs": homoglyphs,
    "leetspeak": leetspeak,
    "repeats": repeats,
}
