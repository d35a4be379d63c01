"""The rules of a room, over real sockets: bans, what is held, and what a bad client does to the others."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from local.api_client import Person, wait_for
from local.settings import Settings
from tests.e2e.chat import SILENT_SECONDS, new_viewer, ticket_of
from tests.e2e.chat_client import ChatClient
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.report import Report

SILENT_WITHIN_SECONDS = 1.0
PATIENCE_SECONDS = 30.0
FLOODED_SECONDS = 10.0  # how long others may wait for their own word meanwhile
FLOOD = 1_000
ABUSE = "씨발 꺼져"
SIMPLIFIED, TRADITIONAL = "这个软件在网络上很受欢迎", "這個軟體在網路上很受歡迎"
BAD_FRAMES: tuple[tuple[str, str | bytes, str], ...] = (
    ("not JSON", "{nonsense", "not_json"),
    ("an unknown action", json.dumps({"action": "dance"}), "unknown_action"),
    ("a field nobody knows", json.dumps({"action": "ping", "colour": "red"}), "invalid_frame"),
    ("a text of 501 characters", json.dumps({"action": "send", "ref": "r", "text": "x" * 501}), "invalid_frame"),
    ("a frame of 40 KB", json.dumps({"action": "send", "ref": "r", "text": "x" * 40_000}), "frame_too_large"),
    ("a binary frame", b"\x00\x01\x02", "not_json"),  # the laptop hands it on as text; AWS in base64: not_text
)


@dataclass
class Scene:
    settings: Settings
    report: Report
    streamer: Person
    room: str
    session: aiohttp.ClientSession

    def path(self, rest: str) -> str:
        return f"/v1/rooms/{self.room}/{rest}"

    @contextmanager
    def clients(self, *people: tuple[str, Person], language: str | None = None) -> Iterator[list[ChatClient]]:
        """In the room until the block ends; the first of them reads in `language`."""
        made = [ChatClient(name, ticket_of(person, self.path("tickets")), self.session) for name, person in people]
        made[0].language = language
        running = [asyncio.create_task(client.run()) for client in made]
        try:
            yield made
        finally:
            for task in running:
                task.cancel()


def run(settings: Settings, report: Report) -> None:
    with report.part("a room and its people"):
        streamer = new_streamer(settings, "마당지기")
        room = streamer.make_channel("규칙 마당")["id"]
        path = f"/v1/rooms/{room}/tickets"
        wait_for(lambda: streamer.raw("POST", path).status_code, lambda code: code == 201, "the room", 20)
        asyncio.run(scenes(settings, report, streamer, room))


async def scenes(settings: Settings, report: Report, streamer: Person, room: str) -> None:
    joon, troll = new_viewer(settings, "준"), new_viewer(settings, "심술")
    async with aiohttp.ClientSession() as session:
        scene = Scene(settings, report, streamer, room, session)
        for what, act in (
            ("what is held", held), ("translation", translation), ("bans", bans), ("bad input", bad_input),
            ("a flood", flood),
        ):  # fmt: skip
            with report.part(what):
                await act(scene, joon, troll)


async def held(scene: Scene, joon: Person, troll: Person) -> None:
    with scene.clients(("joon", joon), ("troll", troll)) as (watching, speaking):
        await until(lambda: watching.welcomed and speaking.welcomed, "both in the room")
        await speaking.say("h1", ABUSE)
        await until(lambda: not speaking.unacknowledged, "an acknowledgement")
        await speaking.say("h2", "안녕하세요")
        await until(lambda: len(watching.entries) == 1, "the greeting")
        seen = [entry["text"] for entry in watching.entries]
        scene.report.check("abuse is acknowledged and shown to nobody", seen == ["안녕하세요"], seen)
        queue = await http(scene.streamer, "GET", scene.path("queue"))
        waiting = [(item["state"], item["message"]["text"]) for item in queue["items"]]
        scene.report.check("it waits in the moderators' queue", waiting == [("waiting", ABUSE)], waiting)
        message = queue["items"][0]["message"]["id"]
        await http(scene.streamer, "POST", scene.path(f"queue/{message}"), {"approve": True, "reason": "인용"})
        await until(lambda: len(watching.entries) == 2, "the approved message")
        scene.report.check("approved, it appears", watching.entries[1]["text"] == ABUSE)


async def translation(scene: Scene, joon: Person, troll: Person) -> None:
    with scene.clients(("joon", joon), ("troll", troll), language="zh-TW") as (reading, speaking):
        await until(lambda: reading.welcomed and speaking.welcomed, "both in the room")
        began = time.monotonic()
        await speaking.say("t1", SIMPLIFIED)
        await until(lambda: told(reading), "the translation")
        scene.report.figure("translated_seconds", time.monotonic() - began)
        (item,) = told(reading)[0]["items"]
        message = next(entry for entry in reading.entries if entry.get("text") == SIMPLIFIED)
        expected = {"message_id": message["id"], "locale": "zh-TW", "text": TRADITIONAL}
        scene.report.check("what is said in one way of writing comes in the other", item == expected, item)
        path = scene.path(f"entries?after={message['seq'] - 1}&limit=1")
        (stored,) = (await http(joon, "GET", path))["entries"]
        kept = (stored["text"], stored["translations"])
        scene.report.check("the history has both", kept == (SIMPLIFIED, {"zh-TW": TRADITIONAL}), kept)
        await speaking.say("t2", "내일 만나요")
        await until(lambda: len(told(reading)) == 2, "the refusal")
        refused = told(reading)[1].get("untranslated", {}).get("pairs")
        pair = [{"source": "ko", "locale": "zh-TW"}]
        scene.report.check("a pair that nobody translates is told as such", refused == pair, refused)
        room = await http(joon, "GET", f"/v1/rooms/{scene.room}")
        scene.report.check("the room's view says so", room["untranslated"]["pairs"] == pair, room["untranslated"])
        await http(scene.streamer, "DELETE", scene.path(f"messages/{message['id']}?seq={message['seq']}"))
        (emptied,) = (await http(joon, "GET", path))["entries"]
        left = (emptied["text"], emptied["translations"])
        scene.report.check("a removal takes the translation with it", left == ("", None), left)


async def hears(client: ChatClient, text: str) -> None:
    """Behind it may already stand what came of it, such as a translation; a silent client asks, as apps do."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not any(entry.get("text") == text for entry in client.entries):
        if time.monotonic() > end:
            known = (client.through, client.unacknowledged, client.refusals, client.connected, client.entries[-3:])
            raise TimeoutError(f"{text} not heard after {PATIENCE_SECONDS:.0f} s: {known}")
        if time.monotonic() - client.heard_at > SILENT_SECONDS:
            await client.ping()
            await asyncio.sleep(1)
        await asyncio.sleep(0.02)


