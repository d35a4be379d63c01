"""Lists that live: a survey, a model trained from the office, what goes on now, what nobody may see, an experiment."""

import json
import time
from typing import Any

import boto3
import requests

from contracts.rights import AvailabilityChanged
from kernel import clock, environment
from kernel.clock import iso
from local.api_client import Person, wait_for
from local.deploy import outputs
from local.settings import Settings
from tests.e2e.chat import new_payer, new_viewer
from tests.e2e.command import main
from tests.e2e.fraud import _operator
from tests.e2e.report import Report
from tests.e2e.taste_lists import WITHIN, announce, ids, listed
from tests.e2e.tastes_signals import signals
from tests.recommendations import lake

OFFICE = "/v1/backoffice/recommendations"
TRAINED_SECONDS = 240
FILMS = 48
ASKED = 40
PROVIDERS = ("alpha", "beta", "gamma")


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    with report.part("films, a survey, lists without a model"):
        operator, viewer = _operator(settings), new_payer(settings, "고르는이")
        films(report, operator)
        survey(report, viewer)
    with report.part("a model, trained from the office"):
        trained(settings, report, operator, viewer)
    with report.part("what somebody may not see"):
        unseen(report, viewer)
    with report.part("an experiment"):
        experiment(report, operator, viewer)
    with report.part("what goes on now"):
        signals(settings, report)
    with report.part("the model is gone"):
        gone(report, viewer)
    with report.part("all of it is somebody's own"):
        own(report, viewer)


def film(item: dict[str, Any], number: int) -> dict[str, Any]:
    provider = PROVIDERS[number % 3]
    offer = {"provider": provider, "region": "KR", "way": "subscription",
             "url": f"https://{provider}.example/{number}", "checked_at": iso(clock.now())}  # fmt: skip
    return {"id": item["item_id"], "name": item["name"], "genres": item["genres"], "offers": [offer]}


def films(report: Report, operator: Person) -> None:
    catalogue = [film(item, number) for number, item in enumerate(lake.items(FILMS))]
    told = operator.call("POST", f"{OFFICE}/films", {"films": catalogue})
    report.check("films are imported", told == {"kept": FILMS, "new": FILMS}, told)
    again = operator.call("POST", f"{OFFICE}/films", {"films": catalogue})
    report.check("and once more, none twice", again == {"kept": FILMS, "new": 0}, again)
    wrong = {"films": [{**catalogue[0], "genres": []}, {**catalogue[1], "offers": [{"provider": "x"}]}]}
    refused = operator.raw("POST", f"{OFFICE}/films", wrong)
    report.check("a wrong film is refused with its place", "/body/films/0/genres" in refused.text
                 or "films/0/genres" in refused.text, refused.text[:200])  # fmt: skip


def survey(report: Report, viewer: Person) -> None:
    offered = viewer.call("GET", "/v1/survey/titles?limit=40")
    report.check("the survey offers titles of several genres", len({one["genres"][0] for one in offered["items"]}) >= 3)
    chosen = [f"t{number:03}" for number in range(10)]
    few = viewer.raw("POST", "/v1/me/survey", {"titles": chosen[:9]})
    report.check("nine titles: 422 min_items=10", few.status_code == 422 and "min_items=10" in few.text, few.text[:120])
    partial = viewer.call("POST", "/v1/me/survey", {"titles": chosen[:3], "partial": True})
    report.check("three, on purpose, say so", partial["low_confidence"] is True, partial)
    whole = viewer.raw("POST", "/v1/me/survey", {"titles": chosen})
    report.check("ten titles: 201", whole.status_code == 201 and not whole.json()["low_confidence"])
    viewer.call("PUT", "/v1/me/taste", {"region": "KR", "providers": ["beta"], "time_zone": "Asia/Seoul"})
    told = listed(viewer)
    report.check("a list without any model", len(told["items"]) == 20 and told["fallback"], told["basis"])
    report.check("of three genres in its first ten", genres(told) >= 3, genres(told))
    report.check("nothing that was named", set(ids(told)).isdisjoint(chosen))


def genres(told: dict[str, Any]) -> int:
    return len({genre for one in told["items"][:10] for genre in one["genres"]})


