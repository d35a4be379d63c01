"""What items are about: unit vectors of their genres, rare genres weighing more (tf-idf, Spärck Jones 1972)."""

import numpy as np

from ml.recommendations.histories import Bools, Floats, Histories, ages
from ml.recommendations.models.recency import powers


def directions(genres: Bools) -> Floats:
    """[items, genres]; zeros for an item without any."""
    told = genres.astype(np.float32)
    told *= np.log(len(told) / np.maximum(told.sum(axis=0), 1)).astype(np.float32)
    length = np.linalg.norm(told, axis=1, keepdims=True)
    found: Floats = (told / np.where(length > 0, length, 1)).astype(np.float32)
    return found


def likeness(people: Histories, content: Floats, decay: float) -> Floats:
    """[people, items]: cosines of an item with what somebody took, added up; less by `decay` a step back."""
    given: Floats = np.zeros((len(people), people.item_count), np.float32)
    given[people.rows, people.items] = powers(decay, ages(people))
    found: Floats = np.matmul(given @ content, content.T, dtype=np.float32)
    return found
