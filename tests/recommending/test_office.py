"""What operators do: films, seasons, experiments from their beginning to their report, models; and who may not."""

import json
from datetime import timedelta

import pytest

from contracts.catalog import TitlePublished
from functions.backoffice.audit import DeedRow as AuditRow
from functions.recommendations import count_experiments, desk
from functions.recommendations.catalogue import Catalogue
from functions.recommendations.experiments.sequential import Sums
from functions.recommendations.experiments.store import DynamoExperiments, SubjectRow
from functions.recommendations.items import DynamoItems
from functions.recommendations.training import store, workflow
from functions.recommendations.training.steps import extract
from functions.recommendations.training.store import ModelRow
from functions.recommendations.trends import DynamoTrends
from kernel import clock
from kernel.clock import iso, now
from tests.recommending.office import ask
from tests.recommending.world import FakeModel, answer, film, films, listed
from tests.recommending.world import ask as ask_public

ARMS = [{"name": "without", "share": 0.5, "settings": {"demographics": False}}, {"name": "with", "share": 0.5}]
ASKED = {"name": "demographics", "kind": "title", "arms": ARMS, "reason": "Do they help?", "window_hours": 1}


def test_films_are_imported_once_each_and_by_operators_only():
    told = ask("POST", "/films", {"films": [film(1), film(2)]})
    assert told.json == {"kept": 2, "new": 2}
    assert ask("POST", "/films", {"films": [film(1, name="Another name")]}).json == {"kept": 1, "new": 0}
    assert [one["name"] for one in listed()["items"]] == ["Another name", "Film 2"]
    assert ask("POST", "/films", {"films": [film(3)]}, role="finance").status == 403
    for wrong in ({"genres": []}, {"id": "a b"}, {"offers": [{"provider": "x"}]}, {"year": 12}):
        assert ask("POST", "/films", {"films": [film(4, **wrong)]}).status == 422
    javascript = [{**film(1)["offers"][0], "url": "javascript:alert(1)"}]
    assert ask("POST", "/films", {"films": [film(5, offers=javascript)]}).status == 422
    (audited,) = [row for row in AuditRow.scan() if row.about and "film-1 to film-2" in row.about]
    assert audited.status == 200


def test_seasons_are_saved_listed_and_dropped():
    day = clock.now().date()
    body = {"kind": "title", "first_day": str(day), "last_day": str(day + timedelta(days=2)), "time_zone": "UTC",
            "genres": ["Drama"], "push": 0.5}  # fmt: skip
    assert ask("PUT", "/seasons/autumn", body).json["on"]
    assert [one["name"] for one in ask("GET", "/seasons").json["items"]] == ["autumn"]
    assert ask("PUT", "/seasons/autumn", {**body, "last_day": "2020-01-01"}).code == "wrong_season"
    assert ask("PUT", "/seasons/autumn", {**body, "genres": []}).code == "wrong_season"
    for zone in ("Mars/Base", "", "America", "../etc"):
        refused = ask("PUT", "/seasons/winter", {**body, "time_zone": zone})
        assert (refused.status, refused.code) == (422, "no_such_time_zone"), zone
    assert ask("DELETE", "/seasons/autumn").json == {"items": []}


def test_an_experiment_from_its_beginning_to_its_report(model: FakeModel, monkeypatch: pytest.MonkeyPatch):
    films(*(film(number) for number in range(12)))
    model.says = lambda *_: answer(("film-1", 3), ("film-2", 2))
    assert ask("POST", "/experiments", ASKED).status == 201
    assert ask("POST", "/experiments", {**ASKED, "name": "another"}).code == "experiment_running"
    people = [f"usr-{number}" for number in range(20)]
    arms = {}
    for who in people:
        told = listed(who=who)
        arms[who] = told["arm"]
        ask_public("PUT", "/v1/me/taste", {"demographics": True, "gender": "F"}, who=who)
        listed(who=who)
        assert model.asked[-1]["traits"] == ([] if told["arm"] == "without" else ["gender F"])
        if told["arm"] == "with":
            deed = {"kind": "title", "item_id": "film-1", "verb": "watched", "minutes": 5,
                    "request_id": told["request_id"]}  # fmt: skip
            ask_public("POST", "/v1/me/deeds", {"deeds": [deed]}, who=who)
    assert set(arms.values()) == {"without", "with"}
    count_experiments.handler({}, None)
    assert [one["people"] for one in ask("GET", "/experiments").json["items"][0]["arms"]] == [0, 0], "windows are open"
    later = now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _ in range(2):
        count_experiments.handler({}, None)
    (report,) = ask("GET", "/experiments").json["items"]
    without, with_ = report["arms"]
    counts = list(arms.values())
    assert (without["people"], with_["people"]) == (counts.count("without"), counts.count("with")), "each once"
    assert (without["mean"], with_["mean"]) == (0, 1)
    assert with_["beside_control"]["verdict"] == "undecided", "twenty people say nothing"
    assert not with_["beside_control"]["enough"]
    assert ask("POST", "/experiments/demographics/stop", {"reason": "Enough"}).json["state"] == "stopped"
    assert ask("POST", "/experiments/demographics/stop", {"reason": "Enough"}).code == "experiment_not_running"
    assert listed(who="usr-0")["arm"] is None


