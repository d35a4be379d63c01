"""What somebody is shown: what the model says, what goes on, and never what they may not see."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from contracts.identity import AdulthoodTold
from contracts.live import LiveStarted
from contracts.rights import AvailabilityChanged
from contracts.social import ChannelFollowed, PersonBlocked, PersonUnblocked
from functions.recommendations import recommending, shadow, wiring
from functions.recommendations.deeds import DeedRow
from functions.recommendations.experiments.assignment import Arm
from functions.recommendations.experiments.store import DynamoExperiments, Experiment
from functions.recommendations.exposures import ExposureRow
from functions.recommendations.heat import Heat
from functions.recommendations.items import Item
from functions.recommendations.ranking import Now, Scored, ranked
from functions.recommendations.ties import TieRow
from functions.recommendations.training import endpoint
from kernel import clock
from kernel.clock import now
from kernel.pagination import encode_cursor
from tests.lambdas import LambdaContext, call
from tests.recommending.channels import channel, title
from tests.recommending.world import FakeModel, Queue, answer, ask, film, films, hear, ids, listed


def watch(*names: str, who: str = "usr-1", **more: Any) -> None:
    deeds = [{"kind": "title", "item_id": name, "verb": "watched", "minutes": 90, **more} for name in names]
    assert ask("POST", "/v1/me/deeds", {"deeds": deeds}, who=who).json["unknown"] == []


def test_the_models_order_is_shown_with_its_reasons_and_its_version(model: FakeModel):
    films(*(film(number) for number in range(12)))
    watch("film-11")
    model.says = lambda *_: answer(("film-3", 9), ("film-1", 7), ("film-2", 5), because=("film-11",))
    told = listed()
    assert ids(told)[:3] == ["film-3", "film-1", "film-2"]
    assert (told["model_version"], told["basis"], told["fallback"], told["stale"]) == ("v1", "history", False, False)
    reason = told["items"][0]["reason"]
    assert reason == {"code": "because", "text": "Because you took up Film 11",
                      "because": [{"id": "film-11", "name": "Film 11"}]}  # fmt: skip
    korean = ask("GET", "/v1/recommendations/titles", headers={"accept-language": "ko-KR"}).json
    assert korean["items"][0]["reason"]["text"] == "Film 11을(를) 즐기셨기 때문에"
    assert model.asked[0]["history"] == ["film-11"]


def test_two_people_with_different_histories_are_asked_for_as_they_are(model: FakeModel):
    films(*(film(number) for number in range(12)))
    watch("film-1", "film-2", who="usr-a")
    watch("film-3", who="usr-b")
    listed(who="usr-a"), listed(who="usr-b")
    assert [one["history"] for one in model.asked] == [["film-1", "film-2"], ["film-3"]]
    assert set(ids(listed(who="usr-a"))).isdisjoint({"film-1", "film-2"}), "what was watched is not recommended"


def test_without_an_endpoint_there_is_a_list_all_the_same():
    """Neighbours first, for who has a history; what is taken up now for who has none; never an error."""
    films(*(film(number) for number in range(12)))
    for number in range(6):
        watch("film-1", "film-2", who=f"usr-f{number}")
        watch("film-5", who=f"usr-g{number}")
    watch("film-1", who="usr-new")
    told = listed(who="usr-new")
    assert (told["basis"], told["fallback"], told["model_version"]) == ("together", True, None)
    assert ids(told)[0] == "film-2"
    assert told["items"][0]["reason"]["because"][0]["id"] == "film-1"
    nobody = listed(who="usr-nobody")
    assert (nobody["basis"], nobody["low_confidence"]) == ("popularity", True)
    assert {"film-1", "film-2", "film-5"} == set(ids(nobody)[:3])


def test_a_new_person_without_a_survey_gets_popular_titles_of_several_genres():
    films(*(film(number, genres=["Drama"], popularity=50.0) for number in range(20)))
    films(film(30, genres=["Comedy"]), film(31, genres=["Crime"]))
    first = listed()["items"][:10]
    assert len({genre for one in first for genre in one["genres"]}) == 3
    public = call_public("titles")
    assert len({genre for one in public["items"][:10] for genre in one["genres"]}) == 3
    assert public["request_id"] is None


def call_public(shelf: str) -> Any:
    from functions.recommendations import api

    told = call(api.handler, "GET", f"/v1/trending/{shelf}")
    assert told.status == 200, told
    return told.json


@pytest.mark.parametrize("shown", [True, False], ids=["once shown", "never before"])
@pytest.mark.parametrize("why", ["region", "age", "window", "over", "not interested", "withdrawn", "not told a region"])
def test_what_somebody_may_not_see_is_never_in_a_list(model: FakeModel, why: str, shown: bool):
    films(*(film(number) for number in range(12)))
    model.says = lambda *_: answer(("film-1", 9), ("film-2", 7))
    ask("PUT", "/v1/me/taste", {"region": "KR"} if why != "not told a region" else {"providers": []})
    if shown:
        before = listed(limit=1)
        assert ids(before) == ["film-1"]
    limits: dict[str, Any] = {
        "region": {"regions": ("JP",)}, "not told a region": {"regions": ("KR",)}, "age": {"adults_only": True},
        "window": {"available_from": now() + timedelta(hours=1)}, "over": {"available_until": now()},
    }.get(why, {})  # fmt: skip
    if limits:
        hear(AvailabilityChanged(kind="title", item_id="film-1", **limits))
    elif why == "withdrawn":
        from functions.recommendations.items import DynamoItems

        DynamoItems().withdraw("title", "film-1", "2100-01-01T00:00:00.000Z")
    else:
        assert ask("PUT", "/v1/me/not-interested/titles/film-1").status == 204
    told = listed()
    assert "film-1" not in ids(told)
    assert "film-2" in ids(told)
    if shown:  # the page of a list that was made before
        cursor = before["next_cursor"]
        rest = ask("GET", "/v1/recommendations/titles", query={"cursor": cursor, "limit": "100"}).json
        assert "film-1" not in ids(rest)


def test_a_title_ends_when_the_first_of_its_ends_has_come(model: FakeModel):
    hear(title(1, expires_at=now() - timedelta(minutes=1)), title(2, expires_at=now() + timedelta(days=1)), title(3))
    hear(AvailabilityChanged(kind="title", item_id="ttl_1", available_until=now() + timedelta(days=9)))
    model.says = lambda *_: answer(("ttl_1", 9), ("ttl_2", 7), ("ttl_3", 5))
    assert ids(listed()) == ["ttl_2", "ttl_3"], "the catalog's own end is an end"
    hear(AvailabilityChanged(kind="title", item_id="ttl_2", available_until=now() - timedelta(seconds=1)))
    assert ids(listed()) == ["ttl_3"]


def test_what_no_model_knows_yet_has_a_place_in_ten():
    def item(name: str) -> Item:
        return Item("title", name, name, ("Drama",))

    told = {f"film-{number}": Scored(100.0 - number) for number in range(100)}
    fresh = [item(f"new-{number}") for number in range(8)]
    current = Now(trends={one.id: 5.0 for one in fresh} | {"film-0": 1000.0})
    order = ranked([*map(item, told), *fresh], told, current, 60, survey=False)
    names = [place.item.id for place in order]
    assert len(set(names)) == 60
    for start in range(0, 60, 10):
        assert any(name.startswith("new") for name in names[start : start + 10]), names[start : start + 10]
    assert names[:5] == [f"film-{number}" for number in range(5)], "the model's best stay where they are"
    hot = replace(current, heat={"new-7": Heat("talk", 0.9)})
    assert "new-7" in [place.item.id for place in ranked([*map(item, told), *fresh], told, hot, 20, survey=False)][:12]


def test_the_order_of_a_model_that_sets_like_titles_apart_is_kept(model: FakeModel):
    films(*(film(number, genres=["Drama"]) for number in range(5)))
    model.says = lambda *_: answer(("film-1", 9), ("film-4", 2), ("film-2", 8.9), ("film-3", 8.8))
    assert ids(listed())[:4] == ["film-1", "film-4", "film-2", "film-3"]


def test_without_live_signals_a_list_is_as_long_as_with_them():
    hear(*(channel(number) for number in range(5)))
    hear(LiveStarted(session_id="ses_1", channel_id="chn_4", stream_id="st", started_at=now()))
    assert ids(listed("channels"))[0] == "chn_4"
    DynamoExperiments().begin(
        Experiment("signals", "channel", (Arm("without", 10_000, {"live_signals": False}),), "played", 1, 0.02,
                   "running", now())
    )  # fmt: skip
    told = listed("channels")
    assert (told["arm"], len(told["items"])) == ("without", 5), "what is taken up by everybody stays"
    assert {one["reason"]["code"] for one in told["items"]} == {"popular"}


def test_a_list_of_what_was_named_without_a_model_says_that_it_was_named():
    films(*(film(number) for number in range(12)))
    for number in range(6):
        watch("film-1", "film-2", who=f"usr-f{number}")
    ask("POST", "/v1/me/survey", {"titles": ["film-1"], "partial": True})
    told = listed()
    assert (told["basis"], told["fallback"]) == ("survey", True)
    assert told["items"][0]["reason"]["text"] == "Because you named Film 1"


def test_who_is_of_age_sees_what_is_for_adults(model: FakeModel):
    films(film(1, adults_only=True), film(2))
    model.says = lambda *_: answer(("film-1", 9), ("film-2", 7))
    assert ids(listed()) == ["film-2"]
    hear(AdulthoodTold(user_id="usr-1", adult_on=(now() + timedelta(days=2)).date()))
    assert ids(listed()) == ["film-2"], "the day after tomorrow"
    hear(AdulthoodTold(user_id="usr-2", adult_on=now().date()))
    assert ids(listed(who="usr-2")) == ["film-1", "film-2"]


def test_streamers_whom_somebody_follows_blocked_or_is_are_not_recommended(model: FakeModel):
    hear(*(channel(number) for number in range(5)))
    model.says = lambda *_: answer(*((f"chn_{number}", 9 - number) for number in range(5)))
    assert ids(listed("channels")) == [f"chn_{number}" for number in range(5)]
    hear(ChannelFollowed(channel_id="chn_0", user_id="usr-1"))
    hear(PersonBlocked(user_id="usr-1", blocked_id="owner-1"), PersonBlocked(user_id="owner-2", blocked_id="usr-1"))
    assert ids(listed("channels")) == ["chn_3", "chn_4"], "who blocked somebody is not shown to them either"
    assert "chn_3" not in ids(listed("channels", who="owner-3"))
    hear(PersonUnblocked(user_id="usr-1", blocked_id="owner-1"))
    assert ids(listed("channels")) == ["chn_1", "chn_3", "chn_4"]


def test_a_list_is_paged_without_repetition_while_new_items_come(model: FakeModel):
    films(*(film(number) for number in range(30)))
    old: dict[str, Any] = {"low_confidence": True, "stale": True}
    model.says = lambda *_: answer(*((f"film-{number}", 30.0 - number) for number in range(30)), **old)
    told = listed(limit=7)
    found, cursor = ids(told), told["next_cursor"]
    films(*(film(number, popularity=1000.0) for number in range(40, 50)))
    while cursor:
        page = ask("GET", "/v1/recommendations/titles", query={"cursor": cursor, "limit": "7"}).json
        assert page["request_id"] == told["request_id"]
        assert (page["low_confidence"], page["fallback"], page["stale"]) == (True, False, True), "as the first page"
        found, cursor = found + ids(page), page["next_cursor"]
    assert sorted(found) == sorted(f"film-{number}" for number in range(30))
    other = ask("GET", "/v1/recommendations/titles", who="usr-2", query={"cursor": told["next_cursor"]})
    assert other.code == "invalid_cursor", "somebody else's list"
    forged = ({"request": {"S": ""}, "after": {"N": "7"}}, {"request": {"S": told["request_id"]}, "after": {"N": "-3"}})
    for wrong in ("nonsense", told["next_cursor"][:-4], *map(encode_cursor, forged)):
        assert ask("GET", "/v1/recommendations/titles", query={"cursor": wrong}).status == 400


def test_titles_of_the_house_and_films_of_others_are_in_one_list(model: FakeModel):
    films(film(1))
    hear(title(1, name="Kimchi and guitar", owner="owner-9"))
    model.says = lambda *_: answer(("ttl_1", 2), ("film-1", 1))
    ask("PUT", "/v1/me/taste", {"region": "KR", "providers": ["beta"]})
    own, others = listed()["items"]
    assert (own["id"], own["offers"], sorted(own["genres"])) == ("ttl_1", None, ["cooking", "music"])
    assert [(one["provider"], one["owned"]) for one in others["offers"]] == [("beta", True)]
    ask("PUT", "/v1/me/taste", {"region": "FR"})
    assert listed()["items"][1]["offers"] == [], "nowhere in France, and said so"


def test_a_model_in_shadow_is_compared_and_shown_to_nobody(
    model: FakeModel, queue: Queue, monkeypatch: pytest.MonkeyPatch
):
    films(*(film(number) for number in range(12)))
    model.says = lambda *_: answer(("film-1", 9), ("film-2", 7))
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(recommending, "COMPARED_SHARE", 1.0)
    monkeypatch.setattr(shadow.logger, "info", lambda _text, extra: said.append(extra))
    other = answer(("film-2", 9), ("film-3", 7), model_version="v2")
    monkeypatch.setattr(endpoint, "in_shadow", lambda _kind: "v2")
    monkeypatch.setattr(endpoint, "ask_shadow", lambda _kind, _instance: other)
    told = recommending.Recommending(wiring.stores(), model, clock.now, shadow.hand_over)
    shown = told.recommend("usr-1", "title")
    assert [place.item.id for place in shown.places[:2]] == ["film-1", "film-2"]
    assert said == [], "nobody waits for it"
    records = [{"messageId": "1", "body": json.dumps(queue.rows[-1]), "eventSource": "aws:sqs"}]
    assert shadow.handler({"Records": records}, LambdaContext()) == {"batchItemFailures": []}
    assert said == [{"kind": "title", "overlap": 0.1, "model": "v1", "beside": "v2"}]


def test_what_somebody_did_a_moment_ago_is_read(monkeypatch: pytest.MonkeyPatch):
    """DynamoDB answers from a copy that may be behind, unless it is asked not to; moto never is behind."""
    films(*(film(number) for number in range(9)))
    asked: list[tuple[str, bool]] = []
    for model, name in ((DeedRow, "query"), (TieRow, "query"), (ExposureRow, "get")):
        read, called = getattr(model, name), model.__name__

        def noted(*args: Any, read: Any = read, called: str = called, **more: Any) -> Any:
            asked.append((called, more.get("consistent_read", False)))
            return read(*args, **more)

        monkeypatch.setattr(model, name, noted)
    cursor = listed(limit=2)["next_cursor"]
    ask("GET", "/v1/recommendations/titles", query={"cursor": cursor})
    assert set(asked) == {("DeedRow", True), ("TieRow", True), ("ExposureRow", True)}


def test_what_is_too_long_or_cannot_be_handed_over_costs_nobody_a_list(queue: Queue, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(endpoint, "in_shadow", lambda _kind: "v2")
    shadow.hand_over("title", {"exclude": ["x" * 64] * 5000}, answer(("film-1", 1)))
    assert queue.rows == []

    def away(*_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="here")

    monkeypatch.setattr(shadow.tasks, "ask", away)
    shadow.hand_over("title", {}, answer(("film-1", 1)))
    monkeypatch.setattr(endpoint, "in_shadow", lambda _kind: None)
    monkeypatch.setattr(shadow.tasks, "ask", lambda *_: pytest.fail("there is nothing in shadow"))
    shadow.hand_over("title", {}, answer(("film-1", 1)))
