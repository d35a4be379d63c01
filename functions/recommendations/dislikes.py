"""What somebody put away is a negative label: what people take up together with it is lowered for them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from functions.recommendations.deeds import Deed
from functions.recommendations.items import Kind
from functions.recommendations.ranking import Scored

LOWERED = 0.6  # of the distance between a model's first and last, by what is always taken up with it


def put_away(deeds: Iterable[Deed], kind: Kind) -> list[str]:
    """Ids, oldest first. What was given back is no sign of disliking such things."""
    return [deed.item_id for deed in deeds if deed.kind == kind and deed.verb == "not_interested"]


def lowered(told: Mapping[str, Scored], like_dropped: Mapping[str, Scored]) -> dict[str, Scored]:
    """`like_dropped`: by item, its likeness to what was put away, a cosine (0 to 1) summed over those."""
    scores = [one.score for one in told.values()]
    distance = max(scores, default=0.0) - min(scores, default=0.0)
    return {
        name: replace(one, score=one.score - LOWERED * distance * min(1.0, like_dropped[name].score))
        if name in like_dropped
        else one
        for name, one in told.items()
    }
