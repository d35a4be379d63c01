"""What a name is about, by the words in it: tags with a confidence, and where they come from. Pure.

A list of words and no model: it is read in a millisecond, says why, and is wrong in ways that people can correct.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kernel.words import words

SOURCE = "words of the name"
MOST_TAGS = 3


@dataclass(frozen=True)
class Tag:
    """`confidence` 0 to 1: how many of the words that say anything say this."""

    name: str
    confidence: float
    source: str = SOURCE


OTHERWISE = Tag("various", 0.0, "no word of the name tells")


@cache
def _lexicon() -> dict[str, list[str]]:
    """Tag → words in Korean, English and Chinese that stand for it."""
    found: dict[str, list[str]] = json.loads((Path(__file__).parent / "tags.json").read_text(encoding="utf-8"))
    return found


def tags_of(name: str) -> list[Tag]:
    """Surest first, one at least. Korean and Chinese words count wherever they stand: in compounds, too."""
    folded, terms = name.casefold(), set(words(name))
    hits = {
        tag: sum(word in terms if word.isascii() else word in folded for word in known)
        for tag, known in _lexicon().items()
    }
    total = sum(hits.values())
    found = [Tag(tag, round(count / total, 3)) for tag, count in hits.items() if count]
    return sorted(found, key=lambda tag: (-tag.confidence, tag.name))[:MOST_TAGS] or [OTHERWISE]
