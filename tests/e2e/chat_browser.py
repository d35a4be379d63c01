"""A room's rules in real browsers: what is held, a quiz, slow mode, a pin, a ban with its appeal, a timeout."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from local.api_client import Person, wait_for
from local.publisher import publish, test_picture
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.chat import new_viewer
from tests.e2e.chat_language import marked_after_a_reload, read_in_another_language
from tests.e2e.command import main
from tests.e2e.main_job import end, new_streamer
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor, visitor

BROADCAST_SECONDS = 180  # it is cut when the last part is over
ON_AIR_SECONDS = 90  # the first broadcast of a new cloud loads every function on its way
REFUSED_CALL = "Failed to load resource"  # a browser reports every 403 and 404 so; a ban is one
ABUSE = "씨발 꺼져"
APPEAL = "영화 대사를 따라 한 말입니다."
LAST_TEXT = "() => [...document.querySelectorAll('[data-testid=chat-message]')].at(-1)?.innerText ?? ''"


@dataclass
class Stage:
    """`joon` sits at a desk and reads English, `troll` holds a phone and reads Korean."""

    settings: Settings
    report: Report
    room: str
    desk: Visitor
    joon: Visitor
    troll: Visitor

    def studio(self, section: str, part: str = "") -> None:
        """By clicks, as a reload would take seconds each time."""
        self.desk.wait(f"section-{section}").click()
        if part:
            self.desk.wait(f"part-{part}").click()


def run(settings: Settings, report: Report) -> None:
    with report.part("a room on air"), chromium() as browser:
        streamer = new_streamer(settings, "마당지기")
        room = streamer.make_channel("규칙 마당", recording="disposable")["id"]
        publisher = publish(streamer.ingest_url(room), BROADCAST_SECONDS, test_picture("640x360"))
        try:
            joon, troll = new_viewer(settings, "Joon"), new_viewer(settings, "심술")
            look = f"/v1/live?channel={room}"
            wait_for(lambda: streamer.call("GET", look)["items"], bool, "broadcast", ON_AIR_SECONDS)
            with people(settings, browser, streamer, joon, troll) as (desk, at_desk, on_phone):
                scenes(Stage(settings, report, room, desk, at_desk, on_phone))
        finally:
            end(publisher)


def scenes(stage: Stage) -> None:
    site, watching = stage.settings.site_url, (stage.joon, stage.troll)
    stage.desk.page.goto(f"{site}/studio/{stage.room}/moderation")
    for one in watching:
        one.page.goto(f"{site}/watch/live/{stage.room}")
    for one in watching:
        one.wait("chat-input")
    for what, act in PARTS.items():
        with stage.report.part(what):
            act(stage)
    everybody = stage.desk, *watching
    broken = [text for one in everybody for text in one.complaints if REFUSED_CALL not in text]
    stage.report.check("no page breaks", not broken, "; ".join(broken[:3]))


@contextmanager
def people(settings: Settings, browser: Browser, *those: Person) -> Iterator[list[Visitor]]:
    """Signed in: the streamer and one more at a desk, the last on a phone."""
    with (
        visitor(browser, "ko-KR") as desk,
        visitor(browser, "en-US") as second,
        visitor(browser, "ko-KR", phone=True) as phone,
    ):
        found = [desk, second, phone]
        for one, person in zip(found, those, strict=True):
            one.page.goto(f"{settings.site_url}/terms")
            one.page.evaluate(
                "(token) => localStorage.setItem('madang.refresh', token)", person.tokens["refresh_token"]
            )
        yield found


def held(stage: Stage) -> None:
    say(stage.troll, ABUSE)
    mark = stage.troll.wait("chat-held").inner_text()
    stage.report.check("abuse stays visible to its author, marked", ABUSE in mark and "기다립니다" in mark, mark)
    say(stage.joon, "Hello there")
    stage.troll.until(f"() => ({LAST_TEXT})().includes('Hello there')")
    shown = stage.joon.see("chat-message").all_inner_texts()
    stage.report.check("nobody else sees it", not any(ABUSE in text for text in shown), shown)
    stage.troll.keep_picture("chat-held")
    stage.studio("moderation", "queue")
    review = stage.desk.wait("review")
    reasons = stage.desk.see("review-reason").all_inner_texts()
    stage.report.check(
        "the studio's queue has it, and why", ABUSE in review.inner_text() and "욕설" in reasons, reasons
    )
    review.focus()
    stage.desk.page.keyboard.press("a")
    stage.desk.wait("approve-dialog")
    stage.desk.keep_picture("studio-approve")
    stage.desk.page.keyboard.press("2")
    stage.desk.wait("queue-empty")
    stage.joon.until(f"() => ({LAST_TEXT})().includes('{ABUSE}')")
    stage.troll.until("() => !document.querySelector('[data-testid=chat-held]')")
    stage.report.check("let through by the keyboard alone, it appears to everybody", ok=True)


def quiz(stage: Stage) -> None:
    desk = stage.desk
    stage.studio("moderation", "polls")
    desk.wait("poll-question").fill("대한민국의 수도는?")
    desk.see("poll-quiz").check()
    desk.see("poll-option-0").fill("서울")
    desk.see("poll-option-1").fill("부산")
    desk.see("poll-answer-0").check()
    desk.see("poll-start").click()
    stage.joon.wait("poll-option").click()
    stage.troll.wait("poll")
    stage.troll.see("poll-option").nth(1).focus()
    stage.troll.page.keyboard.press("Enter")
    for one in (stage.joon, stage.troll):
        one.until("() => document.querySelector('[data-testid=poll]')?.dataset.ballot === 'counted'")
        one.until("() => document.querySelector('[data-testid=poll]')?.dataset.votes === '1,1'")
    chosen = stage.troll.see("poll-option").evaluate_all("(all) => all.map((one) => one.ariaPressed)")
    stage.report.check("two vote, one by the keyboard, and both see the bars move", chosen == ["false", "true"], chosen)
    stage.troll.keep_picture("chat-poll")
    stage.joon.keep_picture("chat-poll-desk")
    desk.wait("poll-end").click()
    facts = [one.wait("poll-result").evaluate("(it) => ({...it.dataset})") for one in (stage.joon, stage.troll)]
    told = [(one["votes"], one["answer"]) for one in facts]
    stage.report.check("ended early, its result is told to both", told == [("1,1", "0")] * 2, told)
    outcomes = [one.wait("poll-outcome").inner_text() for one in (stage.joon, stage.troll)]
    right = outcomes[0].startswith("You got it") and "틀렸" in outcomes[1]
    stage.report.check("each learns whether the guess was right", right, outcomes)
    stage.troll.keep_picture("chat-result")
    for one in (stage.joon, stage.troll):
        one.see("poll-dismiss").click()


def slow_mode(stage: Stage) -> None:
    stage.studio("moderation", "settings")
    stage.desk.wait("slow-seconds").select_option("300")
    stage.desk.see("rules-save").click()
    stage.joon.until("() => document.querySelector('[data-testid=chat-rules]')?.dataset.slow === '300'")
    stage.report.check("a rule is told to the room", ok=True, seen=stage.joon.see("chat-rules").inner_text())
    say(stage.joon, "second")  # the first was said in the part before the last
    code = stage.joon.wait("chat-refused").get_attribute("data-code")
    seen: str = stage.joon.see("chat-refused-text").inner_text()
    changed = "(before) => document.querySelector('[data-testid=chat-refused-text]').innerText !== before"
    stage.joon.until(changed, 5, seen)
    kept = stage.joon.see("chat-input").input_value()
    good = code == "slow_mode" and "slow mode" in seen and kept == "second"
    stage.report.check("who is too fast reads why, sees the time pass, and keeps the words", good, seen)
    stage.joon.keep_picture("chat-slow")
    stage.desk.see("slow-seconds").select_option("0")
    stage.desk.see("rules-save").click()
    stage.joon.until("() => !document.querySelector('[data-testid=chat-rules]')")
    stage.joon.see("chat-input").press("Enter")
    stage.joon.until(f"() => ({LAST_TEXT})().includes('second')")
    stage.report.check("and says them when the rule is gone", ok=True)


def pin(stage: Stage) -> None:
    stage.studio("broadcast")
    deed(stage, "Hello there", "pin")
    pinned = stage.troll.wait("chat-pinned").inner_text()
    stage.report.check("the streamer pins a message from its menu", "Hello there" in pinned, pinned)
    stage.troll.keep_picture("chat-pinned")
    stage.desk.see("chat-pinned-unpin").click()
    stage.troll.until("() => !document.querySelector('[data-testid=chat-pinned]')")


def ban(stage: Stage) -> None:
    deed(stage, ABUSE, "ban", "studio-ban")
    stage.desk.wait("ban-dialog-reason").fill("협박")
    stage.desk.see("ban-dialog-yes").click()
    reason = stage.troll.wait("chat-banned").get_by_test_id("standing-reason").inner_text(timeout=15_000)
    stage.report.check("who is banned sees why, in place of the talk", reason == "협박", reason)
    stage.joon.until("() => document.querySelector('[data-testid=chat-hushed]')")
    hidden = ABUSE not in stage.joon.see("chat-list").inner_text()
    stage.report.check("what he said is hidden from the others", hidden)
    stage.troll.see("appeal-open").click()
    stage.troll.see("appeal-text").fill(APPEAL)
    stage.troll.keep_picture("chat-banned")
    stage.troll.see("appeal-send").click()
    stage.troll.wait("appeal-state")
    stage.studio("moderation", "log")
    row = stage.desk.wait("deed-appeal").inner_text()
    stage.report.check("the appeal stands in the audit log", APPEAL in row, row)
    stage.desk.keep_picture("studio-appeal")
    stage.desk.see("appeal-grant").click()
    stage.desk.wait("grant-dialog")
    stage.desk.see("grant-dialog-preset").first.click()
    stage.desk.until("() => document.querySelector('[data-testid=deed][data-kind=ban]')?.dataset.undone === 'true'")
    stage.troll.until("() => document.querySelector('[data-testid=chat]')?.dataset.status === 'open'")
    say(stage.troll, "돌아왔어요")
    stage.joon.until(f"() => ({LAST_TEXT})().includes('돌아왔어요')")
    back = ABUSE in stage.joon.see("chat-list").inner_text()
    stage.report.check("granted, he is back without a reload, and so are his words", back)


def timeout(stage: Stage) -> None:
    stage.studio("broadcast")
    deed(stage, "돌아왔어요", "timeout-60")
    stage.desk.wait("timeout-dialog")
    stage.desk.see("timeout-dialog-preset").nth(1).click()
    left = int(stage.troll.wait("chat-silenced").get_attribute("data-left"))
    stage.report.check("a timeout is told with its countdown", 50 <= left <= 61, left)
    say(stage.troll, "왜요")
    stage.troll.until("() => document.querySelector('[data-testid=chat-composer]').dataset.refused === 'timed_out'")
    kept = stage.troll.see("chat-input").input_value()
    stage.report.check("a word meanwhile is refused, and not lost", kept == "왜요", kept)
    stage.troll.see("chat-why").click()
    told = "() => document.querySelector('[data-testid=standing-action][data-kind=timeout]')?.innerText ?? ''"
    why = stage.troll.until(told)
    stage.report.check("he reads why, and can appeal", "도배" in why and "이의 신청" in why, why)
    stage.troll.keep_picture("chat-timeout")
    stage.troll.see("standing-close").click()
    stage.studio("moderation", "people")
    stage.desk.wait("lift").click()
    stage.desk.wait("lift-dialog-preset").first.click()
    stage.desk.wait("people-empty")
    stage.troll.until("() => !document.querySelector('[data-testid=chat-silenced]')")
    stage.report.check("lifted in the studio, it ends at once", ok=True)


def language(stage: Stage) -> None:
    address = f"{stage.settings.site_url}/v1/rooms/{stage.room}"
    read_in_another_language(stage.report, address, stage.joon, stage.troll)


def reload(stage: Stage) -> None:
    marked_after_a_reload(stage.report, stage.troll)


def figures(stage: Stage) -> None:
    stage.studio("moderation", "figures")
    stage.desk.until("() => document.querySelector('[data-testid=figures]')?.dataset.complete === 'true'")
    stage.desk.until("() => document.querySelector('[data-testid=figure-messages]')?.innerText === '4'", 20)
    chatters = stage.desk.see("figure-chatters").inner_text()
    drawn = stage.desk.see("minute-bars").get_attribute("data-sum")
    heights: list[Any] = (
        stage.desk.see("minute-bars")
        .locator("rect")
        .evaluate_all(
            "(all) => all.filter((one) => Number(one.getAttribute('height')) > 0).map((one) => one.dataset.messages)"
        )
    )
    whole = sum(int(one) for one in heights)
    good = chatters == "2" and drawn == "4" and whole == 4
    stage.report.check("four messages of two people are drawn by the minute", good, f"{chatters}, {drawn}, {heights}")
    stage.desk.keep_picture("studio-figures")


PARTS = {
    "what is held": held, "a quiz": quiz, "slow mode": slow_mode, "a pinned message": pin, "a ban and its appeal": ban,
    "a timeout": timeout, "figures": figures, "another language": language, "a reload": reload,
}  # fmt: skip


def say(who: Visitor, text: str) -> None:
    who.see("chat-input").fill(text)
    who.see("chat-input").press("Enter")


def deed(stage: Stage, text: str, what: str, picture: str = "") -> None:
    """From the menu of the streamer's list: opened with Enter, chosen with a click."""
    row = stage.desk.see("chat-message").filter(has_text=text).first
    row.wait_for()
    row.get_by_test_id("chat-menu").focus()
    stage.desk.page.keyboard.press("Enter")
    stage.desk.wait(f"chat-{what}")
    if picture:
        stage.desk.keep_picture(picture)
    stage.desk.see(f"chat-{what}").click()


if __name__ == "__main__":
    main({"chat browser": run})
