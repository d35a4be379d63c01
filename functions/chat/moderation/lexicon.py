"""Words that are held whatever stands around them, and the innocent words that contain them.

A term of Latin letters matches whole words only (`ass` is not in `class`), one of Hangul or Han anywhere. Innocent
words are taken out of the text before terms are looked for: 시발점 is a starting point, 黑鬼节 no insult.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

Category = Literal["profanity", "insult", "slur", "sexual", "threat", "self_harm", "room"]
Tree: TypeAlias = "dict[str, Tree]"


@dataclass(frozen=True)
class Term:
    """language: ko, en, zh, or any for what a room adds."""

    text: str
    category: Category
    language: Literal["ko", "en", "zh", "any"]


_LISTED: dict[tuple[Literal["ko", "en", "zh"], Category], str] = {
    (
        "ko",
        "profanity",
    ): """시발 씨발 시팔 씨팔 씨빨 시빨 쓰발 쓰빨 쉬발 쒸발 싀발 씌발 슈발 쌰발 씹할 씨바 십새끼 씹새끼 십새
        씹새 좆같 좆까 좇같 좃같 좆나 좆만 지랄 염병 개같은 니미럴 썅 쌍년 쌍놈 상년 ㅅㅂ ㅆㅂ ㅅㅂㄹㅁ ㅈㄹ ㅈ같 ㅈ까
        ㅗㅗ tlqkf c발 s발 si발
        ssibal sibal 18놈 엿먹어 엿이나""",
    (
        "ko",
        "insult",
    ): """병신 븅신 빙신 등신새끼 개새끼 개색끼 개색기 개쉐이 개세끼 개놈 개년 이새끼 저새끼 그새끼 새끼야 새끼들
        새끼가 또라이
        미친놈 미친년 미친새끼 느금마 느금 니애미 니애비 니에미 니엄마 애미없 애비없 엠창 호로새끼 후레자식 찌질이
        닥쳐 꺼져라 아가리
        대가리박 ㅂㅅ ㅄ ㄱㅅㄲ ㄴㄱㅁ ㅅㄲ ㅁㅊㄴ ㄷㅊ 쓰레기새끼 쓰레기같은 개돼지 돌대가리 개쓰레기 극혐""",
    (
        "ko",
        "slur",
    ): """한남충 김치녀 된장녀 맘충 틀딱 급식충 짱깨 짱개 쪽바리 쪽발이 홍어새끼 전라디언 깜둥이 똥남아 게이새끼
        호모새끼
        레즈년 장애인새끼 메갈년 메갈 일베충 조센징 빨갱이 토착왜구""",
    ("ko", "sexual"): "창녀 창년 걸레년 걸레같은 보지년 자지새끼 몸파는년",
    ("ko", "threat"): "죽여버린다 죽여버릴 죽여버리 찔러죽 뒤져라 뒈져라 뒤져버려 디져라 나가뒤져 패죽",
    ("ko", "self_harm"): "자살하고싶 죽고싶어 죽고싶다 살기싫어 자해하",
    (
        "en",
        "profanity",
    ): """fuck fucking fucked fucker fuckers fuckin fuckyou fck fuk fuq phuck motherfucker motherfuckers
        motherfucking shit shitty bullshit asshole assholes ass dumbass jackass cunt cunts dickhead dickheads prick
        twat wanker bollocks stfu gtfo fuckoff""",
    ("en", "insult"): """bitch bitches bitchass sonofabitch bastard bastards whore whores slut sluts retard retards
        retarded moron morons imbecile scumbag dipshit shithead douchebag""",
    ("en", "slur"): """nigger niggers nigga niggas niggah faggot faggots fag fags tranny trannies
        gook gooks spic spics wetback wetbacks kike kikes paki pakis towelhead raghead""",
    ("en", "sexual"): "pussy pussies cocksucker cumslut blowjob dildo titties tits",
    ("en", "threat"): "kys killyourself killurself",
    ("en", "self_harm"): "killmyself suicidal",
    (
        "zh",
        "profanity",
    ): """操你 草你妈 草泥马 艹你 日你妈 曰你 他妈的 她妈的 你妈的 特么的 妈的 尼玛 你妈逼 妈逼 麻痹的 我操 卧槽尼
        狗日 cnm nmsl tmd
        mlgb 妈卖批 去你妈 滚蛋 滚犊子 滚粗 屁话 放屁""",
    (
        "zh",
        "insult",
    ): """傻逼 傻比 傻b 煞笔 沙比 傻叉 傻屌 sb shabi 二逼 装逼 逼样 贱人 贱货 贱逼 贱女 贱男 婊子 绿茶婊 废物 脑残
        智障 白痴
        蠢货 蠢猪 死全家 全家死 狗东西 狗杂种 杂种 畜生 畜牲 王八蛋 龟孙 人渣 败类 垃圾人 死胖子 丑逼 不要脸 臭不要脸
        母狗
        死妈 没妈 猪狗不如 狗男女 死变态""",
    ("zh", "slur"): """黑鬼 尼哥 支那 棒子国 死棒子 小鬼子 日本鬼子 倭寇 国蝻 蝈蝻 郭楠 女拳 直男癌 黑蛆
        河南骗子 死基佬 死同性恋 娘炮 死人妖 乡巴佬 穷逼 圣母婊 媚黑 洋垃圾 倭狗""",
    ("zh", "sexual"): "强奸 骚货 骚逼 荡妇 鸡巴 操逼 肉便器 公交车女",
    ("zh", "threat"): "去死吧 打死你 弄死你 杀了你 杀你全家 砍死",
    ("zh", "self_harm"): "想自杀 不想活了 割腕",
}

# Longer words in which a term above is only a run of letters; and idioms.
INNOCENT = """
    시발점 시발역 시발택시 시발자동차 다시발 잠시발 일시발 동시발 역시발 즉시발 임시발 표시발 감시발 제시발 전시발
    수시발 필시발 발표시발
    혹시바 다시바 잠시바 역시바 택시바 시바견 시바이누 시바스 시바타 시바사키 시바신 시바료타로 씨바람 날씨바 아저씨바
    솜씨바
    지랄탄 병신년 열십새 십새벽 메갈로
    대가리박물관 이새끼손가락 새끼손가락 새끼고양이 새끼강아지 새끼줄 새끼발가락 새끼곰 강아지새끼들 고양이새끼들
    닥쳐온 닥쳐올 닥쳐도
    닥쳐왔 닥쳐서 미친놈역할 지랄맞은날씨 개년월 몇개년 5개년 개년계획 상년도 이상년 금상년 향상년
    草泥马戈壁乐园 装逼格 垃圾人工分类
    女拳击 女拳手 女拳王 黑鬼节 放屁虫 白痴迷 支那么 支那种 支那些 支那个 一支那 你妈的生日 你妈的手艺
    我妈的 她妈的手 他妈的手 妈的味道 你妈的话 姑妈的 大妈的 舅妈的 干妈的 姨妈的 奶妈的 后妈的 老妈的 妈妈的 宝妈的
    我操心 我操作 我操场 我操办 我操练
    你操心 操你的心 你操作 打死你都 打死你也 没妈妈 死妈妈 反强奸 强奸罪 强奸犯 强奸案 防强奸 人渣男角色 杂种优势
    杂种犬 杂种稻 杂种一代
