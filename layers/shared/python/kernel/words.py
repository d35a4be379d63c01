"""Words of a text in three languages, so that what one says and another is called meet in the same words."""

import re
import unicodedata

SHORTEST = 2
# What carries no topic; Korean particles are cut off before.
_STOP = """
    the a an and or but if of to in on at for with is are was were be it this that i you he she we they me my your
    not no yes do does did have has so just what who how lol 그 이 저 것 수 나 너 우리 진짜 너무 그냥 근데 이거 그거
    뭐 왜 좀 더 다 안 못 네 예 아 오 와 的 了 是 我 你 他 在 吗 吧 啊 呢
"""
STOP = frozenset(_STOP.split())
_WORD = re.compile(r"[a-z0-9']+|[가-힣]+|[\u4e00-\u9fff]+")
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:에서|에게|으로|까지|부터|은|는|이|가|을|를|의|에|도|만|로|와|과)+$")
_LAUGHTER = re.compile(r"^(.)\1*$")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def words(text: str) -> list[str]:
    """Lower case, without particles and stop words; Chinese, which has no spaces, in pairs of signs.

    A noun that ends as if it had a particle (고양이) loses that with its particles (고양이가): it still meets itself.
    """
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _HAN.fullmatch(word):
            found += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            found.append(_PARTICLE.sub("", word))
    return [word for word in found if len(word) >= SHORTEST and word not in STOP and not _LAUGHTER.match(word)]
