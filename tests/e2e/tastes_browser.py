"""In a browser: ten titles, a list with reasons and services, not interested; a training begun, an experiment."""

from typing import Any

import boto3
from playwright.sync_api import Browser

from kernel import clock, environment
from local.api_client import Person, wait_for
from local.deploy import outputs
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.care_browser import quiet, seated
from tests.e2e.chat import new_payer
from tests.e2e.command import main
from tests.e2e.plans_stage import of_office
from tests.e2e.report import Report
from tests.e2e.taste_lists import ids, listed
from tests.e2e.tastes import FILMS, OFFICE, film
from tests.e2e.visitor import Visitor
from tests.recommendations import lake

STARTS_SECONDS = 60
STATUS = "() => document.querySelector('[data-testid=training]')?.dataset.status"
GONE = "(id) => !document.querySelector(`[data-testid=list-titles] [data-item-id='${id}']`)"
THERE = "(id) => !!document.querySelector(`[data-testid=list-titles] [data-item-id='${id}']`)"
FIRST = "document.querySelector('[data-testid=list-titles] [data-testid=suggestion]')?.dataset.itemId"


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    operator, viewer = of_office(settings, "operator", "목록지기"), new_payer(settings, "고르는이")
    catalogue = [film(item, number) for number, item in enumerate(lake.items(FILMS))]
    operator.call("POST", f"{OFFICE}/films", {"films": catalogue})
    past = lake.lines(lake.walks(people=300, count=FILMS)).encode()
    key = f"behaviours/kind=title/day={clock.now().date()}/browser.jsonl"
    boto3.client("s3").put_object(Bucket=outputs(settings)["LakeBucket"], Key=key, Body=past)
    with chromium() as browser:
        office(settings, report, browser, operator)
        tastes(settings, report, browser, viewer)


def office(settings: Settings, report: Report, browser: Browser, operator: Person) -> None:
    with report.part("the office trains a model and begins an experiment"), seated(settings, browser, operator) as one:
        one.page.goto(f"{settings.site_url}/office/lists")
        one.wait("train").click()
        one.wait("train-dialog-preset").click()
        status = one.until(STATUS, STARTS_SECONDS)  # a second model is tried for a quarter of an hour before it answers
        report.check("a training is started, and the page says how it goes", status in {"RUNNING", "SUCCEEDED"}, status)
        one.see("experiment-begin").click()
        one.wait("experiment-name").fill("browser-demographics")
        one.see("experiment-reason").fill("도움이 되는지")
        one.see("experiment-send").click()
        one.wait("experiment")
        arms = [arm.get_attribute("data-arm") for arm in one.see("arm").all()]
        report.check("an experiment is begun, its arms shown", arms == ["without", "with"], arms)
        report.check("of which nothing is known yet", one.see("verdict").inner_text() == "아직 모른다")
        one.see("experiment-stop").click()
        one.wait("experiment-stop-dialog-preset").click()
        one.until("() => document.querySelector('[data-testid=experiment]')?.dataset.state === 'stopped'")
        one.keep_picture("lists-office")
        quiet(settings, report, one, "the office's lists")


def tastes(settings: Settings, report: Report, browser: Browser, viewer: Person) -> None:
    with report.part("ten titles, and a list of them"), seated(settings, browser, viewer) as one:
        one.page.goto(f"{settings.site_url}/taste")
        one.wait("survey-choice")
        cards = one.see("survey-choice").all()
        for card in cards[:9]:
            card.click()
        report.check(
            "nine are not ten",
            one.see("survey-send").inner_text() == "이대로 보기",
            one.see("survey-counter").inner_text(),
        )
        cards[9].click()
        one.see("survey-send").click()
        one.wait("survey-answered")
        one.see("taste-region").fill("KR")
        one.see("taste-providers").fill("beta")
        one.see("taste-save").click()
        one.wait("advice")
        report.check("one more service is advised", one.see("advice").count() > 0, one.see("advice").first.inner_text())
        one.keep_picture("taste")
        not_wanted(settings, report, one, viewer)
        quiet(settings, report, one, "the pages of tastes")


def not_wanted(settings: Settings, report: Report, one: Visitor, viewer: Person) -> None:
    one.page.goto(settings.site_url)
    first: Any = one.until(f"() => {FIRST}")
    why = one.see("suggestion-why").first.inner_text()
    report.check("each with its reason", len(why) > 3, why)
    owned = one.page.locator("[data-testid=offer][data-owned=true]").count()
    report.check("services that one has are marked", owned > 0, owned)
    one.keep_picture("for-you")
    one.page.locator("[data-testid=list-titles] [data-testid=not-interested]").first.click()
    one.until(GONE, 10, first)
    told = wait_for(lambda: ids(listed(viewer)), lambda names: first not in names, "the list without it", 10)
    report.check("not interested: gone here and in the API", first not in told, first)
    one.wait("undo-drop").click()
    one.until(THERE, 10, first)
    report.check("and undone, there again", first in ids(listed(viewer)), first)


if __name__ == "__main__":
    main({"tastes browser": run})
