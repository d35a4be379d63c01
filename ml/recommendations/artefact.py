"""A trained model as one file: numpy arrays and one JSON document in an .npz, never a pickle."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.recommendations import archive
from ml.recommendations.dataset import Dataset
from ml.recommendations.models.factors import Ials
from ml.recommendations.ours import Ours, shares
from ml.recommendations.serve.catalogue import packed

_FORMAT = 3


class BadArtefact(ValueError):
    """The file is none of ours, or of a format that this program does not read."""


@dataclass(frozen=True)
class Artefact:
    """`about`: kind ("linear" or "vectors"), version, and what its kind needs (ml/recommendations/serve)."""

    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    def save(self, path: Path) -> None:
        """The same model gives the same bytes."""
        text = json.dumps(self.about, sort_keys=True, ensure_ascii=False).encode()
        archive.write(path, {"about": np.frombuffer(text, np.uint8), **self.arrays})

    @classmethod
    def load(cls, path: Path) -> "Artefact":
        """The arrays stay in the file, mapped. FileNotFoundError, or BadArtefact with the reason."""
        try:
            arrays = archive.read(path)
            about = json.loads(arrays.pop("about").tobytes())
        except (ValueError, KeyError) as error:
            raise BadArtefact(f"{path.name} is no model of this program: {error}") from error
        if about.get("format") != _FORMAT:
            raise BadArtefact(f"{path.name} has format {about.get('format')}, this program reads {_FORMAT}")
        return cls(about, arrays)


def of_ours(model: Ours, data: Dataset) -> Artefact:
    arrays: dict[str, NDArray[Any]] = {
        "warm": model.warm.weights,
        "sets": model.sets.weights,
        **folding_arrays(model.vectors),
        **packed(data.item_ids),
        "popularity": model.popular.counts,
        "genres": data.genres,
        **{f"survey_{length}": one.weights for length, one in model.surveys.items()},
    }
    about = {
        "kind": "linear",
        "format": _FORMAT,
        "decays": model.warm.decays,
        "shares": shares(content=model.content is not None),
        **folding_about(model.vectors),
        "surveys": sorted(model.surveys),
        "traits": data.demographic_names,
    }
    return Artefact({**about, "version": version(about, arrays)}, arrays)


def of_vectors(model: Ials, counts: NDArray[np.float32], genres: NDArray[np.bool_], item_ids: list[str],
               index: NDArray[np.uint8]) -> Artefact:  # fmt: skip
    """For catalogues of hundreds of thousands of items; `index` is serve.index.built of the vectors."""
    arrays: dict[str, NDArray[Any]] = {
        **folding_arrays(model), **packed(item_ids), "popularity": counts, "genres": genres, "index": index
    }  # fmt: skip
    about = {"kind": "vectors", "format": _FORMAT, **folding_about(model)}
    return Artefact({**about, "version": version(about, arrays)}, arrays)


def folding_arrays(model: Ials) -> dict[str, NDArray[Any]]:
    return {"items": model.items, "gram": model.items.T @ model.items}


def folding_about(model: Ials) -> dict[str, float]:
    return {"alpha": model.alpha, "penalty": model.penalty}


def version(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> str:
    """Twelve hexadecimal digits that change with any number of the model, and with how the program reads it."""
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).data)
    return digest.hexdigest()[:12]
