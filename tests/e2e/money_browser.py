"""Giving in real browsers: through the checkout page and back, on the overlay once, in the studio, and taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser

from local.api_client import Person, wait_for
from local.publisher import publish, test_picture
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.chat import new_payer
from tests.e2e.chat_browser import REFUSED_CALL
from tests.e2e.cloud import KEPT
from tests.e2e.command import main
from tests.e2e.main_job import end, new_streamer
from tests.e2e.money import give, pay
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor, visitor

BROADCAST_SECONDS = 180
OWN = "내 채널에는 후원할 수 없습니다."
ON_AIR_SECONDS = 90
WORDS = "오늘 노래 정말 좋아요"
REFUSED = 400  # no answer of the site should be, but the one for one's own channel
OWN_CHANNEL = "409 "
QUIET_SECONDS = 6  # three polls of the overlay
OUTCOME = "(state) => document.querySelector('[data-testid=donation-outcome]')?.dataset.state === state"
ALERT = "(number) => document.querySelector('[data-testid=overlay-alert]')?.dataset.number === number"
RECORDER = """new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    const alert = node.querySelector?.('[data-testid=overlay-alert]') ?? (node.dataset?.number ? node : null);
    const before = localStorage.getItem('seen');
    if (alert) localStorage.setItem('seen', [before, alert.dataset.number].filter(Boolean).join());
}))).observe(document, { childList: true, subtree: true });"""
EARNED = """(expected) => {
    const found = [...document.querySelectorAll('[data-testid=earned]')];
    const seen = found.map((it) => [it.dataset.currency, it.dataset.amount]);
    return JSON.stringify(seen) === JSON.stringify(expected) ? seen : null;
}"""
NO_ALERT = "() => !document.querySelector('[data-testid=overlay-alert]')"


@dataclass
class Stage:
    """`sora` gives on her phone in Korean; `desk` is the streamer's; `obs` is a browser source; `guest` is nobody."""

    settings: Settings
    report: Report
    room: str
    donor: Person
    desk: Visitor
    sora: Visitor
    obs: Visitor
    guest: Visitor

    @property
    def watch(self) -> str:
        return f"{self.settings.site_url}/watch/live/{self.room}"


def run(settings: Settings, report: Report) -> None:
    with report.part("a room on air"), chromium() as browser:
        streamer = new_streamer(settings, "장터지기")
        streamer.tell_birth_date()  # he tries to give to himself
        room = streamer.make_channel("후원 무대", recording="disposable")["id"]
        donor = new_payer(settings, "소라")
        publisher = publish(streamer.ingest_url(room), BROADCAST_SECONDS, test_picture("640x360"))
        try:
            place = f"/v1/channels/{room}/overlay"
            wait_for(lambda: streamer.raw("GET", place).status_code, lambda code: code == 200, "the payee known", 20)
            overlay = streamer.call("GET", place)["url"]
            look = f"/v1/live?channel={room}"
            wait_for(lambda: streamer.call("GET", look)["items"], bool, "broadcast", ON_AIR_SECONDS)
            with people(settings, browser, streamer, donor) as found:
                scenes(Stage(settings, report, room, donor, *found), overlay)
        finally:
            end(publisher)


def scenes(stage: Stage, overlay: str) -> None:
    everybody = stage.desk, stage.sora, stage.obs, stage.guest
    failed: list[str] = []
    for one in everybody:
        one.page.on("response", lambda got: failed.append(f"{got.status} {got.url}") if got.status >= REFUSED else None)
    stage.obs.page.add_init_script(RECORDER)
    stage.obs.page.goto(overlay)
    stage.obs.page.wait_for_timeout(QUIET_SECONDS * 1000)
    for what, act in PARTS.items():
        with stage.report.part(what):
            act(stage)
    broken = [text for one in everybody for text in one.complaints if REFUSED_CALL not in text]
    broken += [call for call in failed if stage.settings.site_url in call and not call.startswith(OWN_CHANNEL)]
    stage.report.check("no page breaks", not broken, "; ".join(broken[:3]))


@contextmanager
def people(settings: Settings, browser: Browser, streamer: Person, donor: Person) -> Iterator[tuple[Visitor, ...]]:
    with (
        visitor(browser, "ko-KR") as desk,
        visitor(browser, "ko-KR", phone=True) as sora,
        visitor(browser, "ko-KR") as obs,
        visitor(browser, "en-US") as guest,
    ):
        for one, person in ((desk, streamer), (sora, donor)):
            one.page.goto(f"{settings.site_url}/terms")
            one.page.evaluate(
                "(token) => localStorage.setItem('madang.refresh', token)", person.tokens["refresh_token"]
            )
        yield desk, sora, obs, guest


def pictures(one: Visitor, name: str) -> None:
    for scheme in ("light", "dark"):
        one.page.emulate_media(color_scheme=scheme)
        one.page.wait_for_timeout(400)  # until colours have changed
        one.keep_picture(f"{name}-{scheme}")
    one.page.emulate_media(color_scheme="light")


def stranger(stage: Stage) -> None:
    stage.guest.page.goto(stage.watch)
    stage.guest.wait("donate").click()
    stage.guest.wait("sign-in-form")
    address = stage.guest.page.url
    stage.report.check("who is not signed in is led to it, and back", "donate%3D1" in address, address)


