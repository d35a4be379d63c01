"""One judgement of one message: normalise, look words up, score. Pure, some hundred microseconds, no network.

pass: shown. hold: kept from the room until a moderator lets it through. escalate: this judge is not sure, or somebody
may need help; a slower judge or a person decides, and whether it is shown meanwhile is the room's policy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from functions.chat.moderation import scorer
from functions.chat.moderation.language import language_of
from functions.chat.moderation.lexicon import STANDARD, Matcher, Term, asks_for_help, room_matcher
from functions.chat.moderation.normalize import Reading, read
from functions.chat.moderation.sentiment import sentiment
from functions.chat.moderation.verdict import Action, Verdict


@dataclass(frozen=True)
class Bands:
    """Scores from which a message is escalated and held; `word` is what a listed word adds to the log odds."""

    escalate: float = 0.7
    hold: float = 0.9
    word: float = 2.0

    def action(self, score: float) -> Action:
        if score >= self.hold:
            return "hold"
        return "escalate" if score >= self.escalate else "pass"


STANDARD_BANDS = Bands()
_HELP = "self_harm"
_NO_OPINION = -8.0  # log odds where the model knows neither language nor text


def judge(text: str, room_terms: Sequence[str] = (), bands: Bands = STANDARD_BANDS) -> Verdict:
    """room_terms: what this room holds besides; compared after the same normalisation."""
    reading = read(text)
    language = language_of(reading.plain)
    terms = _found(STANDARD, reading)
    if room_terms:
        terms += _found(_room(tuple(room_terms)), reading)
    told = scorer.model().logit(STANDARD.without_innocent(reading.plain), language)
    logit = _NO_OPINION if told is None else told
    learned = scorer.logistic(logit)
    words = [term for term in terms if term.category != _HELP]
    score = scorer.logistic(logit + bands.word * min(len(words), 2))
    action = "hold" if words else bands.action(score)
    reasons: list[str] = list(dict.fromkeys(term.category for term in terms))
    if asks_for_help(reading.plain):
        reasons = list(dict.fromkeys([*reasons, _HELP]))
        action = "escalate" if action == "pass" else action
    if learned >= bands.escalate:
        reasons.append("model")
    return Verdict(action, score, tuple(reasons), language, sentiment(reading.plain))


def _found(matcher: Matcher, reading: Reading) -> list[Term]:
    terms = matcher.found(reading.plain)
    return (
        terms
        if reading.bare == reading.plain
        else [*terms, *(t for t in matcher.found(reading.bare) if t not in terms)]
    )


@lru_cache(maxsize=512)
def _room(terms: tuple[str, ...]) -> Matcher:
    """A room's own words, normalised once; kept, for one room asks for each of its messages."""
    return room_matcher(tuple(filter(None, (read(term).bare for term in terms))))
