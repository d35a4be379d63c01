"""The text a reader sees, whatever signs it was written with: the tricks that hide a word from a filter are undone.

Two readings come out. `plain` keeps the words apart and is what the model reads; `bare` also drops what stands between
two letters of one word (시1발, 傻*逼) and stretched vowels, and is read by the lexicon only, for it ruins dates and
model numbers. A message of which most gaps are filled that way is bare in both.
"""

import re
import unicodedata
from dataclasses import dataclass

from functions.chat.moderation import hangul

MAX_LENGTH = 500  # signs that are read; a chat message is shorter, and cost must not grow with what a sender pastes

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_CYRILLIC = dict(zip("аеорсухівкмнтѕјԁһӏԛԝ", "aeopcyxibkmhtsjdhlqw", strict=True))
_GREEK = dict(zip("αβεικνορτυχηω", "abeiknoptuxnw", strict=True))
_OTHERS = dict(zip("ɑɡıʟօոսɩƽᴀʙᴄᴅᴇɢʜᴊᴋᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢøđłßæ", "aglionuisabcdeghjkmnoprstuvwyzodlsa", strict=True))
_LOOKALIKES = str.maketrans(_CYRILLIC | _GREEK | _OTHERS)
_READABLE_AS_ITSELF = re.compile("[бгджзийлпфцчшщъыьэюяґєїγδζθλμξπσφψςάέήίόύώ]")  # real Russian or Greek: no disguise
_TRADITIONAL = str.maketrans(
    "媽罵賤貨廢垃圾殘豬狗鳥雞幹滾爛臉壞腦強姦殺蠢賣國親爺孫兒們個這誰屍畜雜種韓億無恥噁惡髒蕩騷當來過說沒還麼嗎樣會對",
    "妈骂贱货废垃圾残猪狗鸟鸡干滚烂脸坏脑强奸杀蠢卖国亲爷孙儿们个这谁尸畜杂种韩亿无耻恶恶脏荡骚当来过说没还么吗样会对",
)
_CONJOINING = {0x1100 + i: sign for i, sign in enumerate(hangul.INITIALS)}
_CONJOINING |= {0x1161 + i: sign for i, sign in enumerate(hangul.VOWELS)}
_CONJOINING |= {0x11A7 + i: sign for i, sign in enumerate(hangul.FINALS) if i}
_NOT_JAMO = re.compile("[^ㄱ-ㅣ]+")  # NFKC makes other letters of the keyboard's jamo, and wrong syllables
_JAMO_SHAPES = str.maketrans("丨人口一卜己乙日廿ㆍ", "ㅣㅅㅁㅡㅏㄹㄹㅂㅂㅏ")
_JAMO_SHAPE = re.compile("(?<=[ㄱ-ㅣ])[丨人口一卜己乙日廿]+|[丨人口一卜己乙日廿]+(?=[ㄱ-ㅣ])")
_LATIN_VOWEL = re.compile("(?<=[ㄱ-ㅎ])[l1i|!](?![a-z])")  # ㅅl발
_LATIN_ZERO = re.compile("0(?=[ㅏ-ㅣ])")  # 0ㅏ for ㅇㅏ

_TRIPLED_LETTER = re.compile(r"([^\W\d_ㄱ-ㅣ])\1{2,}")
_TRIPLED = re.compile(r"(.)\1{2,}", re.DOTALL)
_SPACES = re.compile(r"\s+")

_GAP = r"[\s._\-*~/|,·…•・^+=]"
# Letters one by one with something between them: f.u.c.k, s h i t, 개 새 끼.
_SPELLED_OUT = re.compile(rf"(?<![^\W_])[^\s._\-*~/|,·…•・^+=](?:{_GAP}{{1,12}}[^\s._\-*~/|,·…•・^+=]){{2,}}(?![^\W_])")
_GAPS = re.compile(rf"{_GAP}+")
_TWO_SYLLABLES = re.compile(r"(?<!\S)([가-힣ㄱ-ㅎ]) ([가-힣ㄱ-ㅎ])(?!\S)")
_INFIX = re.compile(
    r"(?<=[가-힣ㄱ-ㅣ])[\d._\-*~/|,·…•・^+=!?@#$%&;:'\"]{1,3}(?=[가-힣ㄱ-ㅣ])"
    r"|(?<=[\u4e00-\u9fff])[\s\d._\-*~/|·…•・^+=@#$%&'\"!a-z]{1,3}(?=[\u4e00-\u9fff])"
)
_EAST = re.compile("[가-힣ㄱ-ㅣ\u4e00-\u9fff]")
_STRETCHED = re.compile("([가-힣])([아이으우어오에애])\\2*(?=[가-힣])")