def test_an_outcome_counts_once_within_its_window_and_only_for_who_was_shown_the_list(monkeypatch: pytest.MonkeyPatch):
    films(*(film(number) for number in range(5)))
    ask("POST", "/experiments", {**ASKED, "outcome": "plays"})
    told = listed(who="usr-a")

    def play(item: str, who: str = "usr-a") -> None:
        deed = {"kind": "title", "item_id": item, "verb": "watched", "request_id": told["request_id"]}
        ask_public("POST", "/v1/me/deeds", {"deeds": [deed]}, who=who)

    def outcome() -> float:
        return float(SubjectRow.get("demographics", "usr-a").y)

    play("film-1", who="usr-b")
    assert outcome() == 0, "another person's request id"
    play("film-1")
    play("film-2")
    assert outcome() == 1, "the first play of a list"
    later = now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    experiments = DynamoExperiments()
    experiments.outcome(experiments.find("demographics"), "usr-a", later)
    assert outcome() == 1, "too late"
    assert experiments.count(experiments.find("demographics"), later) == 1
    assert sum((one for one in experiments.sums("demographics").values()), Sums()).y == 1


def test_windows_that_are_open_when_it_is_stopped_are_counted_when_they_close(monkeypatch: pytest.MonkeyPatch):
    films(*(film(number) for number in range(5)))
    ask("POST", "/experiments", ASKED)
    listed(who="usr-a")
    ask("POST", "/experiments/demographics/stop", {"reason": "Enough"})
    (subject,) = SubjectRow.scan()
    assert subject.expires > now() + timedelta(days=300)
    later = now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    count_experiments.handler({}, None)
    (report,) = ask("GET", "/experiments").json["items"]
    assert sum(arm["people"] for arm in report["arms"]) == 1
    found = DynamoExperiments().find("demographics")
    assert not found.counts(later + timedelta(days=4)), "and then nobody looks any more"


