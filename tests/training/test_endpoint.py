from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from functions.recommendations.training import endpoint, store
from kernel import clock
from kernel.observability import logger
from tests.training.conftest import FakeRuntime, good, refused

ASKED = {"history": ["t001"], "count": 10}
Made = Callable[[str], str]


@pytest.fixture
def reasons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(logger, "warning", lambda _text, extra: said.append(extra.get("why", extra.get("reason"))))
    return said


@pytest.fixture
def champion(registered: Made, runtime: FakeRuntime) -> FakeRuntime:
    store.promote("title", registered("a"))
    runtime.answers["madang-test-title-a"] = good("a")
    return runtime


def test_without_a_champion_there_is_no_answer_and_a_reason(s3: Any, runtime: FakeRuntime, reasons: list[str]):
    assert endpoint.ask("title", ASKED, 0.5) is None
    assert (reasons, runtime.asked) == (["no_champion"], [])


def test_the_champion_answers(champion: FakeRuntime):
    answer = endpoint.ask("title", ASKED, 0.0)
    assert answer is not None
    assert [one.item_id for one in answer.items][:2] == ["t000", "t002"]
    assert (answer.model_version, answer.variant, answer.basis, answer.stale) == ("a", "champion", "history", False)


def raising(error: Exception) -> Callable[[Any], Any]:
    def answer(_instance: Any) -> Any:
        raise error

    return answer


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (raising(refused("no endpoint", "ValidationError")), "ValidationError"),
        (raising(refused("too many", "ThrottlingException")), "ThrottlingException"),
        (raising(refused("it said no", "ModelError")), "ModelError"),
        (raising(ReadTimeoutError(endpoint_url="here")), "ReadTimeoutError"),
        (raising(ConnectTimeoutError(endpoint_url="here")), "ConnectTimeoutError"),
        (raising(EndpointConnectionError(endpoint_url="here")), "EndpointConnectionError"),
        (lambda _: {"predictions": []}, "nonsense"),
        (lambda _: ["words"], "nonsense"),
        (lambda _: {"predictions": [{"items": [], "basis": "tarot", "low_confidence": 0}]}, "nonsense"),
        (lambda _: {"model_version": "a", "predictions": [{"items": [{"id": 1}], "basis": "survey"}]}, "nonsense"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_no_answer_and_says_why(champion: FakeRuntime, reasons: list[str], answer: Any, why: str):
    champion.answers["madang-test-title-a"] = answer
    assert endpoint.ask("title", ASKED, 0.5) is None
    assert reasons == [why]


def test_a_canary_answers_its_share_and_is_counted(champion: FakeRuntime, registered: Made):
    store.try_out("title", registered("b"), "shadow", 0.0)
    store.try_out("title", "b", "canary", 0.1)
    champion.answers["madang-test-title-b"] = good("b")
    found = [endpoint.ask("title", ASKED, bucket) for bucket in (0.0, 0.05, 0.0999, 0.1, 0.5, 0.999)]
    assert [one.variant for one in found if one] == ["challenger"] * 3 + ["champion"] * 3
    row = store.model("title", "b")
    assert (row.invocations, row.failures) == (3, 0)


def test_a_canary_that_fails_costs_nobody_an_answer(champion: FakeRuntime, registered: Made, reasons: list[str]):
    store.try_out("title", registered("b"), "shadow", 0.0)
    store.try_out("title", "b", "canary", 1.0)
    champion.answers["madang-test-title-b"] = raising(refused("it said no", "ModelError"))
    answer = endpoint.ask("title", ASKED, 0.3)
    assert answer is not None
    assert answer.variant == "champion"
    row = store.model("title", "b")
    assert (row.invocations, row.failures) == (1, 1)


def test_a_shadow_is_asked_besides_and_answers_nobody(champion: FakeRuntime, registered: Made):
    assert endpoint.ask_shadow("title", ASKED) is None
    store.try_out("title", registered("b"), "shadow", 0.0)
    champion.answers["madang-test-title-b"] = good("b")
    endpoint.forget()
    answer = endpoint.ask("title", ASKED, 0.0)
    shadow = endpoint.ask_shadow("title", ASKED)
    assert answer is not None
    assert shadow is not None
    assert (answer.model_version, shadow.model_version) == ("a", "b")


def test_the_pointer_is_read_after_ten_seconds(
    champion: FakeRuntime, registered: Made, monkeypatch: pytest.MonkeyPatch
):
    now = [100.0]
    monkeypatch.setattr(endpoint.time, "monotonic", lambda: now[0])
    endpoint.ask("title", ASKED, 0.5)
    store.try_out("title", registered("b"), "shadow", 0.0)
    store.promote("title", "b")
    champion.answers["madang-test-title-b"] = good("b")
    versions = []
    for now[0] in (109.0, 110.5):
        answer = endpoint.ask("title", ASKED, 0.5)
        versions.append(answer.model_version if answer else None)
    assert versions == ["a", "b"]


def test_without_the_pointer_the_one_known_goes_on(
    champion: FakeRuntime, reasons: list[str], monkeypatch: pytest.MonkeyPatch
):
    endpoint.ask("title", ASKED, 0.5)
    now = endpoint.time.monotonic()
    monkeypatch.setattr(endpoint.time, "monotonic", lambda: now + 60)
    monkeypatch.setattr(store, "serving", raising(refused("slow down", "ThrottlingException")))
    answer = endpoint.ask("title", ASKED, 0.5)
    assert answer is not None
    assert reasons == ["no_pointer"]


def test_a_model_of_last_month_is_stale(champion: FakeRuntime, monkeypatch: pytest.MonkeyPatch):
    later = clock.from_iso("2027-01-05T00:00:00Z")
    monkeypatch.setattr(endpoint.clock, "now", lambda: later)
    answer = endpoint.ask("title", ASKED, 0.5)
    assert answer is not None
    assert answer.stale


def test_a_container_that_starts_is_no_failure_and_one_that_is_always_late_is(
    champion: FakeRuntime, registered: Made, reasons: list[str], monkeypatch: pytest.MonkeyPatch
):
    store.try_out("title", registered("b"), "shadow", 0.0)
    store.try_out("title", "b", "canary", 1.0)
    champion.answers["madang-test-title-b"] = raising(ReadTimeoutError(endpoint_url="here"))
    at, start = clock.now(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)

    def counted() -> tuple[int, int]:
        row = store.model("title", "b")
        return int(row.invocations), int(row.failures)

    for seconds in (0, 2, 30):
        at = start + timedelta(seconds=seconds)
        assert endpoint.ask("title", ASKED, 0.3) is not None, "the champion answers meanwhile"
    assert counted() == (0, 0)
    for seconds in (70, 80):
        at = start + timedelta(seconds=seconds)
        endpoint.ask("title", ASKED, 0.3)
    assert counted() == (2, 2), "a minute later it should stand"
    champion.answers["madang-test-title-b"] = good("b")
    endpoint.ask("title", ASKED, 0.3)
    champion.answers["madang-test-title-b"] = raising(ReadTimeoutError(endpoint_url="here"))
    at = start + timedelta(seconds=500)
    endpoint.ask("title", ASKED, 0.3)
    assert counted() == (3, 2), "idle again"


def test_who_waits_for_no_list_waits_longer(champion: FakeRuntime, registered: Made, monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr(endpoint, "runtime", lambda _connect, seconds: waited.append(seconds) or champion)
    store.try_out("title", registered("b"), "shadow", 0.0)
    champion.answers["madang-test-title-b"] = good("b")
    endpoint.ask("title", ASKED, 0.5)
    endpoint.ask_shadow("title", ASKED)
    assert waited == [1.5, 50.0]
