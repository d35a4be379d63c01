"""What a room's log says in figures: messages a minute, who spoke, which words, in which mood. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from functions.chat.entries import Message
from functions.chat.judging import plain

WORDS_KEPT = 100  # of a minute; what is rarer adds nothing to an hour's list
SHORTEST = 2
# What carries no topic in the three languages; Korean particles are cut off before.
_STOP = """
    the a an and or but if of to in on at for with is are was were be it this that i you he she we they me my your
    not no yes do does did have has so just what who how lol 그 이 저 것 수 나 너 우리 진짜 너무 그냥 근데 이거 그거
    뭐 왜 좀 더 다 안 못 네 예 아 오 와 的 了 是 我 你 他 在 吗 吧 啊 呢
"""
STOP = frozenset(_STOP.split())
_WORD = re.compile(r"[a-z0-9']+|[가-힣]+|[\u4e00-\u9fff]+")
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:에서|에게|으로|까지|부터|은|는|이|가|을|를|의|에|도|만|로|와|과)$")
_LAUGHTER = re.compile(r"^(.)\1*$")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass
class Minute:
    """Of messages only, those that were taken back included. `sentiment` is a sum; a mood is its mean."""

    messages: int = 0
    chatters: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)
    sentiment: float = 0.0

    def add(self, message: Message, sentiment: float) -> None:
        self.messages += 1
        self.chatters.add(message.by.user_id)
        self.words.update(set(words(message.text)))  # of one message each once: a word is as common as its speakers
        self.sentiment += sentiment

    def merge(self, other: "Minute") -> None:
        self.messages += other.messages
        self.chatters |= other.chatters
        self.words.update(other.words)
        self.sentiment += other.sentiment


def words(text: str) -> list[str]:
    """Lower case, without particles and stop words; Chinese, which has no spaces, in pairs of signs."""
    found: list[str] = []
    for word in _WORD.findall(plain(text)):
        if _HAN.fullmatch(word):
            found += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            found.append(_PARTICLE.sub("", word))
    return [word for word in found if len(word) >= SHORTEST and word not in STOP and not _LAUGHTER.match(word)]


def mood(figures: Minute) -> float:
    """-1 to 1; 0 where nobody spoke."""
    return round(figures.sentiment / figures.messages, 3) if figures.messages else 0.0


def minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def tally(said: Iterable[tuple[Message, float]]) -> dict[datetime, Minute]:
    """Messages with their sentiments, by the minute."""
    minutes: dict[datetime, Minute] = {}
    for message, sentiment in said:
        minutes.setdefault(minute_of(message.at), Minute()).add(message, sentiment)
    return minutes