def giving(stage: Stage) -> None:
    page = stage.sora.page
    page.goto(stage.watch)
    stage.sora.wait("donate").focus()
    page.keyboard.press("Enter")
    stage.sora.wait("donate-amount").fill("999")
    stage.sora.see("donate-next").click()
    wrong = stage.sora.wait("donate-amount-error").inner_text()
    stage.report.check("too little is said before anything is sent", "₩1,000" in wrong, wrong)
    stage.sora.see("donate-preset").nth(1).click()
    stage.sora.see("donate-message").fill(WORDS)
    pictures(stage.sora, "donate-choice")
    stage.sora.see("donate-message").press("Enter")
    said = stage.sora.wait("donate-sum").inner_text() + stage.sora.see("donate-rules").inner_text()
    clear = all(part in said for part in ("₩5,000", "₩1,000,000", "7일"))
    stage.report.check("the amount is shown again, with the day's limit and the days to take it back", clear, said)
    pictures(stage.sora, "donate-review")
    stage.sora.see("donate-pay").click()
    page.get_by_role("button", name="Pay").wait_for(timeout=30_000)
    stage.report.check("the page that takes the money opens", page.url.startswith(stage.settings.stripe_url), page.url)
    page.get_by_role("button", name="Pay").click()
    stage.sora.until(OUTCOME, 40, "paid")
    thanks = stage.sora.see("donation-outcome").inner_text()
    stage.report.check("back on the page he reads thanks", "₩5,000" in thanks and "고맙습니다" in thanks, thanks)
    pictures(stage.sora, "donate-thanks")
    stage.desk.page.goto(stage.watch)
    stage.desk.wait("donate").click()
    stage.desk.wait("donate-preset")
    pictures(stage.desk, "donate-desk")
    stage.desk.see("donate-preset").first.click()
    stage.desk.see("donate-next").click()
    stage.desk.wait("donate-pay").click()
    refused = stage.desk.wait("money-refused")
    own = refused.get_attribute("data-code"), refused.inner_text()
    stage.report.check("one's own channel is refused in words", own == ("own_channel", OWN), own)


def shown_once(stage: Stage) -> None:
    stage.obs.until(ALERT, 20, "1")
    alert = stage.obs.see("overlay-alert").inner_text()
    whole = all(part in alert for part in ("소라", "₩5,000", WORDS))
    stage.report.check("the overlay shows who, how much and the words", whole, alert)
    stage.obs.page.wait_for_timeout(800)
    stage.obs.page.screenshot(path=str(KEPT / "overlay-alert.png"), omit_background=True)
    stage.obs.until(NO_ALERT, 15)
    stage.obs.page.reload()
    stage.obs.page.wait_for_timeout(QUIET_SECONDS * 1000)
    stage.report.check("loaded anew it does not show it again", seen(stage.obs) == ["1"], seen(stage.obs))
    address = stage.obs.page.url
    stage.obs.page.goto(f"{stage.settings.site_url}/terms")
    for key, words in (("second", "둘째"), ("third", "셋째")):
        opened = give(stage.donor, stage.room, key, message=words).json()
        pay(opened["checkout_url"], "4242 4242 4242 4242")
    stage.desk.page.goto(f"{stage.settings.site_url}/studio/{stage.room}/support")
    stage.desk.until("() => document.querySelectorAll('[data-testid=received]').length === 3", 40)
    stage.obs.page.goto(address)
    stage.obs.until("() => (localStorage.getItem('seen') ?? '').split(',').length === 3", 40)
    stage.obs.page.reload()
    stage.obs.page.wait_for_timeout(QUIET_SECONDS * 1000)
    stage.report.check("given while it was closed: shown when it is back, once", seen(stage.obs) == ["1", "2", "3"])
    token = address.partition("#")[2]
    logs = [one for one in stage.settings.logs.rglob("*") if one.is_file()]
    told = [one.name for one in logs if token in one.read_text(errors="replace")]
    stage.report.check("its token is in no log", logs and token and not told, told or f"{len(logs)} logs")


def studio(stage: Stage) -> None:
    row = stage.desk.see("received").filter(has_text=WORDS)
    stage.report.check("the studio lists it with its donor", "소라" in row.inner_text(), row.inner_text())
    row.get_by_test_id("hide-message").click()
    stage.desk.until("() => document.querySelector('[data-testid=received][data-hidden=true]')")
    stage.report.check("its words are hidden", ok=True)
    pictures(stage.desk, "studio-support")
    stage.desk.page.goto(f"{stage.settings.site_url}/studio/{stage.room}/revenue")
    expected = [["KRW", "3500"], ["USD", "5880"]]  # seven tenths of 5,000 won and of twice 42 dollars
    totals = stage.desk.until(EARNED, 40, expected)
    stage.report.check("and what the month comes to in the books", totals == expected, totals)


def taken_back(stage: Stage) -> None:
    stage.sora.page.goto(f"{stage.settings.site_url}/account")
    mine = stage.sora.wait("my-donation")
    stage.sora.until("() => document.querySelectorAll('[data-testid=my-donation]').length === 3")
    mine.scroll_into_view_if_needed()
    pictures(stage.sora, "my-donations")
    stage.sora.see("my-donation").filter(has_text=WORDS).get_by_test_id("take-back").click()
    stage.sora.wait("take-back-yes").click()
    gone = "() => document.querySelector('[data-testid=my-donation][data-state=refunded]')?.innerText ?? ''"
    text = stage.sora.until(gone, 40)
    stage.report.check("the donor takes it back on the account page", WORDS in text, text)


PARTS = {
    "a stranger": stranger, "giving": giving, "the overlay": shown_once, "the studio": studio, "taken back": taken_back,
}  # fmt: skip


def seen(obs: Visitor) -> list[str]:
    """The numbers of all alerts that were ever on the screen of this browser, in their order."""
    return str(obs.page.evaluate("() => localStorage.getItem('seen') ?? ''")).split(",")


if __name__ == "__main__":
    main({"money browser": run})
