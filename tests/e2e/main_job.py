"""The main job on real input: a streamer goes live from the studio, people watch, and the replay appears by itself."""

import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from playwright.sync_api import Browser

from local.api_client import Person, wait_for
from local.publisher import make_broadcast, publish, publish_file, test_picture
from local.settings import Settings
from tests.e2e.browser import chromium
from tests.e2e.command import main
from tests.e2e.report import Report
from tests.e2e.visitor import Visitor, visitor

PASSWORD = "Courtyard-2026!"
BROADCAST_SECONDS = 25
FILM_SECONDS = 50  # a slow machine needs longer until everybody has seen it
CHANNEL_SECONDS = 5
REPLAY_SECONDS = 180
REFUSED = 403


@dataclass
class Broadcaster:
    """What the streamer copied out of the studio."""

    person: Person
    channel_id: str
    server: str
    key: str

    @classmethod
    def of(cls, person: Person, channel_id: str) -> "Broadcaster":
        server, slash, key = person.ingest_url(channel_id).rpartition("/")
        return cls(person, channel_id, server + slash, key)


def run(settings: Settings, report: Report) -> None:
    with TemporaryDirectory() as folder, chromium() as browser, visitor(browser, "ko-KR") as studio:
        with report.part("a new streamer"):
            films = Path(folder) / "first.mp4", Path(folder) / "second.mp4"
            make_broadcast(films[0], FILM_SECONDS, test_picture("1280x720"))
            make_broadcast(films[1], FILM_SECONDS, test_picture("640x360", 660))
            other = new_streamer(settings, "다온")
            small = other.make_channel("다온의 방", recording="disposable")["id"]
            warm_up(other, small)
            streamer = go_to_the_studio(settings, studio, report)
            broadcast(settings, browser, studio, streamer, Broadcaster.of(other, small), films, report)
        report.check("nothing in the streamer's console", not studio.complaints, "; ".join(studio.complaints[:3]))


def warm_up(person: Person, channel_id: str) -> None:
    """The first broadcast of a new cloud: every function on its way is loaded once."""
    publisher = publish(person.ingest_url(channel_id), 2 * BROADCAST_SECONDS, test_picture("640x360"))
    look = f"/v1/live?channel={channel_id}"
    try:
        wait_for(lambda: person.call("GET", look)["items"], bool, "first broadcast", 90)
    finally:
        end(publisher)
    wait_for(lambda: person.call("GET", look)["items"], lambda live: not live, "end of the first broadcast", 60)


def go_to_the_studio(settings: Settings, studio: Visitor, report: Report) -> Broadcaster:
    """Signs up with the mailed code, becomes a streamer, makes a channel, copies the ingest values."""
    person = Person(settings, f"streamer-{uuid.uuid4().hex[:8]}@madang.example", PASSWORD, "가람")
    page = studio.page
    page.goto(f"{settings.site_url}/sign-up")
    studio.wait("display-name").fill(person.display_name)
    studio.see("email").fill(person.email)
    studio.see("password").fill(PASSWORD)
    studio.see("accept-terms").check()
    studio.see("submit").click()
    studio.wait("code")
    studio.see("code").fill(person.mailed_code())
    studio.see("submit").click()
    studio.wait("accept-streamer-terms").check()
    studio.see("become-streamer").click()
    studio.wait("is-streamer")
    report.check("signs up in the browser with the mailed code, becomes a streamer", ok=True, seen=person.email)
    page.goto(f"{settings.site_url}/studio")
    studio.wait("channel-name-input").fill("가람의 마당")
    asked = time.monotonic()
    studio.see("create-channel").click()
    server = studio.wait("ingest-server").inner_text()
    took = report.figure("channel_usable_seconds", time.monotonic() - asked)
    report.check(f"the channel is usable within {CHANNEL_SECONDS} s", took <= CHANNEL_SECONDS, f"{took:.1f} s")
    masked = studio.see("stream-key").inner_text()
    studio.see("copy-key").click()
    studio.until("() => document.querySelector('[data-testid=stream-key]').dataset.revealed === 'true'")
    key = page.evaluate("() => navigator.clipboard.readText()")
    report.check("the key is masked until asked for, and copied whole", "•" in masked and key.startswith("sk_"), masked)
    person.sign_in()
    return Broadcaster(person, page.url.rstrip("/").split("/")[-1], server, key)


