"""What a judgement of a message says. Apart from the judge, who brings lexicon and model with him."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en", "zh", "other"]
Action = Literal["pass", "hold", "escalate"]


@dataclass(frozen=True)
class Verdict:
    """score: 0 to 1; a listed word holds whatever it is. reasons: categories of listed words (`profanity`, `slur`,
    `room` ...), and `model` where the model reached a band. sentiment: -1 to 1.
    """

    action: Action
    score: float
    reasons: tuple[str, ...]
    language: Language
    sentiment: float
