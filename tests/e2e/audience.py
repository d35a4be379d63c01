"""Who fits a channel: told of what people watched, of those who consented; segments by rules, of now and of before."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from contracts.social import ChannelFollowed
from kernel import clock, environment
from kernel.clock import iso
from local.api_client import Person, wait_for
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.care_browser import quiet, seated
from tests.e2e.chat import new_payer, new_viewer
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.money_browser import pictures
from tests.e2e.report import Report
from tests.e2e.taste_lists import WITHIN, announce
from tools.close_month import invoked
from tools.stacks import resource


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    streamer, other = new_streamer(settings, "하린"), new_streamer(settings, "이든")
    own, theirs = (one.make_channel(f"{one.display_name} 마당")["id"] for one in (streamer, other))
    fans = [new_payer(settings, f"팬{number}") for number in range(3)]
    near, hidden = new_payer(settings, "어울리는이"), new_viewer(settings, "숨은이")
    with report.part("what people watch"):
        for fan in fans:
            watch(fan, own, 90)
            watch(fan, theirs, 60)
        for one in (near, hidden):
            watch(one, theirs, 80)
    with report.part("who fits"):
        matches(report, streamer, other, own, near)
    with report.part("segments"):
        segments(report, streamer, own, fans[0])
    with report.part("in the studio"), chromium() as browser, seated(settings, browser, streamer) as one:
        one.page.goto(f"{settings.site_url}/studio/{own}/audience")
        told = one.wait("matches", 40).inner_text()
        report.check(
            "who fits is named, with what it is made of", "어울리는이" in told and "비슷한 것을 봄" in told, told
        )
        report.check(
            "segments are counted", "0" in one.wait("segment-vip").inner_text(), one.see("segments").inner_text()
        )
        quiet(settings, report, one, "a streamer")
        pictures(one, "audience")
        one.page.set_viewport_size({"width": 390, "height": 844})
        pictures(one, "audience-phone")


def watch(person: Person, channel: str, minutes: float) -> None:
    deed = {"kind": "channel", "item_id": channel, "verb": "watched", "minutes": minutes}
    wait_for(lambda: person.call("POST", "/v1/me/deeds", {"deeds": [deed]}), lambda told: told["kept"] == 1,
             "a channel that can be watched", WITHIN)  # fmt: skip


def refresh() -> None:
    """What happens every hour."""
    invoked(resource("laptop", "audience", "AWS::Lambda::Function", "Refresh"), {})


def found(streamer: Person, channel: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = streamer.call("GET", f"/v1/channels/{channel}/audience-matches")["items"]
    return items


def matches(report: Report, streamer: Person, other: Person, channel: str, near: Person) -> None:
    before = near.call("GET", "/v1/me/audience-consent")
    report.check("nobody consents before they say so", before == {"matching": False, "purchasing": False}, before)
    wait_for(lambda: near.raw("PUT", "/v1/me/audience-consent", {"matching": True}).status_code,
             lambda status: status == HTTPStatus.OK, "their age to be known", WITHIN)  # fmt: skip

    def looked() -> list[dict[str, Any]]:
        refresh()
        return found(streamer, channel)

    told = wait_for(looked, lambda items: len(items) == 1 and items[0]["content"] > 0, "a match", WITHIN)
    report.check("who watches what fans watch, and said yes, fits; who said nothing is not shown", True,
                 [one["name"] for one in told])  # fmt: skip
    (one,) = told
    parts = [one[name] for name in ("score", "content", "hours", "interaction", "loyalty")]
    report.check("each part between nothing and one, and no money", all(0 <= value <= 1 for value in parts)
                 and one["purchasing"] is None, one)  # fmt: skip
    answer = other.raw("GET", f"/v1/channels/{channel}/audience-matches")
    report.check("an audience is its streamer's alone", answer.status_code == 403, answer.status_code)
    near.call("PUT", "/v1/me/audience-consent", {"matching": False})
    report.check("a consent taken back counts at once", found(streamer, channel) == [])
    near.call("PUT", "/v1/me/audience-consent", {"matching": True})


def segments(report: Report, streamer: Person, channel: str, fan: Person) -> None:
    user_id = fan.call("GET", "/v1/me")["user_id"]
    path = f"/v1/channels/{channel}/segments"
    announce(ChannelFollowed(channel_id=channel, user_id=user_id))
    rule = streamer.call("PUT", f"/v1/channels/{channel}/segment-rule", {"prospect_score": 0})
    report.check("a rule has a number of its own", rule["version"] == 2, rule)
    fan.call("PUT", "/v1/me/audience-consent", {"matching": True})

    def members(at: str | None = None) -> list[str]:
        items = streamer.call("GET", f"{path}/prospect{f'?at={at}' if at else ''}")["items"]
        return [one["user_id"] for one in items]

    def looked() -> list[str]:
        refresh()
        return members()

    wait_for(looked, lambda names: user_id in names, "a possible subscriber", WITHIN)
    then = iso(clock.now())
    streamer.call("PUT", f"/v1/channels/{channel}/segment-rule", {"prospect_score": 1})
    wait_for(looked, lambda names: user_id not in names, "nobody", WITHIN)
    earlier = iso(clock.now() - timedelta(days=1))
    report.check("who was in it can be told of any moment", user_id in members(then) and not members(earlier))
    wrong = streamer.raw("PUT", f"/v1/channels/{channel}/segment-rule", {"prospect_score": 7})
    report.check("a rule of nonsense is refused", wrong.status_code == 422, wrong.status_code)


if __name__ == "__main__":
    main({"audience": run})