"""
_LATIN_WORD = re.compile(r"[a-z0-9]+")
_TRIPLE = re.compile(r"(.)\1+")


def listed() -> list[Term]:
    """Every term of the three languages, as it is looked for in a normalised text."""
    return [Term(word, category, language) for (language, category), words in _LISTED.items() for word in words.split()]


@dataclass(frozen=True)
class Matcher:
    """words: terms of Latin letters by the word; anywhere: one pattern of all others; innocent: what to take out.
    phrases: whether the others occur in texts of Latin letters at all.
    """

    words: dict[str, Term]
    anywhere: re.Pattern[str] | None
    terms: dict[str, Term]
    innocent: re.Pattern[str]
    phrases: bool

    @classmethod
    def of(cls, terms: Iterable[Term]) -> "Matcher":
        words: dict[str, Term] = {}
        others: dict[str, Term] = {}
        for term in terms:
            place = words if _LATIN_WORD.fullmatch(term.text) else others
            place[term.text] = term
        for text, term in list(words.items()):
            squeezed = _TRIPLE.sub(r"\1", text)  # asshole, written with a long s, has been read as ashole
            if len(squeezed) > 4 and squeezed not in _NOT_SQUEEZED:  # noqa: PLR2004 - shorter ones become other words
                words.setdefault(squeezed, term)
        return cls(
            words, alternatives(others), others, re.compile(_trie(INNOCENT.split())), any(map(str.isascii, others))
        )

    def without_innocent(self, text: str) -> str:
        """The text with a space for each innocent word, so that the runs in it count for nothing."""
        return text if text.isascii() else self.innocent.sub(" ", text)

    def found(self, text: str) -> list[Term]:
        """Terms of a normalised text, each once, in the order they first come."""
        terms: dict[str, Term] = {}
        for word in _LATIN_WORD.findall(text):
            if word in self.words:
                terms[word] = self.words[word]
        if self.anywhere is not None and (self.phrases or not text.isascii()) and self.anywhere.search(text):
            for run in self.anywhere.findall(self.innocent.sub("\0", text)):
                terms[run] = self.terms[run]
        return list(terms.values())


_NOT_SQUEEZED = {"niger", "nigers", "pusy"}  # Niger is a country


def alternatives(terms: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern that finds the longest of the terms at each place; None of no terms."""
    words = list(terms)
    return re.compile(_trie(words)) if words else None


def _trie(words: Iterable[str]) -> str:
    """Alternatives with common beginnings written once: the engine looks at each sign of a text about once."""
    root: Tree = {}
    for word in words:
        node = root
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: Tree) -> str:
    branches = [re.escape(sign) + _pattern(below) for sign, below in sorted(node.items()) if sign]
    if not branches:
        return ""
    single = all(len(branch) == 1 for branch in branches)
    body = f"[{''.join(branches)}]" if single and len(branches) > 1 else "|".join(branches)
    wrapped = body if len(branches) == 1 or single else f"(?:{body})"
    return f"(?:{wrapped})?" if "" in node else wrapped


@lru_cache(maxsize=512)
def room_matcher(terms: tuple[str, ...]) -> Matcher:
    """A room's own terms, normalised already; kept, for one room asks for each of its messages."""
    return Matcher.of(Term(text, "room", "any") for text in terms)


_HELP = alternatives(term.text for term in listed() if term.category == "self_harm")


def asks_for_help(plain: str) -> bool:
    """Whether a normalised text speaks of harming oneself; those are phrases, written with spaces or without."""
    return _HELP is not None and _HELP.search(plain.replace(" ", "")) is not None


STANDARD = Matcher.of(listed())
