"""How long a message takes to a hundred clients of one room, and in which order it comes."""

import asyncio
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import aiohttp

from local.api_client import Person, wait_for
from local.settings import Settings
from tests.e2e.chat import SETTLE_SECONDS, full, new_viewer, ticket_of, until
from tests.e2e.chat_client import ChatClient
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.report import Report

CLIENTS, MESSAGES = 100, 80
SPOKEN_A_SECOND = 4
P95_SECONDS = 1.0


def run(settings: Settings, report: Report) -> None:
    with report.part(f"{MESSAGES} messages to {CLIENTS} clients"):
        streamer = new_streamer(settings, "마당지기")
        path = f"/v1/rooms/{streamer.make_channel('고른 마당')['id']}/tickets"
        wait_for(lambda: streamer.raw("POST", path).status_code, lambda code: code == 201, "the room", 20)
        with ThreadPoolExecutor(4) as pool:
            viewers = list(pool.map(lambda number: new_viewer(settings, f"손님{number}"), range(20)))
        asyncio.run(talk(report, [streamer, *viewers], path))


async def talk(report: Report, people: list[Person], path: str) -> None:
    said: dict[str, float] = {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        tickets = [ticket_of(people[number % len(people)], path) for number in range(CLIENTS)]
        clients = [ChatClient(f"c{number}", ticket, session) for number, ticket in enumerate(tickets)]
        running = [asyncio.create_task(client.run()) for client in clients]
        await until(lambda: all(client.welcomed for client in clients), SETTLE_SECONDS)
        for number in range(MESSAGES):
            text = f"말 {number}"
            said[text] = time.monotonic()
            await clients[number % len(people)].say(f"r-{number}", text)
            await asyncio.sleep(1 / SPOKEN_A_SECOND)
        await until(lambda: all(client.has(MESSAGES) for client in clients), 20)
        for client in clients:
            await client.stop()
        await asyncio.gather(*running, return_exceptions=True)
    took = sorted(
        client.arrived[text] - at for client in clients for text, at in said.items() if text in client.arrived
    )
    report.check("every client has every message", len(took) == CLIENTS * MESSAGES, f"{len(took)} deliveries")
    orders = [[entry["seq"] for entry in client.entries] for client in clients]
    report.check("in the order of their numbers", all(order == sorted(order) for order in orders))
    p95 = report.figure("delivery_p95_seconds", took[int(len(took) * 0.95)])
    report.figure("delivery_p50_seconds", statistics.median(took))
    report.check(f"p95 within {P95_SECONDS} s", p95 < P95_SECONDS, f"{p95:.2f} s")


if __name__ == "__main__":
    main({"chat delivery": run, "chat": full})