def told(client: ChatClient) -> list[dict[str, Any]]:
    """The entries of translations that a client has."""
    return [entry for entry in client.entries if entry["kind"] == "translations"]


async def bans(scene: Scene, joon: Person, troll: Person) -> None:
    devices = (("phone", troll), ("laptop", troll))
    with scene.clients(("joon", joon), *devices) as (watching, phone, laptop):
        await until(lambda: all(c.welcomed for c in (watching, phone, laptop)), "all in the room")
        before = watching.through
        user_id = (await http(troll, "GET", "/v1/me"))["user_id"]
        order = {"measure": "ban", "reason": "협박"}
        done = await http(scene.streamer, "PUT", scene.path(f"sanctions/{user_id}"), order)
        began = time.monotonic()
        await until(lambda: phone.socket is None and laptop.socket is None, "both devices cut")
        took = scene.report.figure("ban_seconds", time.monotonic() - began)
        scene.report.check("every device is cut within a second", took <= SILENT_WITHIN_SECONDS, f"{took:.2f} s")
        refused = await asyncio.to_thread(troll.raw, "POST", scene.path("tickets"))
        scene.report.check("and let in no more", refused.json().get("code") == "banned", refused.text[:120])
        await until(lambda: watching.through > before, "the room hears of it")
        sanction = next(entry for entry in watching.entries if entry["seq"] > before)
        seen = (sanction["kind"], sanction.get("measure"), "reason" in sanction)
        scene.report.check("the room hears of it, not why", seen == ("sanction", "ban", False), seen)
        undo = await http(scene.streamer, "POST", scene.path(f"actions/{done['action_id']}/undo"), {"reason": "오해"})
        await until(lambda: phone.socket is not None and laptop.socket is not None, "both devices back")
        await phone.say("b1", "돌아왔어요")
        await hears(watching, "돌아왔어요")
        scene.report.check("undone, he speaks again", ok=True)
        log = (await http(scene.streamer, "GET", scene.path("actions")))["items"]
        kinds = {item["id"]: (item["kind"], item["reason"], item["undone_by"], item["undoes"]) for item in log}
        wanted = {
            done["action_id"]: ("ban", "협박", undo["action_id"], None),
            undo["action_id"]: ("lift", "오해", None, done["action_id"]),
        }
        scene.report.check("both are in the audit log", wanted.items() <= kinds.items(), kinds)


