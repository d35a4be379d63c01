"""The container program as SageMaker starts it: a child process, a folder, an exit status, a port."""

import json
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from pathlib import Path

import pytest

from functions.recommendations.training import jobs
from functions.recommendations.training.rules import memory_mb
from ml.recommendations import container
from ml.recommendations.artefact import Artefact
from ml.recommendations.container import METRICS, MODEL, Wanted, train
from tests.recommendations import lake

ROOT = Path(__file__).resolve().parents[2]


def started(root: Path, command: str, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ml.recommendations", command, "--root", str(root), *more],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def figures(root: Path) -> dict:
    return json.loads((root / "output" / "data" / METRICS).read_text())


def failure(root: Path) -> str:
    return (root / "output" / "failure").read_text()


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lake.job(tmp_path_factory.mktemp("first"), lake.lines(lake.walks()), {"seed": "11"})
    with started(root, "train") as process:
        assert process.wait(60) == 0, failure(root)
    return root


def test_a_training_leaves_a_model_and_what_it_is_worth(trained: Path):
    told = figures(trained)
    assert told == json.loads((trained / "model" / METRICS).read_text())
    assert told["version"] == Artefact.load(trained / "model" / MODEL).about["version"]
    assert told["hyperparameters"]["seed"] == 11
    assert told["counts"]["people"] == 240
    assert told["counts"]["unreadable"] == 0
    models = told["models"]
    assert models["ours"]["ndcg_10"] > 0.8, "every next title is certain"
    assert models["ours"]["ndcg_10"] > 3 * models["popularity"]["ndcg_10"]
    assert 0 < models["item_knn"]["hr_10"] <= 1
    assert models["ours"]["strong_ndcg_100"] > models["popularity"]["strong_ndcg_100"]
    assert told["champion"] is None


def test_a_second_training_of_the_same_data_is_the_same_model(trained: Path, tmp_path: Path):
    assert train(lake.job(tmp_path, lake.lines(lake.walks()), {"seed": "11"})) == 0
    assert figures(tmp_path)["version"] == figures(trained)["version"]
    assert figures(tmp_path)["models"] == figures(trained)["models"]


def test_the_champion_is_judged_by_what_it_cannot_have_seen(trained: Path, tmp_path: Path):
    """A day of other people who walk backwards: the champion has learned the other way round."""
    backwards = lake.walks(seed=9, day=2, forward=-1, name="b")
    lake.job(tmp_path, lake.lines([*lake.walks(), *backwards]))
    folder = tmp_path / "input" / "data" / "champion"
    folder.mkdir()
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(trained / "model" / MODEL, MODEL)
    assert train(tmp_path) == 0, failure(tmp_path)
    beside = figures(tmp_path)["champion"]
    assert beside["people"] == 240, "those of the second day alone"
    assert beside["ours_ndcg_10"] > beside["ndcg_10"] > 0


def test_without_news_the_champion_is_not_compared(trained: Path, tmp_path: Path):
    lake.job(tmp_path, lake.lines([*lake.walks(), lake.row("u0000", "t030", 3, 0)]))
    folder = tmp_path / "input" / "data" / "champion"
    folder.mkdir()
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(trained / "model" / MODEL, MODEL)
    assert train(tmp_path) == 0
    assert figures(tmp_path)["champion"] == {
        "version": figures(trained)["version"], "people": 1, "ndcg_10": None, "ours_ndcg_10": None,
    }  # fmt: skip


def test_a_champion_of_another_format_is_replaced_without_comparison(trained: Path, tmp_path: Path):
    lake.job(tmp_path, lake.lines(lake.walks()))
    folder = tmp_path / "input" / "data" / "champion"
    folder.mkdir()
    old = Artefact.load(trained / "model" / MODEL)
    Artefact({**old.about, "format": 0}, old.arrays).save(tmp_path / MODEL)
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / MODEL, MODEL)
    assert train(tmp_path) == 0, failure(tmp_path)
    assert figures(tmp_path)["champion"] is None


@pytest.mark.parametrize(
    ("behaviours", "given", "said"),
    [
        ("", {}, "too_little_data: 0 people"),
        ("{}\n" * 900, {}, "900 of 900 rows cannot be read; one.jsonl line 1: KeyError 'user_id'"),
        ("words\n", {}, "line 1"),
        (lake.lines(lake.walks(people=30)), {}, "too_little_data: 30 people"),
        (lake.lines(lake.walks()), {"seed": "seven"}, "whole numbers"),
        (lake.lines(lake.walks()), {"sede": "7"}, "unknown hyperparameters: sede"),
    ],
)
def test_what_cannot_be_trained_from_is_said_in_the_failure(tmp_path: Path, behaviours: str, given, said: str):
    assert train(lake.job(tmp_path, behaviours, given)) == 1
    assert said in failure(tmp_path)
    assert not (tmp_path / "model").exists()


def test_a_missing_channel_is_named(tmp_path: Path):
    (tmp_path / "input" / "data" / "items").mkdir(parents=True)
    assert train(tmp_path) == 1
    assert "channel 'behaviours' is missing" in failure(tmp_path)


def test_a_hyperparameter_is_text_and_becomes_a_number():
    assert Wanted.of({"fewest_people": "3"}).fewest_people == 3


def test_it_serves_until_it_is_told_to_end(trained: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started(trained, "serve", "--port", str(port)) as process:
        version = ping(port)
        assert version == figures(trained)["version"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def ping(port: int) -> str:
    end = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=1) as answer:
                return str(json.load(answer)["model_version"])
        except OSError:
            assert time.monotonic() < end, "no answer"
            time.sleep(0.05)


def test_serving_without_a_model_ends_at_once(tmp_path: Path):
    with started(tmp_path, "serve", "--port", "1") as process:
        assert process.wait(20) != 0


def test_as_many_items_as_are_taken_fit_the_machines_that_train_and_answer():
    pairs = container.BYTES_A_PAIR * container.MOST_ITEMS**2
    job = 8 * 2**30  # of ml.m5.large
    assert jobs.INSTANCE == "ml.m5.large"
    assert pairs + 4 * container.MOST_CELLS < 0.6 * job, "and the program beside"
    assert pairs < 6 * 10**9, "the most that a serverless endpoint has"
    assert memory_mb(4 * container.MOST_ITEMS**2) <= 6144
    assert 4 * container.MOST_ITEMS**2 * 4 < jobs.DISK_GB * 10**9, "the model, the champion's, both packed and unpacked"
