"""Operators lift items between two days, by the calendar of a time zone."""

import pytest

from functions.recommendations import api, desk, wiring
from functions.recommendations.items import DynamoItems
from functions.recommendations.recommending import Recommending
from functions.recommendations.seasons import DynamoSeasons, Season, pushes
from kernel import clock
from kernel.clock import from_iso
from tests.recommending.world import FakeModel, ask, film, films, ids, listed


def test_a_season_lifts_its_items_between_its_days_by_its_own_calendar(monkeypatch: pytest.MonkeyPatch):
    films(*(film(number) for number in range(4)), film(9, genres=["Family"]))
    christmas = Season("christmas", "title", from_iso("2026-12-24").date(), from_iso("2026-12-25").date(),
                       "Asia/Seoul", ("Family",), ("film-3",), 0.6)  # fmt: skip
    DynamoSeasons().save(christmas)
    assert not christmas.on(from_iso("2026-12-23T14:59:59Z"))
    assert christmas.on(from_iso("2026-12-23T15:00:00Z")), "midnight in Seoul"
    assert christmas.on(from_iso("2026-12-25T14:59:59Z"))
    assert not christmas.on(from_iso("2026-12-25T15:00:00Z"))
    assert ids(listed())[:2] != ["film-3", "film-9"]
    at = from_iso("2026-12-24T10:00:00Z")
    lifted = pushes(DynamoSeasons().all(), DynamoItems().of_kind("title"), at)
    assert lifted == {"film-3": ("christmas", 0.6), "film-9": ("christmas", 0.6)}
    monkeypatch.setattr(clock, "now", lambda: at)
    later = Recommending(wiring.stores(), FakeModel(), lambda: at)
    monkeypatch.setattr(api, "recommending", lambda: later)
    told = ask("GET", "/v1/recommendations/titles").json
    assert set(ids(told)[:2]) == {"film-3", "film-9"}
    assert told["items"][0]["reason"] == {"code": "season", "text": "In season: christmas", "because": []}


def test_a_season_whose_zone_is_read_no_more_takes_no_list_down():
    day = clock.now().date()
    DynamoSeasons().save(Season("lost", "title", day, day, "Asia/Atlantis", ("Drama",), (), 0.5))
    films(film(1))
    assert ids(listed()) == ["film-1"]
    assert [one["on"] for one in desk.ACTS["seasons"]({})["items"]] == [False]
