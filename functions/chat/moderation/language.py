"""Which of the three languages a message is written in, told by its script. Latin letters count as English."""

import re

from functions.chat.moderation.verdict import Language

_HANGUL = re.compile("[가-힣ㄱ-ㅣ]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_LATIN = re.compile("[a-z]")


def language_of(text: str) -> Language:
    """Of a lower-case text. One word of Korean or Chinese outweighs the names and exclamations in Latin around it."""
    if text.isascii():
        return "en" if _LATIN.search(text) else "other"
    hangul, han = len(_HANGUL.findall(text)), len(_HAN.findall(text))
    if hangul and hangul >= han:
        return "ko"
    if han:
        return "other" if len(_KANA.findall(text)) * 4 > han else "zh"
    return "en" if _LATIN.search(text) else "other"
