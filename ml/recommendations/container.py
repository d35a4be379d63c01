"""What SageMaker starts: `train` reads channels and leaves a model, `serve` answers on a port.

"How Amazon SageMaker AI Runs Your Training Image" and "… Your Inference Image": everything is below one folder
(/opt/ml), a failure's reason goes into output/failure and the exit status is not zero; SIGTERM ends serving.
"""

import json
import resource
import sys
import tarfile
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ml.recommendations.artefact import Artefact, BadArtefact, of_ours
from ml.recommendations.behaviours import Found, dataset
from ml.recommendations.dataset import BadData, Dataset
from ml.recommendations.gate import worths
from ml.recommendations.models.content import directions
from ml.recommendations.ours import Ours

OPT_ML = Path("/opt/ml")
MODEL, METRICS = "model.npz", "metrics.json"
REASON_CHARACTERS = 1024  # of DescribeTrainingJob's FailureReason
MOST_CELLS = 200_000_000  # people times items while training, four bytes each; the people who were here last stay
BYTES_A_PAIR = 28  # of two items: the normal equations, their factor and their inverse (decision 0025)
MOST_ITEMS = 10_000  # 2.8 GB of such pairs, of the 8 that the job has and the 6 that an endpoint can have


class Refused(ValueError):
    """What was given cannot be trained from; the message is for whoever started the job."""


@dataclass(frozen=True)
class Wanted:
    """Hyperparameters. SageMaker hands all of them over as text."""

    seed: int = 7
    fewest_people: int = 50  # with at least two items each
    fewest_items: int = 20
    fewest_interactions: int = 500

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Wanted":
        """Refused for a name that is not known or a text that is no whole number."""
        known = set(cls.__dataclass_fields__)
        unknown = sorted(set(given) - known)
        if unknown:
            raise Refused(f"unknown hyperparameters: {', '.join(unknown)}; there are {', '.join(sorted(known))}")
        try:
            return cls(**{name: int(text) for name, text in given.items()})
        except ValueError as error:
            raise Refused(f"hyperparameters are whole numbers: {error}") from error


def train(root: Path = OPT_ML) -> int:
    """The exit status. Of what fails the last line says why, as DescribeTrainingJob will."""
    try:
        _train(root)
    except (Refused, BadData, BadArtefact, FileNotFoundError) as refused:
        return _failed(root, f"{type(refused).__name__}: {refused}")
    except Exception as error:  # noqa: BLE001 - the contract: whatever happens, output/failure says it
        traceback.print_exc()
        return _failed(root, f"{type(error).__name__}: {error}")
    return 0


def _failed(root: Path, reason: str) -> int:
    (root / "output").mkdir(parents=True, exist_ok=True)
    (root / "output" / "failure").write_text(reason[:REASON_CHARACTERS])
    sys.stderr.write(f"{reason}\n")
    return 1


def _train(root: Path) -> None:
    given = root / "input" / "config" / "hyperparameters.json"
    wanted = Wanted.of(json.loads(given.read_text())) if given.exists() else Wanted()
    channels = root / "input" / "data"
    data, found = dataset(_channel(channels, "items"), _channel(channels, "behaviours"))
    _enough(data, wanted)
    data = _newest_people(data)
    champion = _champion(channels / "champion")
    measured = worths(data, wanted.seed, champion)
    artefact = of_ours(Ours(content=directions(data.genres)).fit(data.histories), data)
    until = int(data.histories.times.max())
    artefact = Artefact({**artefact.about, "data_until": until}, artefact.arrays)
    _leave(root, artefact, _report(data, found, wanted) | {"data_until": _moment(until), **measured})


def _channel(channels: Path, name: str) -> Path:
    folder = channels / name
    if not folder.is_dir():
        raise Refused(f"channel {name!r} is missing; there are {sorted(one.name for one in channels.glob('*'))}")
    return folder


