"""Chat in the reader's language, and what waits for a moderator after a reload, in real browsers."""

import requests

from local.api_client import wait_for
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor

SIMPLIFIED, TRADITIONAL = "这个软件在网络上很受欢迎", "這個軟體在網路上很受歡迎"
LATE_ABUSE = "씨발 진짜 꺼져"
LAST_TEXT = "() => [...document.querySelectorAll('[data-testid=chat-text]')].at(-1)?.innerText ?? ''"


def read_in_another_language(report: Report, room_address: str, reader: Visitor, speaker: Visitor) -> None:
    reader.see("chat-language").select_option("zh-TW")
    wait_for(lambda: requests.get(room_address, timeout=10).json()["translated_into"], bool, "the room to know", 20)
    speaker.see("chat-input").fill(SIMPLIFIED)
    speaker.see("chat-input").press("Enter")
    reader.until(f"() => ({LAST_TEXT})() === '{TRADITIONAL}'")
    written: str = speaker.page.evaluate(LAST_TEXT)
    report.check("who asked reads it translated, others as it was written", written == SIMPLIFIED, written)
    reader.keep_picture("chat-translated")
    original = reader.see("chat-original").last
    original.focus()
    reader.page.keyboard.press("Enter")
    reader.until(f"() => ({LAST_TEXT})() === '{SIMPLIFIED}'")
    reader.keep_picture("chat-original")
    report.check("the original comes at a press of a key", ok=True)
    speaker.see("chat-input").fill("다들 안녕")
    speaker.see("chat-input").press("Enter")
    told = reader.wait("chat-language-notice").inner_text()
    report.check("what cannot be translated here is told in plain words", "한국어" in told and "繁體中文" in told, told)
    reader.keep_picture("chat-untranslated")
    reader.see("chat-language").select_option("")
    reader.until("() => !document.querySelector('[data-testid=chat-language-notice]')")
    report.check("and no longer, once nothing is asked for", ok=True)


def marked_after_a_reload(report: Report, author: Visitor) -> None:
    author.see("chat-input").fill(LATE_ABUSE)
    author.see("chat-input").press("Enter")
    author.wait("chat-held")
    author.page.reload()
    mark = author.wait("chat-held").inner_text()
    report.check("what waits for a moderator is marked again after a reload", LATE_ABUSE in mark, mark)
