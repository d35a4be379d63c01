"""A minor and a guardian: refused, agreed on, paid within the limit, taken back, withdrawn; also in browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from playwright.sync_api import Browser

from kernel import environment
from local import seed
from local.api_client import Person, wait_for
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.chat import new_viewer
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.money import give, pay, state_of
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor, visitor

PATIENCE_SECONDS = 40.0
BORN_MINOR, BORN_ADULT = "2012-04-05", "1984-09-12"
CARD = "4242 4242 4242 4242"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    with report.part("people who told nothing"):
        streamer = new_streamer(settings, "장터지기")
        channel = streamer.make_channel("보호자 마당")["id"]
        minor, guardian = new_viewer(settings, "하루"), new_viewer(settings, "하루 어머니")
        untold(report, minor, channel)
    with report.part("ages"):
        ages(report, minor, guardian, channel)
    with report.part("in browsers"), chromium() as browser:
        agreed_in_browsers(settings, report, browser, minor, guardian)
    with report.part("within the limit"):
        first = within(report, minor, channel)
    with report.part("looked at and taken back"), chromium() as browser:
        taken_back(settings, report, browser, guardian, first)
        report.check("the minor sees it", state_of(minor, first) == "refunded", first)
    with report.part("withdrawn"):
        withdrawn(report, minor, guardian, channel)
    with report.part("the seeded family"):
        seeded(report, settings, channel)
    with report.part("asked in place"), chromium() as browser:
        asked_in_place(settings, report, browser)


def refused(report: Report, what: str, answer: requests.Response, status: int, code: str) -> None:
    seen = (answer.status_code, answer.json().get("code"))
    report.check(f"{what}: {status} {code}", seen == (status, code), seen)


def subscribe(person: Person, product: str, key: str) -> requests.Response:
    wanted = {"product": product, "region": "US"}
    return person.raw("POST", "/v1/me/subscriptions", wanted, {"Idempotency-Key": key})


def untold(report: Report, minor: Person, channel: str) -> None:
    wait_for(
        lambda: give(minor, channel, "early").json().get("code"),
        lambda code: code == "age_needed",
        "the channel known",
        20,
    )
    refused(report, "a gift of somebody without an age", give(minor, channel, "early"), 403, "age_needed")
    refused(report, "a plan", subscribe(minor, "basic", "early"), 403, "age_needed")
    ask = minor.raw("POST", "/v1/me/guardian-requests", {"email": "somebody@madang.example"})
    refused(report, "asking for a guardian", ask, 409, "birth_date_needed")


def ages(report: Report, minor: Person, guardian: Person, channel: str) -> None:
    minor.tell_birth_date(BORN_MINOR)
    guardian.tell_birth_date(BORN_ADULT)
    age = minor.call("GET", "/v1/me/age")
    report.check("19 in Korea", (age["adult"], age["adult_on"]) == (False, "2031-04-05"), age)
    other = minor.raw("PUT", "/v1/me/birth-date", {"birth_date": "1990-01-01", "country": "KR"})
    refused(report, "another birth date", other, 409, "birth_date_already_told")
    shown = minor.call("GET", "/v1/me")
    report.check("the profile has none of it", BORN_MINOR not in str(shown), sorted(shown))
    code = wait_for(
        lambda: give(minor, channel, "minor").json().get("code"),
        lambda seen: seen == "guardian_needed",
        "billing to hear of it",
        PATIENCE_SECONDS,
    )
    report.check("a minor needs a guardian to give", code == "guardian_needed", code)
    refused(report, "and to subscribe", subscribe(minor, "basic", "minor"), 403, "guardian_needed")
    nobody = minor.raw("POST", "/v1/me/guardian-requests", {"email": "nobody@madang.example"})
    report.check("an address without an account is asked as any other", nobody.status_code == 202, nobody.text)


@contextmanager
def signed_in(settings: Settings, browser: Browser, person: Person, locale: str, *, phone: bool) -> Iterator[Visitor]:
    with visitor(browser, locale, phone=phone) as one:
        one.page.goto(f"{settings.site_url}/terms")
        one.page.evaluate("(token) => localStorage.setItem('madang.refresh', token)", person.tokens["refresh_token"])
        yield one
    person.sign_in()  # the browser renewed the session, and the old one is spent


def fits(report: Report, one: Visitor, name: str) -> None:
    one.page.wait_for_timeout(300)
    one.keep_picture(name)
    wider = one.page.evaluate(WIDER)
    report.check(f"{name} fits", wider <= 0, f"{wider} too wide")


def agreed_in_browsers(settings: Settings, report: Report, browser: Browser, minor: Person, guardian: Person) -> None:
    page = f"{settings.site_url}/account/guardian"
    with signed_in(settings, browser, minor, "ko-KR", phone=True) as haru:
        haru.page.goto(page)
        haru.wait("guardian-email").fill(guardian.email)
        haru.see("guardian-ask").click()
        haru.page.get_by_text(guardian.email).wait_for()
        fits(report, haru, "guardian-minor-phone")
    with signed_in(settings, browser, guardian, "en-US", phone=False) as mother:
        mother.page.goto(page)
        mother.wait("minor-agree").click()
        mother.wait("limit-USD").fill("60")
        mother.see("limit-KRW").fill("30,000")
        fits(report, mother, "guardian-limits-desktop")
        mother.see("limits-send").click()
        mother.page.locator("[data-testid=minor][data-state=consented]").wait_for()
        limits = mother.see("guardian-limits").inner_text()
        report.check("the limit is shown", "$60" in limits, limits)
        mother.page.set_viewport_size({"width": 390, "height": 844})
        fits(report, mother, "guardian-adult-phone")
        report.check("no console complains", not mother.complaints, "; ".join(mother.complaints[:3]))


def within(report: Report, minor: Person, channel: str) -> str:
    """42 of 60 dollars are given; nothing more of that size, and no plan, fits into the month."""
    opened: Any = wait_for(
        lambda: give(minor, channel, "fits"), lambda answer: bool(answer.ok), "the consent", PATIENCE_SECONDS
    ).json()
    pay(opened["checkout_url"], CARD)
    wait_for(lambda: state_of(minor, opened["id"]), lambda state: state == "paid", "paid", PATIENCE_SECONDS)
    refused(report, "more than the month's limit", give(minor, channel, "more"), 409, "guardian_limit_reached")
    won = give(minor, channel, "won", amount_minor=31_000, currency="KRW")
    refused(report, "more than the limit in won", won, 409, "guardian_limit_reached")
    refused(report, "a plan that costs more", subscribe(minor, "vip", "vip"), 409, "guardian_limit_reached")
    basic = subscribe(minor, "basic", "basic")
    report.check("a plan that fits opens its page", basic.status_code == 201, basic.text[:80])
    rest = give(minor, channel, "rest", amount_minor=1302)
    refused(report, "it counts too", rest, 409, "guardian_limit_reached")
    last = give(minor, channel, "last", amount_minor=1301)
    report.check("to the cent", last.status_code == 201, last.text[:80])
    return str(opened["id"])


def taken_back(settings: Settings, report: Report, browser: Browser, guardian: Person, donation_id: str) -> None:
    seen = guardian.call("GET", "/v1/me/guarded-donations")["items"]
    report.check("the guardian sees what was given", donation_id in [one["id"] for one in seen], len(seen))
    with signed_in(settings, browser, guardian, "ko-KR", phone=True) as mother:
        mother.page.goto(f"{settings.site_url}/account/guardian")
        mother.wait("given-take-back").click()
        mother.wait("given-back-yes").click()
        mother.page.locator("[data-testid=given][data-state=refunded]").wait_for(timeout=PATIENCE_SECONDS * 1000)
        fits(report, mother, "guardian-given-phone")
    place = f"/v1/me/guarded-donations/{donation_id}/refund"
    again = guardian.raw("POST", place, None, {"Idempotency-Key": "again"})
    refused(report, "a second time", again, 409, "not_refundable")


def withdrawn(report: Report, minor: Person, guardian: Person, channel: str) -> None:
    minor_id = minor.call("GET", "/v1/me")["user_id"]
    guardian.call("DELETE", f"/v1/me/minors/{minor_id}/consent")
    code = wait_for(
        lambda: give(minor, channel, "after", amount_minor=100).json().get("code"),
        lambda seen: seen == "guardian_needed",
        "the withdrawal",
        PATIENCE_SECONDS,
    )
    report.check("from then on nothing may be paid", code == "guardian_needed", code)
    state = minor.call("GET", "/v1/me/guardian-requests")["items"]
    report.check("the minor is told", "withdrawn" in [one["state"] for one in state], state)


def seeded(report: Report, settings: Settings, channel: str) -> None:
    """As `make up` makes it, and makes it again."""
    for _ in range(2):
        seed.family(settings)
    haru = seed.account(settings, seed.MINOR["email"], seed.MINOR["name"], seed.MINOR["born"])
    (one,) = haru.call("GET", "/v1/me/guardian-requests")["items"]
    report.check("the seeded minor has a guardian", one["state"] == "consented", one["guardian_name"])
    opened = wait_for(
        lambda: give(haru, channel, "seeded", amount_minor=2000), lambda answer: bool(answer.ok), "it", 20
    )
    report.check("and may give", opened.status_code == 201, opened.status_code)
    refused(report, "up to the limit", give(haru, channel, "more", amount_minor=100), 409, "guardian_limit_reached")


def asked_in_place(settings: Settings, report: Report, browser: Browser) -> None:
    """At the first payment the birth date is asked for, and the payment goes on."""
    sora = new_viewer(settings, "소라")
    with signed_in(settings, browser, sora, "ko-KR", phone=True) as one:
        one.page.goto(f"{settings.site_url}/plans")
        one.wait("subscribe-basic").click()
        one.wait("birth-date").fill(BORN_ADULT)
        fits(report, one, "birth-date-phone")
        one.see("birth-date-tell").click()
        one.wait("subscribe-pay").click()
        one.page.wait_for_url(lambda address: not address.startswith(settings.site_url), timeout=30_000)
        report.check("and the payment goes on", one.page.url.startswith(settings.aws_url), one.page.url)


if __name__ == "__main__":
    main({"guardians": run})
