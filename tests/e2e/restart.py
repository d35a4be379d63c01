"""The laptop loses its power in the middle of a broadcast: everything is there again, and the loss is stated."""

import os
import signal
import time
from typing import Any

import requests

from local import daemon
from local.__main__ import up
from local.api_client import Person, wait_for
from local.publisher import publish, test_picture
from local.settings import Settings
from tests.e2e.command import main
from tests.e2e.main_job import end, new_streamer, title_of_session
from tests.e2e.report import Report

BEFORE_SECONDS = 12  # of broadcast before the crash
AFTER_SECONDS = 8
LIVE_SECONDS = 60
BACK_SECONDS = 90


def run(settings: Settings, report: Report) -> None:
    with report.part("kill -9 during a broadcast"):
        streamer = new_streamer(settings, "버들")
        kept = streamer.make_channel("버들의 방")
        channel = streamer.make_channel("버들의 마당")["id"]
        before = world(streamer)
        crash_in_broadcast(settings, streamer, channel)
        began = time.monotonic()
        up(settings, with_seed=False)
        took = report.figure("up_again_seconds", time.monotonic() - began)
        report.check(f"up again within {BACK_SECONDS} s", took <= BACK_SECONDS, f"{took:.1f} s")
        report.check("the channels are as they were", world(streamer) == before, kept["name"])
        streamer.sign_in()
        report.check("the streamer signs in", streamer.tokens)
        what_was_recorded(streamer, channel, report)
    with report.part("a new broadcast on the same channel"):
        broadcast_again(settings, streamer, channel, report)


def world(person: Person) -> list[Any]:
    return [person.call("GET", "/v1/me"), person.call("GET", "/v1/me/channels")]


def crash_in_broadcast(settings: Settings, streamer: Person, channel: str) -> None:
    publisher = publish(streamer.ingest_url(channel), 120, test_picture("640x360"))
    try:
        on_air(streamer, channel)
        publisher_time = time.monotonic() + BEFORE_SECONDS
        wait_for(time.monotonic, lambda moment: moment > publisher_time, "broadcast long enough", 2 * BEFORE_SECONDS)
        pid = daemon.process_id(settings)
        if pid is None:
            raise AssertionError("the cloud has no process")
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: daemon.process_id(settings), lambda seen: seen is None, "end of the process")
    finally:
        end(publisher)


def on_air(person: Person, channel: str) -> dict[str, Any]:
    live: list[dict[str, Any]] = wait_for(
        lambda: person.call("GET", f"/v1/live?channel={channel}")["items"], bool, "live broadcast", LIVE_SECONDS
    )
    return live[0]


def what_was_recorded(streamer: Person, channel: str, report: Report) -> None:
    title = title_of_session(streamer, channel)
    stated = title["note"] or title["reason"] or ""
    report.check("the recording so far is published, or the title says why not", stated, f"{title['state']}: {stated}")
    report.check("it says that the broadcast was interrupted", "interrupted" in stated, title["state"])
    seconds = title["duration_seconds"] or 0
    report.check("what was recorded is there", seconds >= BEFORE_SECONDS / 2, f"{seconds:.1f} s")
    # The session hears of its title's state by an event, so a moment after the title has it.
    sessions = wait_for(
        lambda: streamer.call("GET", f"/v1/channels/{channel}/sessions")["items"],
        lambda seen: all(one["title_state"] == title["state"] for one in seen),
        "state of the title in its session",
    )
    report.check("its session has ended", [one["state"] for one in sessions] == ["ended"], title["state"])


def broadcast_again(settings: Settings, streamer: Person, channel: str, report: Report) -> None:
    publisher = publish(streamer.ingest_url(channel), AFTER_SECONDS, test_picture("640x360"))
    try:
        live = on_air(streamer, channel)
        report.check("it goes live", ok=True, seen=live["session_id"])
        publisher.wait(timeout=AFTER_SECONDS + 30)
    finally:
        end(publisher)
    titles = wait_for(
        lambda: streamer.call("GET", f"/v1/channels/{channel}/titles")["items"],
        lambda seen: [one["state"] for one in seen] == ["published"] * 2,
        "second replay",
        120,
    )
    report.check("and has its replay, without a note", titles[0]["note"] is None, titles[0]["id"])
    page = requests.get(settings.site_url, timeout=10)
    report.check("the page answers", page.ok, page.status_code)


if __name__ == "__main__":
    main({"restart": run})
