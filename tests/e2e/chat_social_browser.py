"""Emotes, mentions and a raid in real browsers: by the keyboard, on a phone, and with somebody who stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, ViewportSize

from local.api_client import Person, wait_for
from local.publisher import publish, test_picture
from local.settings import Settings
from tests.chat.pictures import drawn
from tests.e2e.browser import chromium
from tests.e2e.chat import new_viewer
from tests.e2e.chat_browser import REFUSED_CALL, people, say
from tests.e2e.command import main
from tests.e2e.main_job import end, new_streamer
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor, visitor

BROADCAST_SECONDS = 300
ON_AIR_SECONDS = 90
CHECK_SECONDS = 40  # of a picture, by a function that starts cold, and until every container knows the emote
GOES_WITHIN_SECONDS = 40
PHONE: ViewportSize = {"width": 390, "height": 844}
HIDE = """(hidden) => {
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event('visibilitychange'));
}"""
ALL_DRAWN = """() => {
    const all = [...document.querySelectorAll('[data-testid=chat-message] [data-testid=chat-emote]')];
    return all.length === 2 && all.every((one) => one.naturalWidth > 0) && all[0].alt;
}"""
HAS_TEXT = """(text) => [...document.querySelectorAll('[data-testid=chat-message]')]
    .some((one) => one.innerText.includes(text))"""
MARKED = "() => document.querySelector('[data-testid=chat-message][data-named=true] mark')?.innerText === '@소라'"
MAY_GO = """(room) => [...document.querySelectorAll('[data-testid=raid-to] option')]
    .some((one) => one.value === room)"""


@dataclass
class Courtyards:
    """`desk` is the raiding streamer's studio, `narae` the raided one's; `joon` and `sora` watch, she on a phone."""

    settings: Settings
    report: Report
    room: str
    other_room: str
    desk: Visitor
    narae: Visitor
    joon: Visitor
    sora: Visitor

    def moderation(self, part: str) -> None:
        self.desk.wait("section-moderation").click()
        self.desk.wait(f"part-{part}").click()


def run(settings: Settings, report: Report) -> None:
    with report.part("two rooms on the air"), chromium() as browser:
        streamer, other = new_streamer(settings, "마당지기"), new_streamer(settings, "나래")
        rooms = [one.make_channel(f"{one.display_name}의 방", "disposable")["id"] for one in (streamer, other)]
        both = zip((streamer, other), rooms, strict=True)
        publishers = [publish(one.ingest_url(room), BROADCAST_SECONDS, test_picture("320x180")) for one, room in both]
        try:
            for room in rooms:
                look = f"/v1/live?channel={room}"
                wait_for(lambda look=look: streamer.call("GET", look)["items"], bool, "broadcast", ON_AIR_SECONDS)
            watching = new_viewer(settings, "Joon"), new_viewer(settings, "소라")
            with everybody(settings, browser, streamer, other, *watching) as (desk, narae, joon, sora):
                scenes(Courtyards(settings, report, rooms[0], rooms[1], desk, narae, joon, sora))
        finally:
            for publisher in publishers:
                end(publisher)


@contextmanager
def everybody(
    settings: Settings, browser: Browser, streamer: Person, other: Person, joon: Person, sora: Person
) -> Iterator[tuple[Visitor, Visitor, Visitor, Visitor]]:
    with (
        people(settings, browser, streamer, joon, sora) as (desk, at_desk, on_phone),
        visitor(browser, "ko-KR") as narae,
    ):
        narae.page.goto(f"{settings.site_url}/terms")
        narae.page.evaluate("(token) => localStorage.setItem('madang.refresh', token)", other.tokens["refresh_token"])
        yield desk, narae, at_desk, on_phone


def scenes(yards: Courtyards) -> None:
    site = yards.settings.site_url
    yards.desk.page.goto(f"{site}/studio/{yards.room}/moderation")
    yards.narae.page.goto(f"{site}/studio/{yards.other_room}")
    for what, act in (("emotes", emotes), ("mentions", mentions), ("a raid", raid)):
        with yards.report.part(what):
            act(yards)
    visitors = (yards.desk, yards.narae, yards.joon, yards.sora)
    broken = [text for one in visitors for text in one.complaints if REFUSED_CALL not in text]
    yards.report.check("no page breaks", not broken, "; ".join(broken[:3]))


def emotes(yards: Courtyards) -> None:
    desk, report = yards.desk, yards.report
    yards.moderation("emotes")
    for code, audience in (("hello", "everyone"), ("클럽회원", "subscribers")):
        size = 64 if audience == "everyone" else 96
        file = {"name": f"{code}.png", "mimeType": "image/png", "buffer": drawn(size, size)}
        desk.wait("emote-file").set_input_files(file)
        desk.see(f"emote-audience-{audience}").check()
        desk.see("emote-add").click()
        desk.until(
            "(code) => document.querySelector(`[data-testid=emote][data-code='${code}']`)?.dataset.state === 'ready'",
            CHECK_SECONDS, code,
        )  # fmt: skip
    report.check("two pictures become emotes", ok=True)
    both_widths(desk, "studio-emotes")
    desk.see("emote-file").set_input_files({"name": "x.gif", "mimeType": "image/gif", "buffer": drawn(kind="GIF")})
    desk.see("emote-add").click()
    told = desk.wait("emote-file-error").inner_text()
    report.check("a GIF is not even sent", "PNG" in told, told)
    for one in (yards.joon, yards.sora):
        one.page.goto(f"{yards.settings.site_url}/watch/live/{yards.room}")
        one.wait("emote-picker-button")
    field = yards.joon.see("chat-input")
    field.press_sequentially("Look :hel")
    yards.joon.wait("chat-choice")
    yards.joon.keep_picture("chat-emote-choices")
    field.press("Enter")
    report.check("a code is completed by the keyboard", field.input_value() == "Look :hello: ", field.input_value())
    yards.joon.see("emote-picker-button").focus()
    yards.joon.page.keyboard.press("Enter")
    yards.joon.wait("emote-picker")
    yards.joon.keep_picture("chat-emote-picker")
    locked = yards.joon.see("emote-choice").evaluate_all("(all) => all.map((one) => one.disabled)")
    report.check("what is for subscribers is locked", sorted(locked) == [False, True], locked)
    yards.joon.page.keyboard.press("Enter")
    field.press("Enter")
    shown = yards.sora.until(ALL_DRAWN)
    report.check("two emotes are drawn on the phone, and named", shown == ":hello:", shown)
    yards.sora.see("emote-picker-button").click()
    yards.sora.wait("emote-picker")
    yards.sora.keep_picture("chat-emotes-phone")
    yards.sora.page.keyboard.press("Escape")


def both_widths(who: Visitor, name: str) -> None:
    who.keep_picture(name)
    before = who.page.viewport_size
    who.page.set_viewport_size(PHONE)
    who.keep_picture(f"{name}-phone")
    if before:
        who.page.set_viewport_size(before)


def mentions(yards: Courtyards) -> None:
    report, field = yards.report, yards.joon.see("chat-input")
    say(yards.sora, "안녕하세요")
    yards.joon.until(HAS_TEXT, 30, "안녕하세요")
    yards.sora.page.evaluate(HIDE, arg=True)
    field.press_sequentially("@소")
    yards.joon.wait("chat-choice")
    yards.joon.keep_picture("chat-mention-choices")
    field.press("Tab")
    field.press_sequentially("welcome")
    report.check("a name is completed by the keyboard", field.input_value() == "@소라 welcome", field.input_value())
    field.press("Enter")
    yards.sora.until(MARKED)
    report.check("who is called sees it marked", ok=True)
    title = yards.sora.until("() => document.title.startsWith('(1) ') && document.title")
    report.check("the hidden tab counts it", ok=True, seen=title)
    yards.sora.page.evaluate(HIDE, arg=False)
    report.check("looked at, the count is gone", not yards.sora.page.title().startswith("("), yards.sora.page.title())
    yards.sora.keep_picture("chat-mention-phone")


def raid(yards: Courtyards) -> None:
    report, desk = yards.report, yards.desk
    yards.moderation("raids")
    desk.until(MAY_GO, 20, yards.other_room)
    desk.see("raid-to").select_option(yards.other_room)
    desk.see("raid-note").fill("오늘 공연 잘 봤어요. 같이 놀아요!")
    desk.see("raid-ask").click()
    desk.wait("raid-asked")
    both_widths(desk, "studio-raids")
    note = yards.narae.wait("raid-incoming").inner_text()
    report.check("the other streamer sees it beside the talk", "같이 놀아요" in note, note)
    yards.narae.keep_picture("studio-raid-incoming")
    yards.narae.see("raid-accept").click()
    left = [int(one.wait("raid-offer").get_attribute("data-left")) for one in (yards.joon, yards.sora)]
    report.check("both viewers are told, with a countdown", all(0 < one <= 20 for one in left), left)
    yards.joon.keep_picture("chat-raid-desk")
    yards.sora.keep_picture("chat-raid-phone")
    yards.sora.see("raid-stay").click()
    welcome = yards.narae.wait("raid-welcome")
    report.check("the raided room is told of two", welcome.get_attribute("data-viewers") == "2", welcome.inner_text())
    yards.narae.keep_picture("studio-raided")
    yards.joon.page.wait_for_url(f"**/watch/live/{yards.other_room}", timeout=GOES_WITHIN_SECONDS * 1000)
    yards.joon.wait("chat-input")
    report.check("who does nothing goes along when the time is over", ok=True)
    yards.joon.keep_picture("chat-raid-arrived")
    stayed = yards.sora.page.url.endswith(yards.room) and yards.sora.see("raid-offer").count() == 0
    report.check("who stays, stays", stayed, yards.sora.page.url)


if __name__ == "__main__":
    main({"chat social browser": run})
