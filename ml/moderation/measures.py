"""What a ranking is worth: area under the ROC curve, and recall where precision is held."""

from collections.abc import Sequence


def auc(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """Chance that an abusive message outranks another, ties counting half (Mann-Whitney); needs both classes."""
    ranked = sorted(zip(scores, truths, strict=True))
    positives = sum(truths)
    negatives = len(ranked) - positives
    if not positives or not negatives:
        raise ValueError("both classes are needed")
    total, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        total += sum(truth for _, truth in ranked[start:end]) * (start + end + 1) / 2
        start = end
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def recall_at_precision(scores: Sequence[float], truths: Sequence[bool], precision: float) -> float:
    """Largest recall of any threshold whose precision is at least this; 0 if none has it."""
    ranked = sorted(zip(scores, truths, strict=True), reverse=True)
    positives, found, best = sum(truths), 0, 0.0
    for place, (score, truth) in enumerate(ranked, start=1):
        found += truth
        threshold = place == len(ranked) or ranked[place][0] != score
        if threshold and found / place >= precision:
            best = found / positives
    return best


def rates(held: Sequence[bool], truths: Sequence[bool]) -> tuple[float, float]:
    """Of the abusive messages the share that is held, and of the others."""
    positives = sum(truths)
    caught = sum(one and truth for one, truth in zip(held, truths, strict=True))
    wrongly = sum(one and not truth for one, truth in zip(held, truths, strict=True))
    return caught / positives, wrongly / (len(truths) - positives)
