"""How well the judgements of a held-out part agree with its labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.chat.moderation.verdict import Verdict
from ml.moderation.data import Example
from ml.moderation.measures import auc, rates, recall_at_precision


@dataclass(frozen=True)
class Quality:
    """held and wrongly: share of abusive, and of other, messages the pipeline holds; stopped adds escalated ones."""

    name: str
    messages: int
    abusive: float
    auc: float
    recall_at_90: float
    held: float
    wrongly_held: float
    stopped: float
    wrongly_stopped: float


def quality(name: str, chosen: Sequence[Example], verdicts: Sequence[Verdict]) -> Quality:
    truths = [example.abusive for example in chosen]
    scores = [verdict.score for verdict in verdicts]
    held = rates([verdict.action == "hold" for verdict in verdicts], truths)
    stopped = rates([verdict.action != "pass" for verdict in verdicts], truths)
    area, recall = auc(scores, truths), recall_at_precision(scores, truths, 0.9)
    return Quality(name, len(chosen), sum(truths) / len(truths), area, recall, *held, *stopped)
