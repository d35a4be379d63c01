"""A small count of glad and sad words in three languages. No licensed, labelled chat was at hand to learn it from.

It serves a mood line over many messages; of one message it is a hint. A negation just before (English, Chinese) or
just
behind (Korean) turns a word around; irony is not seen.
"""

import re
from collections.abc import Iterable

from functions.chat.moderation.lexicon import alternatives

_GLAD = """
    good great love loved loving awesome amazing nice cool best beautiful happy fun funny perfect thanks thank
    congrats
    congratulations wonderful cute wow yay pog poggers gg excellent brilliant gorgeous lol lmao haha sweet enjoy
    enjoyed
    좋 최고 사랑 감사 고마 예쁘 이쁘 예뻐 이뻐 귀여 귀엽 멋있 멋져 멋지 재밌 재미있 웃기 행복
    축하 대박 짱 굿 완벽 응원 화이팅
    파이팅 기대 감동 즐거 힐링 훌륭 ㅋㅋ ㅎㅎ
    喜欢 爱 好看 好听 好吃 好玩 不错 棒 赞 厉害 漂亮 可爱 美丽 开心 高兴 快乐 幸福 感谢 谢谢 恭喜 加油 支持 完美 优秀
    精彩 哈哈 给力 牛逼 感动 期待 舒服
    ❤ ♥ 💕 💖 😍 🥰 😊 😀 😁 😂 🤣 👍 👏 🎉 🔥 😘 🙏
"""
_SAD = """
    bad terrible awful hate hated hates worst boring sad ugly horrible trash garbage sucks suck annoying disgusting
    angry
    cringe lame stupid dumb disappointing disappointed sorry cry crying fail failed broken lag laggy lost tired
    싫어 싫다 싫은 나쁘 나쁜 최악 별로 지루 재미없 노잼 슬프 슬퍼 짜증 화나 화난 실망 답답 망했 못생 역겹 역겨 힘들
    아쉽 아쉬 불쌍 무서 렉 끊겨 쓰레기 한심
    ㅠㅠ ㅜㅜ
    讨厌 难看 难听 难吃 无聊 差劲 太差 垃圾 恶心 伤心 难过 失望 生气 烦 糟糕 可怜 害怕 丑 卡顿 太卡 累 哭 后悔 痛苦
    悲伤 可惜 无语
    😢 😭 😡 😠 🤮 👎 💔 😞 🤢
"""
_LATIN = re.compile(r"[a-z]+")
_NEGATIONS = {"not", "no", "never", "dont", "isnt", "wasnt", "cant", "t", "without", "hardly"}
_NEGATED_BEFORE = re.compile(r"(?:不|没|没有|别|不是|不太|不怎么|안|못)\s*$")
_NEGATED_BEHIND = re.compile(r"^[가-힣]{0,3}지\s*(?:않|못|마|는\s*않|도\s*않)")
_WINDOW = 8
_PRIOR = 1.0  # one word says less than three: 1 of 1 is .5, 3 of 3 is .75


def _split(words: str) -> tuple[set[str], list[str]]:
    latin = {word for word in words.split() if word.isascii()}
    return latin, [word for word in words.split() if not word.isascii()]


_GLAD_LATIN, _GLAD_OTHERS = _split(_GLAD)
_SAD_LATIN, _SAD_OTHERS = _split(_SAD)
_ANYWHERE = alternatives([*_GLAD_OTHERS, *_SAD_OTHERS])
_GLAD_ANYWHERE = frozenset(_GLAD_OTHERS)


def sentiment(plain: str) -> float:
    """Of a normalised text: -1 (sad, angry) to 1 (glad); 0 where no listed word occurs."""
    signs = [*_latin(plain), *([] if plain.isascii() else _others(plain))]
    return sum(signs) / (len(signs) + _PRIOR)


def _latin(text: str) -> Iterable[int]:
    words = _LATIN.findall(text)
    for index, word in enumerate(words):
        if word in _GLAD_LATIN or word in _SAD_LATIN:
            negated = not _NEGATIONS.isdisjoint(words[max(0, index - 2) : index])
            yield (1 if word in _GLAD_LATIN else -1) * (-1 if negated else 1)


def _others(text: str) -> Iterable[int]:
    if _ANYWHERE is None:
        return
    for found in _ANYWHERE.finditer(text):
        before, behind = (
            text[max(0, found.start() - _WINDOW) : found.start()],
            text[found.end() : found.end() + _WINDOW],
        )
        negated = _NEGATED_BEFORE.search(before) or _NEGATED_BEHIND.match(behind)
        yield (1 if found[0] in _GLAD_ANYWHERE else -1) * (-1 if negated else 1)
