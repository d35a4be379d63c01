"""Hangul syllables and the letters (jamo) they are made of. The arithmetic is that of Unicode, section 3.12."""

import re

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
FIRST, COUNT = 0xAC00, 11172
_PER_VOWEL = len(FINALS)
_PER_INITIAL = len(VOWELS) * _PER_VOWEL

_LETTERS = {
    FIRST + i: INITIALS[i // _PER_INITIAL]
    + VOWELS[i % _PER_INITIAL // _PER_VOWEL]
    + FINALS[i % _PER_VOWEL].strip()
    for i in range(COUNT)
}  # fmt: skip
# A vowel split over two keys: ㅗ and ㅏ are typed for ㅘ.
_PAIRS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}
_PAIR = re.compile("|".join(_PAIRS))
# Letters that spell a syllable: a final is one only where no vowel follows, else it begins the next syllable.
_SPELLED = re.compile(f"([{INITIALS}])([{VOWELS}])([{FINALS[1:]}](?![{VOWELS}]))?")
# An open syllable followed by a stray consonant: 씨ㅂ, of 씨ㅂㅏㄹ the consonant belongs to what follows.
_STRAY = re.compile(f"([가-힣])([{FINALS[1:]}])(?![{VOWELS}])")


def decompose(text: str) -> str:
    """Every syllable as two or three letters: 발 is ㅂㅏㄹ. Other signs stay."""
    return text.translate(_LETTERS)


def compose(text: str) -> str:
    """Letters that spell syllables become syllables: ㅅㅣㅂㅏㄹ is 시발. Lone letters (ㅋㅋ, ㅠㅠ) stay."""
    if not any("ㄱ" <= sign <= "ㅣ" for sign in text):
        return text
    return _SPELLED.sub(_syllable, _PAIR.sub(lambda pair: _PAIRS[pair[0]], text))


def close(text: str) -> str:
    """An open syllable takes the stray consonant behind it as its final: 벼ㅇ신 is 병신."""
    return _STRAY.sub(_closed, text)


def _syllable(match: re.Match[str]) -> str:
    initial, vowel, final = INITIALS.index(match[1]), VOWELS.index(match[2]), FINALS.index(match[3] or " ")
    return chr(FIRST + initial * _PER_INITIAL + vowel * _PER_VOWEL + final)


def _closed(match: re.Match[str]) -> str:
    index = ord(match[1]) - FIRST
    if index % _PER_VOWEL:
        return match[0]
    return chr(FIRST + index + FINALS.index(match[2]))
