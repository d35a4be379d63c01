"""What a room's log says in figures: messages a minute, who spoke, which words, in which mood. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from functions.chat.entries import Message
from functions.chat.judging import plain
from kernel.words import words

WORDS_KEPT = 100  # of a minute; what is rarer adds nothing to an hour's list


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
        self.words.update(set(words(plain(message.text))))  # of one message each once
        self.sentiment += sentiment

    def merge(self, other: "Minute") -> None:
        self.messages += other.messages
        self.chatters |= other.chatters
        self.words.update(other.words)
        self.sentiment += other.sentiment


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
