"""Where films can be seen: asked of a service at its pace, or read from a file, once a day."""

import json
import urllib.error
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from typing import Any

import boto3
import pytest

from functions.recommendations.availability import refresh
from functions.recommendations.availability.refreshing import Refreshing
from functions.recommendations.availability.sources import A_SECOND, FILE, FileAvailability, HttpAvailability, fetched
from functions.recommendations.items import DynamoItems
from kernel import clock
from kernel.clock import now
from tests.lambdas import LambdaContext
from tests.recommending.world import ask, film, films, listed

OFFER = {"provider": "delta", "region": "KR", "way": "rent", "url": "https://delta.example/1"}
Source = Callable[[dict[str, Any]], Any]  # film → offers, as a service knows them


def refused(code: int) -> urllib.error.HTTPError:
    return urllib.error.HTTPError("https://x.example", code, "no", Message(), None)


def http(answers: dict[str, Any], paused: list[float] | None = None) -> HttpAvailability:
    def fetch(url: str) -> bytes:
        name = url.partition("name=")[2].partition("&")[0].replace("+", " ")
        told = answers.get(name, refused(404))
        if isinstance(told, Exception):
            raise told
        return told if isinstance(told, bytes) else json.dumps({"offers": told}).encode()

    pauses = [] if paused is None else paused
    return HttpAvailability("https://where.example/titles", clock.now, fetch, pauses.append)


def file(answers: dict[str, Any]) -> FileAvailability:
    lines = [json.dumps({"item_id": name.lower().replace(" ", "-"), "offers": told}) for name, told in answers.items()]
    boto3.client("s3", region_name="us-east-1").put_object(Bucket="lake", Key=FILE, Body="\n".join(lines).encode())
    return FileAvailability()


@pytest.mark.parametrize("source", [http, file])
def test_what_is_known_replaces_offers_and_what_is_not_leaves_them(source: Source):
    """The contract of the port, on both of its implementations."""
    films(film(1), film(2), film(3))
    told = Refreshing(source({"Film 1": [OFFER], "Film 2": []}), clock.now).refresh()
    assert (told["asked"], told["changed"], told["failed"]) == (3, 2, 0)
    found = DynamoItems().find("title", ["film-1", "film-2", "film-3"])
    assert [(one.provider, one.way) for one in found["film-1"].offers] == [("delta", "rent")]
    assert now() - found["film-1"].offers[0].checked_at < timedelta(minutes=1)
    assert found["film-2"].offers == ()
    assert [one.provider for one in found["film-3"].offers] == ["alpha"]
    ask("PUT", "/v1/me/taste", {"region": "KR"})
    shown = {one["id"]: one["offers"] for one in listed()["items"]}
    assert shown["film-1"][0]["url"] == OFFER["url"]


def test_a_title_is_asked_about_once_a_day_and_the_longest_ago_first(monkeypatch: pytest.MonkeyPatch):
    films(film(1), film(2))
    source = http({"Film 1": [OFFER], "Film 2": [OFFER]})
    assert Refreshing(source, clock.now).refresh()["asked"] == 2
    assert Refreshing(source, clock.now).refresh()["asked"] == 0, "the answer is kept"
    films(film(3))
    tomorrow = now() + timedelta(days=1)
    asked: list[str] = []
    monkeypatch.setattr(source, "offers", lambda title_id, *_: asked.append(title_id))
    Refreshing(source, lambda: tomorrow).refresh()
    assert asked == ["film-3", "film-1", "film-2"]


def test_a_service_is_asked_at_its_pace_and_no_more_when_it_says_so():
    films(*(film(number) for number in range(4)))
    paused: list[float] = []
    told = Refreshing(http({"Film 1": [OFFER], "Film 2": refused(429)}, paused), clock.now).refresh()
    assert (told["asked"], paused) == (3, [1 / A_SECOND] * 2)


@pytest.mark.parametrize("wrong", [
    refused(500), OSError("unreachable"), b"words", b"[]", b"{}", [{"way": "steal"}],
    [{**OFFER, "url": "javascript:alert(1)"}],
])  # fmt: skip
def test_nonsense_changes_nothing_and_five_in_a_row_are_enough(wrong: Any):
    films(*(film(number) for number in range(8)))
    told = Refreshing(http({f"Film {number}": wrong for number in range(8)}), clock.now).refresh()
    assert told == {"asked": 5, "changed": 0, "failed": 5}
    assert [one.provider for one in DynamoItems().find("title", ["film-1"])["film-1"].offers] == ["beta"]


def test_what_an_operator_imports_meanwhile_stays(monkeypatch: pytest.MonkeyPatch):
    films(film(1))
    source = http({})

    def offers(*_: Any) -> list[Any]:
        films(film(1, name="Renamed"))
        return []

    monkeypatch.setattr(source, "offers", offers)
    assert Refreshing(source, clock.now).refresh()["changed"] == 0
    assert [one.provider for one in DynamoItems().find("title", ["film-1"])["film-1"].offers] == ["beta"]


def test_the_night_reads_the_file_where_no_service_is_named(setting: Any):
    films(film(1))
    setting(AVAILABILITY_SOURCE="lake")
    assert refresh.handler({}, LambdaContext()) == {"asked": 0}, "nobody to ask"
    file({"Film 1": [OFFER]})
    assert refresh.handler({}, LambdaContext())["changed"] == 1
    setting(AVAILABILITY_SOURCE="https://where.example/titles")
    assert isinstance(refresh.source(), HttpAvailability)
    with pytest.raises(ValueError, match="https"):
        fetched("http://where.example/titles")
