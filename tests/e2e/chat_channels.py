"""A room that goes over AppSync Events, deployed as it is: who may listen, and what is heard."""

import asyncio
import base64
import json
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import boto3

from kernel.clock import iso, now
from local.api_client import Person, wait_for
from local.settings import HOST, REGION, Settings
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.report import Report

MESSAGES = 10
PATIENCE_SECONDS = 30.0
Frame = dict[str, Any]


def run(settings: Settings, report: Report) -> None:
    with report.part("a room over AppSync Events"):
        streamer = new_streamer(settings, "마당지기")
        room = streamer.make_channel("큰 마당")["id"]
        path = f"/v1/rooms/{room}/tickets"
        wait_for(lambda: streamer.raw("POST", path).status_code, lambda code: code == 201, "the room", 20)
        report.check("a room on sockets names no channel", streamer.call("POST", path)["events"] is None)
        move(settings, room)
        heard, refused = asyncio.run(listen(streamer, path))
        wanted = [f"말 {number}" for number in range(MESSAGES)]
        for name, frames in heard.items():
            texts = [entry["text"] for frame in frames for entry in frame["entries"]]
            report.check(f"{name} hears everything once and in order", texts == wanted, f"{len(texts)} of {MESSAGES}")
        report.check("frames say that the room moves", all(frame["moving"] for frame in heard["one"]))
        report.check("a used ticket and a forged one are refused", refused == ["connection_error"] * 2, refused)


def move(settings: Settings, room: str) -> None:
    """As its leader does when it has counted more members than a laptop has."""
    tables = boto3.client("dynamodb", endpoint_url=settings.aws_url, region_name=REGION)
    (name,) = [one for one in tables.list_tables()["TableNames"] if "Chatleases" in one]
    values = {":route": {"S": "events"}, ":now": {"S": iso(now())}}
    change = "SET #route = :route, moved_at = :now"
    tables.update_item(
        TableName=name,
        Key={"room_id": {"S": room}},
        UpdateExpression=change,
        ExpressionAttributeNames={"#route": "route"},
        ExpressionAttributeValues=values,
    )


async def listen(streamer: Person, path: str) -> tuple[dict[str, list[Frame]], list[str]]:
    """What two listeners heard while the streamer spoke; what those were told who may not listen."""
    async with aiohttp.ClientSession() as session:
        tickets = [await asyncio.to_thread(streamer.call, "POST", path) for _ in range(3)]
        one, two = [await connected(session, ticket["events"]) for ticket in tickets[:2]]
        refused = []
        for worthless in (tickets[0]["events"], {**tickets[2]["events"], "ticket": "forged"}):
            try:
                await connected(session, worthless)
            except PermissionError as error:
                refused.append(str(error))
        hearing = [asyncio.create_task(hear(listener)) for listener in (one, two)]
        async with session.ws_connect(f"{tickets[2]['url']}?ticket={tickets[2]['ticket']}") as socket:
            await socket.send_json({"action": "join"})
            for number in range(MESSAGES):
                await socket.send_json({"action": "send", "ref": f"r{number}", "text": f"말 {number}"})
                await asyncio.sleep(0.1)
            heard = [await asyncio.wait_for(task, PATIENCE_SECONDS) for task in hearing]
    return dict(zip(("one", "two"), heard, strict=True)), refused


async def connected(session: aiohttp.ClientSession, events: dict[str, str]) -> aiohttp.ClientWebSocketResponse:
    """Connects and subscribes; PermissionError names the answer that is not the wanted one."""
    proof = {"host": events["host"], "Authorization": events["ticket"]}
    shown = base64.urlsafe_b64encode(json.dumps(proof).encode()).decode().rstrip("=")
    place = urlsplit(events["url"])
    socket = await session.ws_connect(
        f"ws://{HOST}:{place.port}{place.path}",  # Python does not resolve *.localhost everywhere
        protocols=("aws-appsync-event-ws", f"header-{shown}"),
        headers={"Host": place.netloc},
    )
    asked = {"type": "subscribe", "id": "room", "channel": events["channel"], "authorization": proof}
    for frame, wanted in (({"type": "connection_init"}, "connection_ack"), (asked, "subscribe_success")):
        await socket.send_json(frame)
        told = await socket.receive_json(timeout=PATIENCE_SECONDS)
        if told["type"] != wanted:
            await socket.close()
            raise PermissionError(told["type"])
    return socket


async def hear(socket: aiohttp.ClientWebSocketResponse) -> list[Frame]:
    frames: list[Frame] = []
    while sum(len(frame["entries"]) for frame in frames) < MESSAGES:
        told = await socket.receive_json()
        if told["type"] == "data":
            frames.append(json.loads(told["event"]))
    await socket.close()
    return frames


if __name__ == "__main__":
    main({"chat channels": run})
