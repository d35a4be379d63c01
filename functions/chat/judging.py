"""What messages need, brought in with the first of them: who only lets people in never pays for the word lists."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from functions.chat.moderation.verdict import Verdict

if TYPE_CHECKING:
    from functions.chat.drawing import Drawing


def judge(text: str, room_terms: Sequence[str]) -> Verdict:
    from functions.chat.moderation import pipeline

    return pipeline.judge(text, room_terms)


def plain(text: str) -> str:
    """The text as it is compared: without disguises, in lower case."""
    from functions.chat.moderation import normalize

    return normalize.read(text).plain


def may_hold_emotes(text: str) -> bool:
    """`:code:` takes two colons; most texts have none."""
    return text.count(":") > 1


@cache
def drawing() -> "Drawing":
    """Once a container: it keeps rooms' emotes for a moment."""
    from functions.chat.drawing import Drawing

    return Drawing()