def trained(settings: Settings, report: Report, operator: Person, viewer: Person) -> None:
    s3, bucket = boto3.client("s3"), outputs(settings)["LakeBucket"]
    key = f"behaviours/kind=title/day={clock.now().date()}/e2e.jsonl"
    s3.put_object(Bucket=bucket, Key=key, Body=lake.lines(lake.walks(people=300, count=FILMS)).encode())
    begun = operator.call("POST", f"{OFFICE}/models/title/trainings", {"reason": "The first evening"})
    path = f"{OFFICE}/models/title?execution={begun['execution']}"
    told = wait_for(lambda: operator.call("GET", path), lambda one: one["training"]["status"] != "RUNNING",
                    "the training", TRAINED_SECONDS)  # fmt: skip
    report.check("the training succeeds", told["training"]["status"] == "SUCCEEDED", told["training"])
    report.check("its model answers", bool(told["champion"]), told["champion"])
    answered = wait_for(lambda: listed(viewer), lambda one: one["model_version"], "the model's list", 30)
    report.check("by that version", answered["model_version"] == told["champion"], answered["model_version"])
    first = answered["items"][0]
    report.check("each with a reason of the survey", first["reason"]["code"] == "survey" and first["reason"]["because"],
                 first["reason"])  # fmt: skip
    report.check("three genres in ten", genres(answered) >= 3, genres(answered))
    places = {(one["provider"], one["owned"]) for item in answered["items"] for one in item["offers"] or []}
    report.check("owned services are marked", ("beta", True) in places and ("alpha", False) in places, places)
    services = viewer.call("GET", "/v1/services")
    report.check("services: what is open, what would open most", services["open"] and services["advice"],
                 [(one["provider"], len(one["opens"])) for one in services["advice"]])  # fmt: skip
    other = new_viewer(settings, "다른이")
    seen = [{"kind": "title", "item_id": f"t{number:03}", "verb": "watched", "minutes": 90} for number in range(36, 42)]
    other.call("POST", "/v1/me/deeds", {"deeds": seen})
    report.figure("list_p95_ms", 1000 * sorted(timed(viewer) for _ in range(ASKED))[int(0.95 * ASKED)])
    theirs = wait_for(lambda: listed(other), lambda one: one["basis"] == "history", "a list of a history", 30)
    report.check("disjoint histories: another top five", set(ids(theirs)[:5]).isdisjoint(ids(answered)[:5]),
                 (ids(theirs)[:5], ids(answered)[:5]))  # fmt: skip
    report.check("because of what was watched", theirs["items"][0]["reason"]["text"].startswith("Because"),
                 theirs["items"][0]["reason"]["text"])  # fmt: skip


def timed(viewer: Person) -> float:
    began = time.monotonic()
    listed(viewer)
    return time.monotonic() - began


def unseen(report: Report, viewer: Person) -> None:
    before = ids(listed(viewer))
    elsewhere, grown, dropped = before[:3]
    report.check("at first they are there for everybody", {elsewhere, grown} <= popular(viewer), (elsewhere, grown))
    announce(AvailabilityChanged(kind="title", item_id=elsewhere, regions=("JP",)))
    announce(AvailabilityChanged(kind="title", item_id=grown, adults_only=True))
    viewer.raw("PUT", f"/v1/me/not-interested/titles/{dropped}")
    told = wait_for(lambda: popular(viewer), {elsewhere, grown}.isdisjoint, "everybody's list without them", WITHIN)
    report.check("for nobody in particular any more", {elsewhere, grown}.isdisjoint(told), len(told))
    now = ids(listed(viewer, limit=60))  # of somebody who told a birth date and is of age
    report.check("out of region and not wanted: gone", {elsewhere, dropped}.isdisjoint(now), (elsewhere, dropped))
    report.check("for adults: there for an adult, now that both are heard of", grown in now, grown)
    for wrong in ('{"titles": 7}', "no json", '{"deeds": []}'):
        path = "/v1/me/survey" if "titles" in wrong else "/v1/me/deeds"
        answer = requests.post(f"{viewer.settings.site_url}{path}", data=wrong, timeout=30,
                               headers={"Authorization": f"Bearer {viewer.tokens['access_token']}"})  # fmt: skip
        report.check(f"malformed: {wrong}", answer.status_code in {400, 422}, answer.status_code)