def test_two_that_begin_at_the_same_moment_are_one(monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(DynamoExperiments, "all", lambda _: [])  # as both saw it
        assert ask("POST", "/experiments", ASKED).status == 201
        assert ask("POST", "/experiments", {**ASKED, "name": "another"}).code == "experiment_running"
    assert ask("POST", "/experiments", {**ASKED, "kind": "channel"}).code == "experiment_exists"
    assert ask("POST", "/experiments/demographics/stop", {"reason": "Enough"}).status == 200
    assert ask("POST", "/experiments", {**ASKED, "name": "another"}).status == 201


def test_wrong_experiments_are_refused():
    for change, code in (
        ({"arms": [{"name": "aa", "share": 0.8}, {"name": "bb", "share": 0.3}]}, "wrong_arms"),
        ({"arms": [{"name": "aa", "share": 0.5}, {"name": "aa", "share": 0.5}]}, "wrong_arms"),
        ({"arms": ARMS[:1]}, "invalid_fields"),
        ({"spread": 0}, "invalid_fields"),
        ({"arms": [*ARMS[:1], {"name": "bb", "share": 0.5, "settings": {"dance": True}}]}, "invalid_fields"),
    ):
        refused = ask("POST", "/experiments", {**ASKED, **change})
        assert (refused.status, refused.code) == (422, code), change
    assert ask("POST", "/experiments/none/stop", {"reason": "there is none"}).status == 409


def test_models_are_listed_and_gone_back_to(monkeypatch: pytest.MonkeyPatch):
    for number in (1, 2):
        at = iso(now() - timedelta(days=40 - number))
        ModelRow("title", f"v{number}", state="registered", endpoint=f"e{number}", execution="x", trained_at=at,
                 changed_at=at, metrics={"ndcg": 0.1 * number}).save()  # fmt: skip
        if number > 1:
            store.try_out("title", f"v{number}", "shadow", 0.0)
        store.promote("title", f"v{number}")
    run = workflow.Execution("title-1", "RUNNING", iso(now()), None, None, None)
    monkeypatch.setattr(workflow, "latest", lambda _kind: run)
    told = ask("GET", "/models/title").json
    assert told["training"]["status"] == "RUNNING", "also after a reload"
    assert (told["champion"], told["challenger"], told["stale"]) == ("v2", None, True)
    assert [(one["version"], one["state"]) for one in told["items"]] == [("v2", "champion"), ("v1", "retired")]

    def refuse(kind: str, by: str, reason: str) -> None:
        raise store.NothingToGoBackTo(f"{kind} {by} {reason}")

    monkeypatch.setattr(workflow, "roll_back", refuse)
    refused = ask("POST", "/models/title/rollback", {"reason": "It looks odd"})
    assert (refused.status, refused.code) == (409, "nothing_to_go_back_to")
    started = {}
    monkeypatch.setattr(workflow, "start", lambda kind, by: started.update(kind=kind, by=by) or "title-1")
    assert ask("POST", "/models/title/trainings", {"reason": "Monday"}).json == {"execution": "title-1"}
    assert started == {"kind": "title", "by": "usr_op"}
    assert ask("GET", "/models/hats").status == 404
    asked: list[str] = []
    monkeypatch.setattr(workflow, "execution", lambda name: asked.append(name) or run)
    assert ask("GET", "/models/title", execution="title-202611290300").status == 200
    for wrong in ("x", "title-1", "title-1:other", "../title-202611290300", "title-202611290300:7", "*"):
        assert ask("GET", "/models/title", execution=wrong).code == "invalid_fields", wrong
    assert asked == ["title-202611290300"]


def test_every_act_of_the_desk_answers_in_json():
    for act in ("seasons", "experiments"):
        json.dumps(desk.ACTS[act]({}))


def test_a_persons_word_on_what_a_title_is_about_survives_later_tellings():
    told = {"title_id": "ttl_1", "channel_id": "chn_1", "owner_id": "usr-o", "type": "video", "published_at": now(),
            "duration_seconds": 60.0, "language": "en", "ladder": ("720p",)}  # fmt: skip
    title = TitlePublished.model_construct(**{**told, "name": "Cooking noodles with music", "expires_at": None})
    catalogue = Catalogue(DynamoItems(), DynamoTrends())
    catalogue.title(title, iso(now() - timedelta(minutes=2)))
    read = ask("GET", "/items/title/ttl_1/tags").json
    assert {one["name"] for one in read["tags"]} == {"cooking", "music"} == set(read["genres"])
    assert all(0 < one["confidence"] < 1 and one["source"] == "words of the name" for one in read["tags"])
    body = {"genres": ["Travel"], "reason": "It is a journey"}
    corrected = ask("PUT", "/items/title/ttl_1/tags", body).json
    assert (corrected["genres"], corrected["corrected_by"]) == (["Travel"], "usr_op")
    catalogue.title(title, iso(now()))
    assert listed()["items"][0]["genres"] == ["Travel"]
    assert [one["genres"] for one in extract.items("title")] == [["Travel"]]
    dropped = ask("DELETE", "/items/title/ttl_1/tags").json
    assert (set(dropped["genres"]), dropped["corrected_by"]) == ({"cooking", "music"}, None)
    assert ask("GET", "/items/title/nothing/tags").code == "no_such_item"
    assert ask("PUT", "/items/title/nothing/tags", body).code == "no_such_item"
    assert ask("PUT", "/items/title/ttl_1/tags", body, role="finance").status == 403
    films(film(1))
    assert ask("GET", "/items/title/film-1/tags").json["tags"][0]["source"] == "as told"
