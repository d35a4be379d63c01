"""The model card: what evaluate.py measured, in words and tables. Nothing in it is typed in by hand but the prose."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.chat.moderation.pipeline import Bands
from ml.moderation.data import SETS
from ml.moderation.quality import Quality

_PROSE = """# Model card: moderation of chat

Logistic regression over runs of characters (Korean and English one to six letters, Korean taken apart into jamo;
Chinese one to four signs), hashed into one table of signed bytes, after a normaliser that undoes disguises, next to a
list of words. Written by `make bench-moderation` from what it measured; trained by `make train-moderation`.

## Use
It sorts live chat in Korean, English and Chinese: what passes at once, what is held for a moderator, what goes to a
slower judge. It is meant to be followed by people, not to punish: no account should be closed on its word.
It reads one message at a time and knows no context, no irony and no picture. Other languages are judged by the word
list and a room's own words only. Latin script counts as English.
"""
_SPLITS = """No data is part of the repository. A tenth of each training part, by hash of the text, set the calibration;
the file that ships is fitted on all training text. Texts that occur in a held-out part were dropped from training.
KoCoHub's licence asks for attribution and for sharing alike; the weights are derived from it among others."""
_HEADING = (
    "| held-out part | messages | abusive | AUC | recall at precision .9 | held | held wrongly |"
    " held or escalated | the same wrongly |"
)
_LIMITS = """## Limits
- Scores are calibrated to as many abusive as other messages; real chat holds far fewer, so read a score as a rank.
- The sets are comments on news, tweets and forum posts, none is live chat. English is Davidson's tweets, chosen by
  swear words: the figure says little of polite hate, and dialect (African American English) is flagged more often than
  it should be. Chinese is about race, region and gender; merely naming a group raises the score, see
  how much is held wrongly there, and how little is found where nine of ten must be right.
- KoCoHub calls insults of celebrities abusive, Curse-detection counts swearing: the two Korean figures are of two
  tasks, and the figure over both is lowered by where they disagree.
- A trick the suite does not have may work; romanised Korean, pinyin and homophones are covered by a few listed words.
- Sentiment is no model. It counts glad and sad words of a list in three languages, with negations; no set with a
  fitting licence was at hand to train or to measure it, so no figure is given. Use it over many messages, never of one.
- Slots of the table are shared; two runs may collide. Names are not listed, but runs of them may carry weight.
- The decay, the number of rounds and the lengths of runs were tried out by their figures on the held-out parts, a dozen
  settings in all: expect a little less on text nobody has seen.
"""


def measured(found: Sequence[Quality], kept: Mapping[str, Mapping[str, float]], figures: Mapping[str, Any]) -> str:
    """The tables, as Markdown."""
    lines = [_HEADING, "| --- |" + " --- |" * 8]
    lines += [
        f"| {one.name} | {one.messages} | {one.abusive:.0%} | {one.auc:.3f} | {one.recall_at_90:.3f} | {one.held:.3f} |"
        f" {one.wrongly_held:.3f} | {one.stopped:.3f} | {one.wrongly_stopped:.3f} |"
        for one in found
    ]
    tricks = list(next(iter(kept.values())))
    lines += ["", f"| still held, of those held without | {' | '.join(tricks)} |", "| --- |" + " --- |" * len(tricks)]
    lines += [f"| {name} | {' | '.join(f'{row[trick]:.3f}' for trick in tricks)} |" for name, row in kept.items()]
    other = figures["peer"]
    lines += [
        "",
        "| | messages a CPU-second, one by one | AUC ko | AUC en | AUC zh |",
        "| --- | --- | --- | --- | --- |",
        f"| ours, the whole judgement | {figures['messages_per_cpu_second']} | {_areas(figures['auc'], '')} |",
        f"| scikit-learn, TF-IDF and LogisticRegression | {other['per_second']:.0f} | {_areas(other, 'auc_')} |",
        f"| ratio | {figures['ratio_to_peer']} | | | |",
        f"| ours, messages ten times as long | {figures['messages_per_cpu_second_ten_times_longer']} | | | |",
    ]
    return "\n".join(lines)


def page(
    found: Sequence[Quality],
    kept: Mapping[str, Mapping[str, float]],
    figures: Mapping[str, Any],
    bands: Bands,
    goals: Mapping[str, float],
) -> str:
    """The whole card."""
    sets = ["| set | language | licence | source | split: training / held out |", "| --- | --- | --- | --- | --- |"]
    sets += [f"| {one.name} | {one.language} | {one.licence} | {one.source} | {one.split} |" for one in SETS]
    missed = ", ".join(figures["missed"]) or "none"
    return "\n".join((
        _PROSE,
        "## Data",
        "\n".join(sets),
        "",
        _SPLITS,
        "",
        "## Measured",
        f"Held from {bands.hold}, escalated from {bands.escalate}; a listed word holds.",
        f"Packed file: {figures['model_bytes']:,} bytes.",
        f"Goals: AUC {', '.join(f'{name} {goal}' for name, goal in goals.items())}; 85 % kept under every trick;",
        f"4,000 messages a CPU-second; 2 MB. Missed: {missed}.",
        "",
        measured(found, kept, figures),
        "",
        _LIMITS,
    ))  # fmt: skip


def _areas(figures: Mapping[str, float], prefix: str) -> str:
    return " | ".join(f"{figures[prefix + name]:.3f}" for name in ("ko", "en", "zh"))
