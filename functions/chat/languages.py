"""In which language something is written, and what of it is for a translator. Pure."""

import html
import re
from collections import Counter
from collections.abc import Iterable

AUTO = "auto"  # the translator finds out
CHINESE = ("zh", "zh-TW")

_HANGUL, _HAN, _KANA = re.compile("[가-힣]"), re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), re.compile("[\u3040-\u30ff]")
_THAI, _LETTER = re.compile("[\u0e01-\u0e4e]"), re.compile(r"[^\W\d_ㄱ-ㅣ]")  # ㅋㅋㅋ is laughter in every language
# Addresses, codes of emotes and names of people say the same in every language.
_KEPT = re.compile(r"(?:https?://|www\.)\S+|:[\w+-]{1,40}:|(?<![\w.])@[^\s@]+", re.IGNORECASE)
_SPAN = re.compile(r'<span translate="?no"?>(.*?)</span>', re.IGNORECASE | re.DOTALL)
# Common characters that the two ways of writing Chinese have apart: simplified, traditional, simplified …
_APART = (
    "这這个個们們来來时時会會说說对對现現发發让讓经經过過还還没沒问問间間题題从從关關开開头頭见見实實动動话話"
    "请請谢謝东東车車马馬长長门門飞飛鱼魚鸟鳥语語读讀写寫听聽觉覺爱愛欢歡乐樂汉漢国國图圖学學习習书書买買卖賣"
    "钱錢红紅绿綠蓝藍龙龍师師妈媽吗嗎给給边邊进進远遠运運连連选選样樣点點热熱爷爺电電视視频頻网網络絡软軟机機"
    "务務员員参參变變声聲应應当當战戰场場级級练練组組织織续續结結终終难難虽雖观觀议議论論许許设設识識证證词詞"
    "译譯误誤谁誰调調课課计計认認讨討训訓记記讲講谈談赛賽赢贏输輸转轉轻輕较較达達违違迟遲适適邮郵释釋银銀键鍵"
    "闻聞队隊阳陽阴陰际際险險随隨隐隱静靜须須顺順预預领領颜顏额額风風饭飯饮飲饿餓馆館驾駕验驗骑騎骗騙鲜鮮鸡雞"
    "单單双雙岁歲岛島帮幫带帶怀懷总總恋戀担擔择擇换換数數断斷无無旧舊条條极極欧歐毕畢气氣温溫湾灣灯燈灵靈烦煩"
)
SIMPLIFIED, TRADITIONAL = frozenset(_APART[::2]), frozenset(_APART[1::2])


def source_of(text: str) -> str:
    """The language, where its script tells; AUTO for Latin letters, which many share, and for what is unknown."""
    bare = _KEPT.sub(" ", text)
    hangul, han, kana = (len(script.findall(bare)) for script in (_HANGUL, _HAN, _KANA))
    if hangul and hangul >= han:
        return "ko"
    if kana * 4 > han:
        return "ja"
    if han:
        return _chinese(bare) or "zh"
    return "th" if _THAI.search(bare) else AUTO


def targets(text: str, wanted: Iterable[str]) -> list[str]:
    """Of the wanted languages those that the text is not written in; none for a text without a word."""
    bare = _KEPT.sub(" ", text)
    if not _LETTER.search(bare):
        return []
    source = source_of(text)
    own = CHINESE if source in CHINESE and _chinese(bare) is None else (source,)
    return [locale for locale in wanted if locale not in own]


def _chinese(text: str) -> str | None:
    """Which way it is written; None where both write it alike."""
    simplified, traditional = (sum(sign in signs for sign in text) for signs in (SIMPLIFIED, TRADITIONAL))
    if simplified == traditional:
        return None
    return "zh" if simplified > traditional else "zh-TW"


def marked(text: str) -> str:
    """As it goes to the translator: in HTML with what stays in its own element, where there is such a thing."""
    kept = list(_KEPT.finditer(text))
    if not kept:
        return text
    parts, at = [], 0
    for found in kept:
        parts += [html.escape(text[at : found.start()], quote=False), _span(found[0])]
        at = found.end()
    return "".join([*parts, html.escape(text[at:], quote=False)])


def _span(kept: str) -> str:
    return f'<span translate="no">{html.escape(kept, quote=False)}</span>'


def unmarked(original: str, translated: str) -> str | None:
    """What came back as people read it; None where it says nothing new, or something that stays was lost."""
    kept = _KEPT.findall(original)
    text = html.unescape(_SPAN.sub(r"\1", translated)) if kept else translated
    if text.strip() in {"", original.strip()} or Counter(kept) - Counter(_KEPT.findall(text)):
        return None
    return text.strip()
