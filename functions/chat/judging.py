"""The judge of messages, brought in with the first of them: who only lets people in never pays for his word lists."""

from collections.abc import Sequence

from functions.chat.moderation.verdict import Verdict


def judge(text: str, room_terms: Sequence[str]) -> Verdict:
    from functions.chat.moderation import pipeline

    return pipeline.judge(text, room_terms)


def plain(text: str) -> str:
    """The text as it is compared: without disguises, in lower case."""
    from functions.chat.moderation import normalize

    return normalize.read(text).plain
