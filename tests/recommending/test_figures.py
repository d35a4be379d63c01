"""What came of lists: key figures, targets beside them, and what services get of it."""

from datetime import timedelta
from typing import Any

import pytest
from pynamodb.exceptions import UpdateError

from functions.recommendations.exposures import DayRow
from functions.recommendations.figures import figures
from functions.recommendations.partners import DynamoPartners, VisitRow
from kernel import clock
from kernel.clock import iso, now
from tests.recommending.office import ask
from tests.recommending.world import ask as ask_public
from tests.recommending.world import film, films, ids, listed


def test_key_figures_join_what_was_shown_with_what_came_of_it():
    films(*(film(number) for number in range(12)))
    told = listed()
    for place, verb, more in ((0, "clicked", {}), (1, "clicked", {}), (0, "watched", {"minutes": 90}),
                              (0, "rated", {"stars": 4}), (0, "went_to_provider", {})):  # fmt: skip
        deed = {"kind": "title", "item_id": ids(told)[place], "verb": verb, "request_id": told["request_id"], **more}
        for _ in range(3):
            ask_public("POST", "/v1/me/deeds", {"deeds": [deed]})
    early = {**deed, "verb": "rated", "item_id": ids(told)[2], "stars": 1, "at": iso(now() - timedelta(hours=1))}
    ask_public("POST", "/v1/me/deeds", {"deeds": [early]})
    day = str(clock.now().date())
    found = ask("GET", "/figures", first=day, last=day).json
    (basis,) = found["bases"]
    assert (basis["lists"], basis["clicks_a_list"], basis["play_share"], basis["stars_after"]) == (1, 2, 1, 4)
    assert (basis["browsed_before_play"], basis["provider_click_share"]) == (2, 1)
    assert [one["reached"] for one in found["progress"]] == [None, None], "nothing to hold it to"
    assert basis["seconds_to_first_play"] >= 0
    assert [one["lists"] for one in found["days"]] == [1], "told again, or from before the list: nothing more"
    assert found["targets"]["satisfaction_up_by"] == 0.2
    assert ask("GET", "/figures", first=day, last="2020-01-01").code == "wrong_days"


def test_a_days_sums_are_spread_and_add_up_and_a_list_does_not_fail_with_them(monkeypatch: pytest.MonkeyPatch):
    films(*(film(number) for number in range(5)))
    for number in range(40):
        listed(who=f"usr-{number}")
    assert len(list(DayRow.scan())) > 3, "no row that every list is added to"
    day = str(clock.now().date())
    assert [one["lists"] for one in ask("GET", "/figures", first=day, last=day).json["bases"]] == [40]

    def throttled(*_: Any, **__: Any) -> None:
        raise UpdateError("ProvisionedThroughputExceededException")

    monkeypatch.setattr(DayRow, "update", throttled)
    assert len(listed()["items"]) == 5


def went(item: str, provider: str, who: str, request_id: str) -> None:
    deed = {"kind": "title", "item_id": item, "verb": "went_to_provider", "provider": provider,
            "request_id": request_id}  # fmt: skip
    ask_public("POST", "/v1/me/deeds", {"deeds": [deed]}, who=who)


def test_services_are_told_who_came_and_who_stayed():
    films(*(film(number) for number in range(6)))
    for who, visits in (("usr-a", 3), ("usr-b", 1)):
        told = listed(who=who)["request_id"]
        for _ in range(visits):
            went("film-0", "alpha", who, told)
        went("film-3", "alpha", who, told)
        went("film-0", "gamma", who, told)
        went("film-1", "beta", who, "rec_" + "0" * 26)
    for providers in (["alpha", "beta"], ["alpha", "beta"], [], ["alpha"]):
        ask_public("PUT", "/v1/me/taste", {"providers": providers}, who="usr-a")
    day = str(clock.now().date())
    told = ask("GET", "/partners", first=day, last=day).json["providers"]
    assert told == [{"provider": "alpha", "visits": 4, "visitors": 2, "converted": 1, "conversion": 0.5}], (
        "a service that has not got the film, and a list that was not, count for nothing"
    )
    assert ask("GET", "/partners", role="finance", first=day, last=day).status == 403
    (basis,) = ask("GET", "/figures", first=day, last=day).json["bases"]
    assert basis["play_share"] == 1, "a film of a service is played there"
    assert ask_public("DELETE", "/v1/me/taste", who="usr-a").status == 204
    assert {row.user_id for row in VisitRow.scan()} == {"usr-b"}


def test_a_service_that_is_told_a_month_after_the_visit_is_no_conversion():
    partners, at = DynamoPartners(), now()
    partners.went("usr-1", "alpha", at - timedelta(days=31))
    partners.joined("usr-1", ["alpha"], at)
    partners.went("usr-1", "alpha", at)
    day = at.date()
    (told,) = partners.report(day - timedelta(days=40), day)
    assert (told["visits"], told["visitors"], told["converted"]) == (2, 2, 0)


def test_targets_stand_beside_what_lists_for_everybody_reach():
    def day(basis: str, **counts: float) -> dict[str, Any]:
        return {"day": "2026-11-01", "kind": "title", "basis": basis, **counts}

    told = figures([
        day("popularity", shown=100, ratings=10, stars=30, provider_clicks=10),
        day("history", shown=50, ratings=10, stars=40, provider_clicks=5),
        day("survey", shown=50, provider_clicks=5.5),
    ])["progress"]  # fmt: skip
    satisfaction, conversion = told
    assert (satisfaction["baseline"], satisfaction["actual"], satisfaction["reached"]) == (3, 4, True)
    assert (conversion["up_by"], conversion["reached"]) == (0.05, False)
