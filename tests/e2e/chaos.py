"""The main job while the events of AWS come twice and late, as they are documented to: one session, one title."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from local.api_client import Person, wait_for
from local.publisher import publish, test_picture
from local.settings import Settings
from tests.e2e.command import main
from tests.e2e.main_job import end, new_streamer, title_of_session
from tests.e2e.report import Report

CHAOS = {"duplicate": 0.5, "delay": 0.5, "delay_seconds": 4}
BROADCASTS = 2
BROADCAST_SECONDS = 10
TOLERANCE_SECONDS = 3


def run(settings: Settings, report: Report) -> None:
    with report.part("events twice and late"), chaos(settings):
        streamer = new_streamer(settings, "바람")
        channels = [streamer.make_channel(f"바람 {number}")["id"] for number in range(BROADCASTS)]
        began = time.monotonic()
        publishers = [
            publish(streamer.ingest_url(channel), BROADCAST_SECONDS, test_picture("640x360")) for channel in channels
        ]
        try:
            for publisher in publishers:
                publisher.wait(timeout=60)
        finally:
            for publisher in publishers:
                end(publisher)
        for channel in channels:
            title_of_session(streamer, channel)
        last = time.monotonic() + CHAOS["delay_seconds"] + 1
        wait_for(time.monotonic, lambda moment: moment > last, "end of the delays")
        report.figure("seconds_to_two_replays", time.monotonic() - began)
        for channel in channels:
            one_of_each(streamer, channel, report)


@contextmanager
def chaos(settings: Settings) -> Iterator[None]:
    """Set for as long as the block runs; calm afterwards."""
    address = f"{settings.aws_url}/_madang/chaos"
    requests.put(address, json=CHAOS, timeout=10).raise_for_status()
    try:
        yield
    finally:
        requests.put(address, json={}, timeout=10).raise_for_status()


def one_of_each(streamer: Person, channel: str, report: Report) -> None:
    sessions: list[dict[str, Any]] = streamer.call("GET", f"/v1/channels/{channel}/sessions")["items"]
    titles: list[dict[str, Any]] = streamer.call("GET", f"/v1/channels/{channel}/titles")["items"]
    states = [(one["state"], one["title_state"], one["duration_seconds"]) for one in sessions]
    report.check(
        "one session, ended, with its title", [state[:2] for state in states] == [("ended", "published")], states
    )
    lasted = sessions[0]["duration_seconds"] if sessions else 0
    near = abs((lasted or 0) - BROADCAST_SECONDS) <= TOLERANCE_SECONDS
    report.check("it lasted as long as it was sent", near, f"{lasted} of {BROADCAST_SECONDS} s")
    report.check("one title, published", [one["state"] for one in titles] == ["published"], len(titles))
    linked = bool(titles and sessions) and sessions[0]["title_id"] == titles[0]["id"]
    report.check("and they belong together", linked)
    on_air = streamer.call("GET", f"/v1/live?channel={channel}")["items"]
    report.check("nothing is left on air", not on_air, len(on_air))


if __name__ == "__main__":
    main({"chaos": run})