def popular(viewer: Person) -> set[str]:
    public = requests.get(f"{viewer.settings.site_url}/v1/trending/titles?limit=100", timeout=30).json()
    return {one["id"] for one in public["items"]}


def experiment(report: Report, operator: Person, viewer: Person) -> None:
    arms = [{"name": "without", "share": 0.5, "settings": {"demographics": False}}, {"name": "with", "share": 0.5}]
    asked = {"name": "demographics", "kind": "title", "arms": arms, "window_hours": 1, "reason": "Do they help?"}
    begun = operator.call("POST", f"{OFFICE}/experiments", asked)
    report.check("an experiment begins", begun["state"] == "running", begun["state"])
    second = operator.raw("POST", f"{OFFICE}/experiments", {**asked, "name": "another"})
    report.check("one at a time", second.status_code == 409, second.text[:100])
    told = [listed(viewer) for _ in range(3)]
    arm = told[0]["arm"]
    report.check("everybody stays in their arm", arm and all(one["arm"] == arm for one in told), arm)
    deed = {"kind": "title", "item_id": ids(told[0])[0], "verb": "watched", "minutes": 3,
            "request_id": told[0]["request_id"]}  # fmt: skip
    viewer.call("POST", "/v1/me/deeds", {"deeds": [deed]})
    day = clock.now().date().isoformat()
    figures = operator.call("GET", f"{OFFICE}/figures?first={day}&last={day}")
    played = [one for one in figures["bases"] if one["play_share"]]
    report.check("what came of a list is joined with it", bool(played), figures["bases"])
    ended = operator.raw("POST", f"{OFFICE}/experiments/demographics/stop", {"reason": "Only to see"}).json()
    report.check("and is stopped with a report", ended["state"] == "stopped" and len(ended["arms"]) == 2, ended["arms"])


def gone(report: Report, viewer: Person) -> None:
    """An endpoint that is deleted by hand: the pointer still names it."""
    sagemaker = boto3.client("sagemaker")
    names = [one["EndpointName"] for one in sagemaker.list_endpoints()["Endpoints"] if "title" in one["EndpointName"]]
    for name in names:
        sagemaker.delete_endpoint(EndpointName=name)
    answers = [viewer.raw("GET", "/v1/recommendations/titles") for _ in range(5)]
    report.check("never a 5xx", all(one.status_code == 200 for one in answers), [one.status_code for one in answers])
    told = answers[-1].json()
    report.check("a list all the same, and it says so", told["fallback"] and len(told["items"]) == 20, told["basis"])
    report.check("nothing is in two places", len(set(ids(told))) == len(told["items"]), json.dumps(ids(told))[:80])


def own(report: Report, viewer: Person) -> None:
    """Exported, taken from elsewhere with consent alone, and forgotten in one press."""
    told = viewer.call("GET", "/v1/me/taste/export")
    report.check("what is kept of somebody is theirs to take along", told["deeds"] and told["lists"], sorted(told))
    elsewhere = {"watched": [{"name": "Title 20", "at": iso(clock.now())}], "services": ["gamma"]}
    refused = viewer.raw("POST", "/v1/me/taste/import", {**elsewhere, "consent": ["watched"]})
    report.check("nothing is taken that nobody agreed to", refused.status_code == 403, refused.text[:100])
    taken = viewer.call("POST", "/v1/me/taste/import", {**elsewhere, "consent": ["watched", "services"]})
    report.check("and with consent what was watched elsewhere counts", taken["kept"] == 1, taken)
    gone_now = viewer.raw("DELETE", "/v1/me/taste")
    report.check("forgotten in one press", gone_now.status_code == 204, gone_now.text[:200])
    after = viewer.call("GET", "/v1/me/taste/export")
    report.check(
        "nothing is left", not after["deeds"] and not after["lists"], {n: after[n] for n in ("deeds", "lists")}
    )


if __name__ == "__main__":
    main({"tastes": run})
