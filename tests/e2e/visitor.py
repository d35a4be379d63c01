"""A person in front of a browser, with everything their browser received kept for inspection."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Error, Page, Response

from tests.e2e.cloud import KEPT

TEXTS = ("json", "text", "javascript", "mpegurl")
EXPECTED_REFUSALS = {409}  # the form says so itself


@dataclass
class Visitor:
    """`bodies` are the text answers of every request, `complaints` what the console said."""

    page: Page
    bodies: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        context = self.page.context
        context.on("response", self._received)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _received(self, response: Response) -> None:
        if any(kind in response.headers.get("content-type", "") for kind in TEXTS):
            try:
                self.bodies.append(response.text())
            except Error:  # a redirect, or a page that has gone: there is no body
                return

    def see(self, name: str) -> Any:
        return self.page.get_by_test_id(name)

    def wait(self, name: str, seconds: float = 30) -> Any:
        found = self.see(name).first
        found.wait_for(timeout=seconds * 1000)
        return found

    def until(self, expression: str, seconds: float = 30, argument: Any = None) -> Any:
        """Looks until the page's answer is true. The page's own policy forbids evaluating inside it, so we poll."""
        end, seen = time.monotonic() + seconds, None
        while time.monotonic() < end:
            try:
                seen = self.page.evaluate(expression, argument)
            except Error as error:
                seen = str(error)  # the page is between two documents
            else:
                if seen:
                    return seen
            self.page.wait_for_timeout(200)
        self.keep_picture("stuck")
        raise TimeoutError(f"{expression} after {seconds:.0f} s; last seen: {seen}")

    def plays(self, seconds: float = 30) -> dict[str, Any]:
        """Waits until the video moves by a second, then what it is: time, width, height, sound decoded in bytes."""
        begin = self.until("() => { const v = document.querySelector('video'); return v && v.currentTime > 0.2 && "
                           "v.readyState > 2 ? v.currentTime : 0; }", seconds)  # fmt: skip
        self.until("(from) => document.querySelector('video')?.currentTime > from + 1", seconds, begin)
        facts: dict[str, Any] = self.page.evaluate(
            "() => { const v = document.querySelector('video'); return {time: v.currentTime, width: v.videoWidth, "
            "height: v.videoHeight, sound: v.webkitAudioDecodedByteCount, muted: v.muted}; }"
        )
        return facts

    def keep_picture(self, name: str) -> None:
        self.page.screenshot(path=str(KEPT / f"{name}.png"))


@contextmanager
def visitor(browser: Browser, locale: str, *, phone: bool = False) -> Iterator[Visitor]:
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    permissions = ["clipboard-read", "clipboard-write"]
    context = browser.new_context(viewport=size, locale=locale, permissions=permissions)  # type: ignore[arg-type]
    try:
        person = Visitor(context.new_page())
        person.listen()
        yield person
    finally:
        context.close()