async def bad_input(scene: Scene, joon: Person, troll: Person) -> None:
    with scene.clients(("joon", joon)) as (watching,):
        await until(lambda: watching.welcomed, "somebody in the room")
        async with scene.session.ws_connect(await address(troll, scene)) as socket:
            for what, frame, code in BAD_FRAMES:
                await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
                answer = await socket.receive_json(timeout=PATIENCE_SECONDS)
                scene.report.check(f"{what}: {code}", answer.get("code") == code, answer)
            await socket.send_json({"action": "ping"})
            answer = await socket.receive_json(timeout=PATIENCE_SECONDS)
            scene.report.check("the socket goes on after all that", answer["type"] == "pong", answer)
        forged = (await address(troll, scene)).partition("?")[0] + "?ticket=forged"
        scene.report.check("a forged ticket opens nothing", await refused_status(scene, forged) in {401, 403})
        await watching.say("i1", "아무 일 없었다")
        await hears(watching, "아무 일 없었다")
        scene.report.check("others are not affected", ok=True)


async def flood(scene: Scene, joon: Person, troll: Person) -> None:
    with scene.clients(("joon", joon)) as (watching,):
        await until(lambda: watching.welcomed, "somebody in the room")
        before = watching.through
        codes: list[str] = []
        async with scene.session.ws_connect(await address(troll, scene)) as socket:
            began = time.monotonic()
            for number in range(FLOOD):
                await socket.send_json({"action": "send", "ref": f"f{number}", "text": f"도배 {number}"})
            scene.report.figure("flood_sent_seconds", time.monotonic() - began)
            spoken = asyncio.create_task(_timed_word(watching))
            codes += [
                json.loads(message.data).get("code", "ok")
                async for message in socket
                if message.type is aiohttp.WSMsgType.TEXT
            ]
            waited = await spoken
        counts = {code: codes.count(code) for code in sorted(set(codes))}
        ended = socket.close_code is not None and len(codes) < FLOOD
        scene.report.check("a thousand messages at once are refused, then the socket is closed", ended, counts)
        said = [entry for entry in watching.entries if entry["seq"] > before and entry["text"].startswith("도배")]
        scene.report.check("a handful of them is said", len(said) <= 40, len(said))
        scene.report.check("others speak meanwhile", waited < FLOODED_SECONDS, f"{waited:.2f} s")


async def _timed_word(client: ChatClient) -> float:
    began = time.monotonic()
    await client.say("flooded", "들려요?")
    await until(lambda: "flooded" not in client.unacknowledged, "an acknowledgement in the flood")
    return time.monotonic() - began


async def refused_status(scene: Scene, url: str) -> int:
    try:
        async with scene.session.ws_connect(url):
            return 101
    except aiohttp.WSServerHandshakeError as error:
        return error.status


async def address(person: Person, scene: Scene) -> str:
    ticket = await http(person, "POST", scene.path("tickets"))
    return f"{ticket['url']}?ticket={ticket['ticket']}"


def http(person: Person, method: str, path: str, body: Any = None) -> Awaitable[Any]:
    return asyncio.to_thread(person.call, method, path, body)


async def until(good: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not good():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not after {PATIENCE_SECONDS:.0f} s")
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    main({"chat rules": run})
