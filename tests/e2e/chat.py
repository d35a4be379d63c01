"""Chat that survives: sockets cut at random, the cloud restarted, and everybody has every message once, in order."""

import asyncio
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp

from local import daemon
from local.__main__ import up
from local.api_client import Person, wait_for
from local.settings import Settings
from tests.e2e.chat_client import ChatClient
from tests.e2e.command import main
from tests.e2e.main_job import PASSWORD, new_streamer
from tests.e2e.report import Report

CLIENTS, MESSAGES, DROPS = 30, 300, 30
FULL = (100, 2_000, 100)
SPOKEN_A_SECOND = 20
SETTLE_SECONDS = 120
SILENT_SECONDS = 15.0  # after which a client asks whether there is something that it lacks


def run(settings: Settings, report: Report) -> None:
    survive(settings, report, CLIENTS, MESSAGES, DROPS)


def full(settings: Settings, report: Report) -> None:
    survive(settings, report, *FULL)


def survive(settings: Settings, report: Report, clients: int, messages: int, drops: int) -> None:
    with report.part(f"{clients} clients, {messages} messages, {drops} cut sockets, one restart"):
        streamer = new_streamer(settings, "마당지기")
        room = streamer.make_channel("이야기 마당")["id"]
        path = f"/v1/rooms/{room}/tickets"
        wait_for(lambda: streamer.raw("POST", path).status_code, lambda code: code == 201, "the room", 20)
        with ThreadPoolExecutor(4) as pool:  # one person a client: nobody may say five things a second
            viewers = list(pool.map(lambda number: new_viewer(settings, f"손님{number}"), range(clients - 1)))
        speakers = [streamer, *viewers]
        began = time.monotonic()
        found = asyncio.run(talk(settings, report, speakers, path, clients, messages, drops))
        report.figure("chat_seconds", time.monotonic() - began)
        judge(found, messages, streamer, room, report)


def new_viewer(settings: Settings, name: str) -> Person:
    person = Person(settings, f"{uuid.uuid4().hex[:12]}@madang.example", PASSWORD, name)
    person.sign_up()
    person.sign_in()
    return person


def new_payer(settings: Settings, name: str) -> Person:
    """A viewer of age, and everybody knows it."""
    person = new_viewer(settings, name)
    person.tell_birth_date()
    return person


async def talk(
    settings: Settings, report: Report, speakers: list[Person], path: str, clients: int, messages: int, drops: int
) -> list[ChatClient]:
    """All say their part while sockets are cut; returns when everybody has everything, or patience ends."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        people = [speakers[number % len(speakers)] for number in range(clients)]
        made = [ChatClient(f"c{n}", ticket_of(person, path), session) for n, person in enumerate(people)]
        running = [asyncio.create_task(client.run()) for client in made]
        began = time.monotonic()
        await until(lambda: all(client.welcomed for client in made), SETTLE_SECONDS)
        report.figure("all_connected_seconds", time.monotonic() - began)
        order = random.Random(7)  # noqa: S311 - the same cuts every time
        cuts = sorted(order.sample(range(messages), drops))
        for number in range(messages):
            speaker = made[number % clients]
            await speaker.say(f"{speaker.name}-{number}", f"말 {number}")
            while cuts and cuts[0] <= number and (connected := [client for client in made if client.connected]):
                order.choice(connected).drop()
                cuts.pop(0)
            if number == messages // 2:
                await asyncio.to_thread(restart, settings)
            await asyncio.sleep(1 / SPOKEN_A_SECOND)
        await until(
            lambda: all(not c.unacknowledged and len(c.entries) >= messages for c in made), SETTLE_SECONDS, made
        )
        for client in made:
            await client.stop()
        await asyncio.gather(*running, return_exceptions=True)
    return made


def ticket_of(person: Person, path: str) -> Any:
    def get() -> dict[str, Any]:
        try:
            found: dict[str, Any] = person.call("POST", path)
        except Exception as error:
            raise OSError(str(error)) from error
        return found

    return get


def restart(settings: Settings) -> None:
    """As `make down` and `make up`: every socket is cut, and what DynamoDB took it has kept."""
    daemon.stop(settings)
    up(settings, with_seed=False)


async def until(good: Any, seconds: float, pinged: list[ChatClient] | None = None) -> None:
    end = time.monotonic() + seconds
    while not good() and time.monotonic() < end:
        for client in pinged or []:
            if time.monotonic() - client.heard_at > SILENT_SECONDS:
                await client.ping()
        await asyncio.sleep(0.5)


def judge(clients: list[ChatClient], messages: int, streamer: Person, room: str, report: Report) -> None:
    wanted = {f"말 {number}" for number in range(messages)}
    seen = [[entry["text"] for entry in client.entries] for client in clients]
    orders = [[entry["seq"] for entry in client.entries] for client in clients]
    report.figure("sockets_cut", float(sum(client.drops for client in clients)))
    report.check("every client has every message", all(set(texts) == wanted for texts in seen), _missing(seen, wanted))
    report.check("none twice", all(len(texts) == len(set(texts)) for texts in seen))
    report.check("all in the same order", all(order == orders[0] and order == sorted(order) for order in orders))
    report.check("everything was acknowledged", not any(client.unacknowledged for client in clients))
    report.check("nothing was refused", not any(client.refusals for client in clients), _refused(clients))
    newest = streamer.call("GET", f"/v1/rooms/{room}/entries?after={messages - 1}")
    report.check("the log says the same", newest["through"] == messages, f"{newest['through']} of {messages}")


def _missing(seen: list[list[str]], wanted: set[str]) -> str:
    lacking = [len(wanted - set(texts)) for texts in seen]
    return f"{sum(count > 0 for count in lacking)} clients lack up to {max(lacking)}"


def _refused(clients: list[ChatClient]) -> str:
    codes = sorted({frame["code"] for client in clients for frame in client.refusals})
    return ", ".join(codes)


if __name__ == "__main__":
    main({"chat": full})
