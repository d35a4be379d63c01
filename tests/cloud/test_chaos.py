from typing import Any

import pytest

from local.cloud import chaos
from local.cloud.chaos import Chaos, EventSource
from local.cloud.patching import EmulatorChanged, replace, require, substitute


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, dict[str, Any]]]:
    kept: list[tuple[float, dict[str, Any]]] = []
    monkeypatch.setattr(chaos, "_put_later", lambda seconds, record: kept.append((seconds, record)))
    return kept


def emit(source: EventSource, times: int) -> None:
    for number in range(times):
        source.emit("aws.ivs", "IVS Stream State Change", {"n": number}, ("arn",), "2026-11-22T10:00:00Z")


def test_without_chaos_every_event_arrives_once_and_at_once(source: EventSource, put: list[Any]):
    emit(source, 50)
    assert [seconds for seconds, _ in put] == [0.0] * 50
    assert put[0][1]["Time"] == 1795341600
    assert put[0][1]["Resources"] == ["arn"]


def test_shares_are_probabilities(source: EventSource, put: list[Any]):
    source.set(Chaos(duplicate=0.3, seed=7))
    emit(source, 1000)
    assert 1250 < len(put) < 1350
    put.clear()
    source.set(Chaos(drop=0.25, seed=7))
    emit(source, 1000)
    assert 700 < len(put) < 800
    put.clear()
    source.set(Chaos(delay=0.5, delay_seconds=60, seed=7))
    emit(source, 1000)
    late = [seconds for seconds, _ in put if seconds]
    assert 450 < len(late) < 550
    assert max(late) <= 60


def test_a_seed_repeats_the_same_chaos(source: EventSource, put: list[Any]):
    runs = []
    for _ in range(2):
        source.set(Chaos(duplicate=0.5, drop=0.2, delay=0.5, seed=42))
        emit(source, 100)
        runs.append([(seconds, record["Detail"]) for seconds, record in put])
        put.clear()
    assert runs[0] == runs[1]


@pytest.mark.parametrize("wrong", [{"drop": 1.1}, {"duplicate": -0.1}, {"delay": 2}, {"delay_seconds": 7201}])
def test_a_setting_that_is_no_probability_is_refused(wrong: dict[str, float]):
    with pytest.raises(ValueError, match=r"probability|between"):
        Chaos(**wrong)


def test_a_patch_notices_that_the_emulator_changed():
    import math

    with pytest.raises(EmulatorChanged):
        replace(math, "no_such_function", lambda original: original)
    with pytest.raises(EmulatorChanged):
        substitute("abab", "ab", "x", "twice")
    with pytest.raises(EmulatorChanged):
        require(condition=False, what="gone")
    assert substitute("abc", "b", "x", "once") == "axc"
