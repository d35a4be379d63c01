"""The serving program as a process: how long until it answers, how long an answer takes, how many a second."""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from ml.recommendations.artefact import Artefact, of_vectors, version
from ml.recommendations.models.factors import Ials
from ml.recommendations.models.recency import DECAYS
from ml.recommendations.ours import BANDS, shares
from ml.recommendations.serve.catalogue import packed
from ml.recommendations.serve.index import built

ROOT = Path(__file__).resolve().parents[2]
LINEAR_ITEMS, VECTOR_ITEMS, SIZE = (370, 3_706), (100_000, 1_000_000), 64
_WARM_UP, _ALONE, _TOGETHER, _CLIENTS = 100, 1500, 3000, 16
_GENRES = 18


def linear(items: int) -> Artefact:
    """An artefact of random numbers: what a request costs depends on its shape only."""
    chance = np.random.default_rng(2)
    arrays: dict[str, Any] = {
        "warm": chance.standard_normal((len(DECAYS) * items, items), np.float32),
        "sets": chance.standard_normal((items, items), np.float32),
        "items": chance.standard_normal((items, SIZE), np.float32) / 8,
        **packed([str(item) for item in range(items)]),
        "popularity": chance.random(items, np.float32),
        "genres": chance.random((items, _GENRES)) < 0.1,
        **{f"survey_{k}": chance.standard_normal((items + 31, items), np.float32) for k in BANDS},
    }
    arrays["gram"] = arrays["items"].T @ arrays["items"]
    about: dict[str, Any] = {
        "kind": "linear",
        "format": 3,
        "decays": DECAYS,
        "alpha": 5.0,
        "penalty": 3.0,
        "shares": shares(content=True),
    }
    about |= {"surveys": list(BANDS), "traits": [str(one) for one in range(30)]}
    return Artefact({**about, "version": version(about, arrays)}, arrays)


def vectors(items: int) -> tuple[Artefact, float]:
    """Vectors in 500 loose clusters, as those of a catalogue are; and the index's recall of the exact best 100."""
    chance = np.random.default_rng(3)
    centres = chance.standard_normal((500, SIZE), np.float32)
    made = centres[chance.integers(0, 500, items)] + chance.standard_normal((items, SIZE), np.float32)
    model = Ials(dimensions=SIZE)
    model.items = made / np.sqrt(SIZE)
    index = built(model.items, lists=256 if items <= VECTOR_ITEMS[0] else 2048)
    ids = [str(item) for item in range(items)]
    genres = chance.random((items, _GENRES), np.float32) < 0.1
    recall = _recall(model.items, index)
    return of_vectors(model, chance.random(items, np.float32), genres, ids, index), recall


def _recall(items: Any, index: Any) -> float:
    from ml.recommendations.serve.index import nearest_in

    nearest, directions = nearest_in(index, items), items / np.linalg.norm(items, axis=1, keepdims=True)
    chance = np.random.default_rng(4)
    kept = []
    for person in items[chance.integers(0, len(items), 30)] + chance.standard_normal((30, SIZE), np.float32) / 16:
        exact = set(np.argpartition(-(directions @ person), 100)[:100].tolist())
        kept.append(len(exact & set(nearest(person, 100).tolist())) / 100)
    return float(np.mean(kept))


def served(artefact: Artefact) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        artefact.save(path)
        size, items = path.stat().st_size, len(artefact.arrays["ids"])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        began = time.perf_counter()
        command = [sys.executable, "-m", "ml.recommendations.serve", "--model", str(path), "--port", str(port)]
        with subprocess.Popen(command, cwd=ROOT) as process:
            try:
                figures = asyncio.run(_asked(f"http://127.0.0.1:{port}", items, began))
            finally:
                process.terminate()
    return {"items": items, "file_mb": size / 1e6, **figures}


def _bodies(items: int) -> list[bytes]:
    """As functions/recommendations asks: for a hundred; histories mostly short, of 500 at the most, with exclusions a
    few times as long; one in four is a survey.
    """
    chance = np.random.default_rng(6)
    bodies = []
    for place in range(200):
        length = min(500, int(np.exp(chance.normal(3.5, 1.0))) + 1)
        excluded = chance.integers(0, items, min(2000, 2 * length + 20)).astype(str).tolist()
        own = {"survey": 10} if place % 4 == 0 else {"history": length}
        told = {name: chance.integers(0, items, count).astype(str).tolist() for name, count in own.items()}
        bodies.append(json.dumps({"instances": [{**told, "exclude": excluded, "count": 100}]}).encode())
    return bodies


async def _asked(origin: str, items: int, began: float) -> dict[str, float]:
    bodies = _bodies(items)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CLIENTS)) as session:
        await _ready(session, origin, began)

        async def ask(place: int) -> float:
            sent = time.perf_counter()
            async with session.post(f"{origin}/invocations", data=bodies[place % len(bodies)]) as answer:
                await answer.read()
                assert answer.status == 200
            return time.perf_counter() - sent

        await ask(0)
        start = time.perf_counter() - began
        for place in range(_WARM_UP):
            await ask(place)
        alone = np.array([await ask(place) for place in range(_ALONE)]) * 1000
        turns = iter(range(_TOGETHER))

        async def client() -> None:
            for place in turns:
                await ask(place)

        first = time.perf_counter()
        await asyncio.gather(*(client() for _ in range(_CLIENTS)))
        rate = _TOGETHER / (time.perf_counter() - first)
    return {"start_s": start, "p50_ms": float(np.percentile(alone, 50)), "p99_ms": float(np.percentile(alone, 99)),
            "rate_16": rate}  # fmt: skip


async def _ready(session: aiohttp.ClientSession, origin: str, began: float) -> None:
    while time.perf_counter() - began < 60:
        try:
            async with session.get(f"{origin}/ping") as answer:
                await answer.read()
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.01)
    raise TimeoutError("the serving program did not answer within a minute")


def speeds() -> list[dict[str, float]]:
    found = [served(linear(items)) for items in LINEAR_ITEMS]
    for items in VECTOR_ITEMS:
        artefact, recall = vectors(items)
        found.append({**served(artefact), "recall_100": recall})
    return found