def broadcast(
    settings: Settings,
    browser: Browser,
    studio: Visitor,
    streamer: Broadcaster,
    other: Broadcaster,
    films: tuple[Path, Path],
    report: Report,
) -> None:
    with visitor(browser, "en-US", phone=True) as phone, visitor(browser, "en-US") as viewer:
        phone.page.goto(f"{settings.site_url}/watch/live/{other.channel_id}")
        phone.wait("off-air")
        page = f"{settings.site_url}/watch/live/{streamer.channel_id}"
        viewer.page.goto(page)
        viewer.wait("off-air")
        wrong_key(streamer, report)
        began = time.monotonic()
        publisher = publish_file(streamer.server + streamer.key, films[0])
        second = publish_file(other.server + other.key, films[1])
        try:
            with report.part("live"):
                watch_live(viewer, began, report)
                studio.plays()
                report.check("the studio shows the preview", ok=True)
                say_something(studio, viewer, report)
                studio.keep_picture("studio-live")
                without_token(settings, streamer.channel_id, report)
                watch_the_other(settings, phone, {streamer.channel_id, other.channel_id}, report)
            rest = BROADCAST_SECONDS - (time.monotonic() - began)
            viewer.page.wait_for_timeout(max(0.0, rest) * 1000)
        finally:
            end(publisher)
            end(second)
        lasted = report.figure("broadcast_seconds", time.monotonic() - began)
        with report.part("after the broadcast"):
            title_id = ended(viewer, settings, streamer, report)
            replay(settings, viewer, title_id, lasted, report)
        with report.part("after the disposable broadcast"):
            phone.wait("ended", 60)
            phone.wait("no-replay", 30)
            report.check("a disposable broadcast says that it keeps no replay", ok=True)
        leaks = [text for seen in (viewer, phone) for text in seen.bodies if streamer.key in text or other.key in text]
        report.check("the stream key is in nothing that viewers received", not leaks and viewer.bodies,
                     f"{len(viewer.bodies) + len(phone.bodies)} answers read")  # fmt: skip
        complaints = viewer.complaints + phone.complaints
        report.check("nothing in the viewers' consoles", not complaints, "; ".join(complaints[:3]))


def watch_live(viewer: Visitor, began: float, report: Report) -> None:
    facts = viewer.plays(60)
    report.figure("publish_to_picture_seconds", time.monotonic() - began)
    seen = f"{facts['width']}×{facts['height']}, {facts['sound']} bytes of sound decoded"
    report.check("a viewer who is not signed in sees it move and hears it", facts["width"] and facts["sound"], seen)
    counted = wait_for(lambda: viewer.wait("viewers").inner_text(), lambda text: set(text) & set("123456789"), "count")
    report.check("they are counted", ok=True, seen=counted)
    latency = viewer.until("() => Number(document.querySelector('[data-testid=jump-to-live]')?.dataset.latency) || 0")
    report.figure("player_latency_seconds", latency)
    report.check("the distance to the live edge is shown", latency < 10, f"{latency:.2f} s")
    viewer.keep_picture("live")


def say_something(studio: Visitor, viewer: Visitor, report: Report) -> None:
    """Timed metadata: from the studio into the stream, out of it at the viewer's picture."""
    studio.see("metadata-input").fill("다음 곡은 아리랑입니다")
    studio.see("metadata-send").click()
    viewer.until("() => document.querySelector('[data-testid=timed-event]')?.innerText.includes('아리랑')", 15)
    report.check("a note from the studio appears on the viewer's picture", ok=True)


def wrong_key(streamer: Broadcaster, report: Report) -> None:
    refused = publish(streamer.server + streamer.key[:-4] + "XXXX", 10)
    try:
        status = refused.wait(timeout=20)
    finally:
        end(refused)
    report.check("a wrong stream key is refused", status != 0, f"ffmpeg ends with {status}")


def without_token(settings: Settings, channel_id: str, report: Report) -> None:
    answer = requests.post(f"{settings.site_url}/v1/playback/live", json={"channel_id": channel_id}, timeout=10).json()
    bare = requests.get(answer["url"].split("?")[0], timeout=10).status_code
    signed = requests.get(answer["url"], timeout=10).status_code
    report.check(
        "the live playlist needs its token", bare == REFUSED and signed == requests.codes.ok, f"{bare}, {signed}"
    )