_WORD = re.compile(r"[a-z0-9@$!|+]+")
_UNIT = re.compile(r"\d+(?:st|nd|rd|th|k|m|am|pm|fps)|\W+")
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|k|m|am|pm|s|x|d|h|p|fps)?|[a-z]\d{1,2}|mp[34]|h26[45]|\W+")
_MIXED = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]+")
_FEW = 3
_LEET = str.maketrans("0134578@$!|+", "oieastbasiit")


@dataclass(frozen=True)
class Reading:
    """plain: lower-case text, words apart. bare: the same with whatever stood inside words taken out."""

    plain: str
    bare: str


def read(text: str) -> Reading:
    """Both readings of a message; what is longer than MAX_LENGTH signs is cut."""
    plain = _joined(_repeats(_folded(_INVISIBLE.sub("", text[: MAX_LENGTH * 2])))[:MAX_LENGTH])
    if plain.isascii():
        plain = _unleet(plain)
        return Reading(plain, plain)
    plain = hangul.compose(_jamo(_unleet(plain)))
    bare = _INFIX.sub("", plain)
    if (infixes := len(_INFIX.findall(plain))) >= _FEW and infixes * 6 > len(_EAST.findall(plain)):
        plain = bare = hangul.compose(bare)
    bare = _TWO_SYLLABLES.sub(r"\1\2", hangul.close(hangul.compose(bare)))
    return Reading(plain, _STRETCHED.sub(_unstretched, bare))


def _folded(text: str) -> str:
    """Lower case, compatibility forms, marks and look-alikes folded."""
    if text.isascii():
        return text.lower()
    text = _NOT_JAMO.sub(_compatible, text).lower()
    if not _READABLE_AS_ITSELF.search(text):
        text = text.translate(_LOOKALIKES)
    return text.translate(_TRADITIONAL)


def _compatible(match: re.Match[str]) -> str:
    text = unicodedata.normalize("NFKC", match[0])
    if text.isascii():
        return text
    taken_apart = unicodedata.normalize("NFD", text)
    if _MARKS.search(taken_apart):
        text = unicodedata.normalize("NFC", _MARKS.sub("", taken_apart))
    return text.translate(_CONJOINING)


def _repeats(text: str) -> str:
    """Three of a letter are one (fuuuck), of anything else two (ㅋㅋㅋㅋ, !!!!), gaps between letters excepted."""
    return _TRIPLED.sub(_two, _TRIPLED_LETTER.sub(r"\1", text))


def _two(match: re.Match[str]) -> str:
    return match[0] if match[1].isspace() else match[1] * 2


def _joined(text: str) -> str:
    """Words spelt letter by letter are words again."""
    if _GAPS.search(text):
        text = _SPELLED_OUT.sub(lambda run: _GAPS.sub(_spelled_gap, run[0]), text)
    return _SPACES.sub(" ", text).strip()


def _spelled_gap(match: re.Match[str]) -> str:
    """Of `f.u.c.k. .y.o.u` each second sign is the message's own: nothing within a word, a space or comma between."""
    gap = match[0]
    return gap[1::2] if len(gap) % 2 else " "


def _unleet(text: str) -> str:
    """Digits and signs among Latin letters are the letters they look like. Numbers and units stay, but where a message
    mixes them all over, what looks like one (h03, 70) is a word too.
    """
    mixed = sum(1 for word in _MIXED.findall(text) if not _NUMBER.fullmatch(word))
    return _WORD.sub(_any_letters if mixed >= _FEW else _letters, text)


def _any_letters(match: re.Match[str]) -> str:
    word = match[0]
    return word if word.isalpha() or _UNIT.fullmatch(word) else word.translate(_LEET)


def _letters(match: re.Match[str]) -> str:
    word = match[0]
    if word.isalpha() or _NUMBER.fullmatch(word):
        return word
    body = word.rstrip("!|+")  # hello! ends in a sign, not in an i
    if body.isalpha() or _NUMBER.fullmatch(body):
        return word
    return body.translate(_LEET) + word[len(body) :]


def _jamo(text: str) -> str:
    """Signs that stand for a jamo next to one."""
    if not any("ㄱ" <= sign <= "ㅣ" for sign in text):
        return text
    text = _JAMO_SHAPE.sub(lambda run: run[0].translate(_JAMO_SHAPES), text)
    return _LATIN_ZERO.sub("ㅇ", _LATIN_VOWEL.sub("ㅣ", text))


def _unstretched(match: re.Match[str]) -> str:
    """시이이발 is 시발: a syllable without a consonant that repeats the vowel before it is dropped."""
    before, after = hangul.decompose(match[1]), hangul.decompose(match[2])
    return match[1] if len(before) == 2 and before[1] == after[1] else match[0]  # noqa: PLR2004 - an open syllable
