"""Who is before the browsers when subscriptions and the back office are tried, and what every page has to keep."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
from playwright.sync_api import Browser, ViewportSize

from local import deploy
from local.api_client import Person
from local.settings import Settings
from tests.e2e.chat import new_viewer
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor, visitor

NARROW: ViewportSize = {"width": 360, "height": 780}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Stage:
    """`sora` subscribes on her phone; `mina` streams; `finance`, `second` and `operator` are of the office."""

    settings: Settings
    report: Report
    room: str
    gift: str
    mina: Visitor
    sora: Visitor
    finance: Visitor
    second: Visitor
    operator: Visitor

    def site(self, path: str) -> str:
        return f"{self.settings.site_url}{path}"


def of_office(settings: Settings, group: str, name: str) -> Person:
    """Signed up as everybody; the role is given by who runs the user pool."""
    person = new_viewer(settings, name)
    pool = deploy.outputs(settings)["UserPoolId"]
    boto3.client("cognito-idp").admin_add_user_to_group(UserPoolId=pool, Username=person.email, GroupName=group)
    person.sign_in()
    return person


@contextmanager
def visitors(settings: Settings, browser: Browser, people: list[Person]) -> Iterator[list[Visitor]]:
    with (
        visitor(browser, "ko-KR") as mina,
        visitor(browser, "ko-KR", phone=True) as sora,
        visitor(browser, "ko-KR") as finance,
        visitor(browser, "en-US") as second,
        visitor(browser, "en-US") as operator,
    ):
        found = [mina, sora, finance, second, operator]
        for one, person in zip(found, people, strict=True):
            one.page.goto(f"{settings.site_url}/terms")
            one.page.evaluate(
                "(token) => localStorage.setItem('madang.refresh', token)", person.tokens["refresh_token"]
            )
        yield found


def fits(stage: Stage, one: Visitor, name: str) -> None:
    """On the narrowest phone nothing has to be scrolled sideways."""
    before = one.page.viewport_size or NARROW
    one.page.set_viewport_size(NARROW)
    one.page.wait_for_timeout(200)
    wider = one.page.evaluate(WIDER)
    one.keep_picture(f"{name}-narrow")
    one.page.set_viewport_size(before)
    stage.report.check(f"{name} fits into 360 pixels", wider <= 0, f"{wider} too wide")