def _enough(data: Dataset, wanted: Wanted) -> None:
    people = int((data.histories.lengths > 1).sum())
    items, interactions = data.histories.item_count, len(data.histories.items)
    if people < wanted.fewest_people or items < wanted.fewest_items or interactions < wanted.fewest_interactions:
        told = f"{people} people with two items, {items} items, {interactions} interactions"
        least = f"{wanted.fewest_people}, {wanted.fewest_items}, {wanted.fewest_interactions}"
        raise Refused(f"too_little_data: {told}; at least {least} are needed")
    if items > MOST_ITEMS:
        raise Refused(f"too_many_items: {items}; this program trains on at most {MOST_ITEMS}")


def _newest_people(data: Dataset) -> Dataset:
    histories = data.histories
    room = max(1, MOST_CELLS // histories.item_count)
    if len(histories) <= room:
        return data
    last = np.zeros(len(histories), np.int64)
    np.maximum.at(last, histories.rows, histories.times)
    kept = np.sort(np.argsort(-last, kind="stable")[:room]).astype(np.int64)
    users = tuple(data.user_ids[row] for row in kept)
    fewer = histories.people(kept, known=False).as_training()
    return Dataset(fewer, users, data.item_ids, data.titles, data.genres, data.genre_names, data.demographic_names,
                   data.duplicates)  # fmt: skip


def _champion(folder: Path) -> Artefact | None:
    """The model that serves now, from its model.tar.gz; None where the job was given none, or one that this program
    does not read any more: a new format must be able to replace the old one.
    """
    archives = sorted(folder.glob("*.tar.gz")) if folder.is_dir() else []
    if not archives:
        return None
    with tarfile.open(archives[0]) as archive:
        member = archive.extractfile(MODEL)
        if member is None:
            raise BadArtefact(f"{archives[0].name} holds no {MODEL}")
        unpacked = folder / MODEL
        unpacked.write_bytes(member.read())
    try:
        return Artefact.load(unpacked)
    except BadArtefact as error:
        sys.stderr.write(f"the champion is not compared: {error}\n")
        return None


def _report(data: Dataset, found: Found, wanted: Wanted) -> dict[str, Any]:
    return {
        "hyperparameters": vars(wanted),
        "counts": {
            "people": len(data.histories),
            "items": data.histories.item_count,
            "interactions": len(data.histories.items),
            "rows": found.rows,
            "duplicates": len(data.duplicates),
            "clicks": found.clicks,
            "unknown_items": found.unknown_items,
            "unreadable": found.unreadable,
        },
        "unreadable": found.reasons,
    }


def _leave(root: Path, artefact: Artefact, report: dict[str, Any]) -> None:
    """The model with its figures, and the figures once more where they can be read without the model."""
    model, output = root / "model", root / "output" / "data"
    for folder in (model, output):
        folder.mkdir(parents=True, exist_ok=True)
    artefact.save(model / MODEL)
    report |= {
        "version": artefact.about["version"],
        "model_bytes": (model / MODEL).stat().st_size,
        "cpu_seconds": round(time.process_time(), 2),
        "peak_memory_mb": _peak_memory_mb(),
    }
    text = json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False)
    for folder in (model, output):
        (folder / METRICS).write_text(text)
    sys.stdout.write(f"{text}\n")


def _peak_memory_mb() -> float:
    """Linux says it of this program alone; elsewhere the most that getrusage knows."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 1)


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def serve(root: Path = OPT_ML, host: str = "127.0.0.1", port: int = 8080) -> None:
    """Until SIGTERM. BadArtefact, or FileNotFoundError, where there is no model to answer from."""
    from aiohttp import web

    from ml.recommendations.serve.engine import Engine
    from ml.recommendations.serve.program import application

    engine = Engine.of(Artefact.load(root / "model" / MODEL))
    web.run_app(application(engine), host=host, port=port, print=None, access_log=None)
