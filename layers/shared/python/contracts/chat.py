"""What chat announces."""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from kernel.events import Event


class WordCount(BaseModel):
    """In how many messages a word was said, and by how many people: lower case, without particles."""

    model_config = ConfigDict(frozen=True, defer_build=True)
    word: str
    messages: int
    chatters: int = 0


class ChatterCount(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)
    user_id: str
    messages: int


class TalkCounted(Event):
    """What was said in a room during a stretch of its broadcast; nothing is announced of a stretch without messages.

    `words` are the most common ones, most common first, `people` those who are signed in and said most.
    """

    capability: ClassVar[str] = "chat"
    channel_id: str
    session_id: str
    since: datetime
    until: datetime
    messages: int
    chatters: int
    words: tuple[WordCount, ...] = ()
    people: tuple[ChatterCount, ...] = ()
