"""What a survey offers to whom."""

from typing import Any

from contracts.identity import AdulthoodTold
from contracts.rights import AvailabilityChanged
from functions.recommendations import taste_api
from kernel.clock import now
from tests.recommending.world import ask, film, films, hear, ids


def test_the_survey_shows_nobody_what_they_may_not_see():
    films(*(film(number) for number in range(12)))
    limits: tuple[dict[str, Any], ...] = (
        {"regions": ("JP",)}, {"adults_only": True}, {"available_until": now()}, {"regions": ("KR",)},
    )  # fmt: skip
    assert ask("GET", "/v1/survey/titles").status == 200, "names are kept in memory"
    for number, limit in enumerate(limits):
        hear(AvailabilityChanged(kind="title", item_id=f"film-{number}", **limit))
    taste_api.choices.cache_clear()
    ask("PUT", "/v1/me/taste", {"region": "KR"})
    ask("PUT", "/v1/me/not-interested/titles/film-5")
    ask("POST", "/v1/me/deeds", {"deeds": [{"kind": "title", "item_id": "film-6", "verb": "watched"}]})
    for query in ({}, {"q": "film"}):
        found = set(ids(ask("GET", "/v1/survey/titles", query=query).json))
        assert found.isdisjoint({"film-0", "film-1", "film-2", "film-5"}), query
        assert {"film-3", "film-6"} <= found, "in one's own region; and what one has seen is what one can name"
    hear(AdulthoodTold(user_id="usr-2", adult_on=now().date()))
    grown = set(ids(ask("GET", "/v1/survey/titles", query={"q": "film"}, who="usr-2").json))
    assert "film-1" in grown
    assert "film-3" not in grown, "who told no region"