def watch_the_other(settings: Settings, phone: Visitor, channels: set[str], report: Report) -> None:
    facts = phone.plays(60)
    on_air = {item["channel_id"] for item in requests.get(f"{settings.site_url}/v1/live", timeout=10).json()["items"]}
    both = channels <= on_air and facts["width"] and facts["sound"]
    report.check("a second channel is seen at the same time, on a phone", both, f"{len(on_air)} on air")
    phone.keep_picture("second-live-phone")


def ended(viewer: Visitor, settings: Settings, streamer: Broadcaster, report: Report) -> str:
    over = time.monotonic()
    viewer.wait("ended", 60)
    report.check("the page says that the broadcast ended", ok=True)
    viewer.keep_picture("ended")
    viewer.wait("replay-link", REPLAY_SECONDS).click()
    took = report.figure("end_to_replay_seconds", time.monotonic() - over)
    report.check("the replay appears by itself", ok=True, seen=f"{took:.0f} s after the end")
    viewer.page.wait_for_url("**/watch/ttl_*")
    title_id = viewer.page.url.rstrip("/").split("/")[-1]
    listed = requests.get(f"{settings.site_url}/v1/titles?channel={streamer.channel_id}", timeout=10).json()["items"]
    report.check("and stands in the catalogue", [one["id"] for one in listed] == [title_id], title_id)
    return title_id


def replay(settings: Settings, viewer: Visitor, title_id: str, lasted: float, report: Report) -> None:
    title: dict[str, Any] = requests.get(f"{settings.site_url}/v1/titles/{title_id}", timeout=10).json()
    heights = sorted((one["height"] for one in title["renditions"]), reverse=True)
    seconds = title["duration_seconds"]
    long_enough = seconds >= BROADCAST_SECONDS - 5 and lasted - 5 <= seconds <= lasted + 2
    report.check("it is as long as the broadcast", long_enough, f"{seconds:.1f} of {lasted:.1f} s")
    for height in heights:
        viewer.plays()
        viewer.see("video").hover()
        viewer.see("settings").click()
        viewer.wait(f"quality-{height}").click()
        viewer.until("(h) => document.querySelector('video').videoHeight === h", 30, height)
        facts = viewer.plays()
        report.check(f"it plays in {height}p with sound", facts["sound"], f"{facts['width']}×{facts['height']}")
        viewer.page.keyboard.press("Escape")
    seek_bar(viewer, report)
    bare = requests.get(f"{settings.site_url}/vod/{title_id}/1/index.m3u8", timeout=10)
    played = requests.post(f"{settings.site_url}/v1/playback/titles", json={"title_id": title_id}, timeout=10)
    signed = requests.get(played.json()["url"], cookies=played.cookies, timeout=10)
    unsigned = requests.get(played.json()["url"], timeout=10)
    statuses = (bare.status_code, unsigned.status_code, signed.status_code)
    report.check("its playlist needs the cookies", statuses == (REFUSED, REFUSED, requests.codes.ok), statuses)


def seek_bar(viewer: Visitor, report: Report) -> None:
    box = viewer.see("seek").bounding_box()
    viewer.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    picture = viewer.wait("seek-preview").locator(".seek-picture")
    picture.wait_for()
    report.check("the seek bar shows pictures", "url(" in picture.evaluate("(it) => it.style.backgroundImage"))
    viewer.keep_picture("replay")


def new_streamer(settings: Settings, name: str) -> Person:
    """Signed up and in through the API."""
    person = Person(settings, f"{uuid.uuid4().hex[:12]}@madang.example", PASSWORD, name)
    person.sign_up()
    person.sign_in()
    person.become_streamer()
    return person


def title_of_session(person: Person, channel_id: str, seconds: float = REPLAY_SECONDS) -> dict[str, Any]:
    """The newest title of a channel, once it is published or has failed."""
    found: dict[str, Any] = wait_for(
        lambda: next(iter(person.call("GET", f"/v1/channels/{channel_id}/titles")["items"]), {"state": "none"}),
        lambda title: title["state"] in {"published", "failed"},
        "finished title",
        seconds,
    )
    return found


def end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


if __name__ == "__main__":
    main({"main job": run})
