"""Raids, emotes and mentions over real sockets: two rooms, three people, a guest, and files at the edge."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
import requests

from local.api_client import Person, wait_for
from local.publisher import publish, test_picture
from local.settings import Settings
from tests.chat.pictures import drawn
from tests.e2e.chat import new_viewer, ticket_of
from tests.e2e.chat_client import ChatClient
from tests.e2e.chat_rules import Scene, http, until
from tests.e2e.command import main
from tests.e2e.main_job import end, new_streamer
from tests.e2e.report import Report

BROADCAST_SECONDS = 300  # it is cut when the last part is over
ON_AIR_SECONDS = 90  # the first broadcast of a new cloud loads every function on its way
CHECK_SECONDS = 30  # of a picture, by a function that starts cold
STALE_SECONDS = 6  # for which a container may not know of a new emote


@dataclass
class Courts:
    """The scene's streamer raids; the other one's room is on the air."""

    scene: Scene
    other: Person
    other_room: str
    joon: Person

    def there(self, rest: str) -> str:
        return f"/v1/rooms/{self.other_room}/{rest}"

    @contextmanager
    def listening(self) -> Iterator[tuple[ChatClient, ChatClient, ChatClient]]:
        """Joon and a guest in the raiding room, its own streamer in the raided one."""
        tickets = (
            ticket_of(self.joon, self.scene.path("tickets")),
            ticket_of(Person(self.scene.settings, "", "", "guest"), self.scene.path("guest-tickets")),
            ticket_of(self.other, self.there("tickets")),
        )
        joon, guest, narae = (ChatClient(f"c{n}", one, self.scene.session) for n, one in enumerate(tickets))
        running = [asyncio.create_task(client.run()) for client in (joon, guest, narae)]
        try:
            yield joon, guest, narae
        finally:
            for task in running:
                task.cancel()


def run(settings: Settings, report: Report) -> None:
    with report.part("two rooms, one on the air"):
        streamer, other = new_streamer(settings, "마당지기"), new_streamer(settings, "나래")
        room, other_room = (one.make_channel(f"{one.display_name} 방", "disposable")["id"] for one in (streamer, other))
        publisher = publish(other.ingest_url(other_room), BROADCAST_SECONDS, test_picture("640x360"))
        try:
            look = f"/v1/live?channel={other_room}"
            wait_for(lambda: other.call("GET", look)["items"], bool, "broadcast", ON_AIR_SECONDS)
            asyncio.run(scenes(settings, report, (streamer, room), (other, other_room)))
        finally:
            end(publisher)


async def scenes(settings: Settings, report: Report, here: tuple[Person, str], there: tuple[Person, str]) -> None:
    joon = new_viewer(settings, "준")
    async with aiohttp.ClientSession() as session:
        courts = Courts(Scene(settings, report, *here, session), *there, joon)
        for what, act in (("a raid", raid), ("an emote", emote), ("a mention", mention)):
            with report.part(what):
                await act(courts)


async def raid(courts: Courts) -> None:
    scene, check = courts.scene, courts.scene.report.check
    with courts.listening() as (joon, guest, narae):
        await until(lambda: all(one.welcomed for one in (joon, guest, narae)), "everybody in their rooms")
        asked = await http(
            scene.streamer, "POST", scene.path("raids"), {"to_room": courts.other_room, "note": "함께 가요"}
        )
        check("a raid is asked for", asked["state"] == "open", asked)
        own = await asyncio.to_thread(scene.streamer.raw, "POST", scene.path("raids"), {"to_room": scene.room})
        check("a room cannot raid itself", own.json().get("code") == "own_room", own.text[:120])
        waiting = (await http(courts.other, "GET", courts.there("raids")))["incoming"]
        check("the asked room sees it", [one["note"] for one in waiting] == ["함께 가요"], waiting)
        answer = courts.there(f"raids/{asked['id']}/answer")
        stranger = await asyncio.to_thread(courts.joon.raw, "POST", answer, {"accept": True})
        check("a viewer cannot answer", stranger.json().get("code") == "not_a_moderator", stranger.text[:120])
        taken = await http(courts.other, "POST", answer, {"accept": True})
        again = await http(courts.other, "POST", answer, {"accept": True})
        check("taken, and once more is the same", taken == again, taken)
        await until(lambda: all(_kinds(one)[-1:] for one in (joon, guest, narae)), "both rooms told")
        sent, told, came = (one.entries[-1] for one in (joon, guest, narae))
        where = (sent["kind"], sent["to_room"], sent["viewers"])
        check("the viewers are told where to", where == ("raid", courts.other_room, 2), where)
        check("the guest is told the same", told == sent, told)
        whence = (came["kind"], came["from_room"], came["viewers"])
        check("the raided room is told whence, and how many", whence == ("raided", scene.room, 2), whence)
        logs = [await http(person, "GET", path) for person, path in (
            (scene.streamer, scene.path("actions")), (courts.other, courts.there("actions")),
        )]  # fmt: skip
        kinds = [[item["kind"] for item in log["items"]] for log in logs]
        check("both audit logs have it", kinds == [["raid_accept", "raid_ask"], ["raid_accept"]], kinds)


async def emote(courts: Courts) -> None:
    scene, check = courts.scene, courts.scene.report.check
    bad = await _uploaded(scene, "moving", drawn(kind="GIF"))
    check("a GIF is refused and said why", (bad["state"], bad["reason"]) == ("refused", "wrong_format"), bad)
    made = await _uploaded(scene, "마당쇠", drawn())
    check("a picture becomes an emote", made["state"] == "ready", made)
    served = await asyncio.to_thread(requests.get, made["url"], timeout=10)
    facts = (served.status_code, served.headers["content-type"], served.headers.get("cache-control", ""))
    check("the edge serves it, for good", facts == (200, "image/png", "public, max-age=31536000, immutable"), facts)
    await asyncio.sleep(STALE_SECONDS)
    with courts.listening() as (joon, guest, _):
        await until(lambda: joon.welcomed and guest.welcomed, "both in the room")
        before = guest.through
        await joon.say("e1", "좋아요 :마당쇠: :없는것:")
        await until(lambda: guest.through > before, "the message")
        said = guest.entries[-1]
        check(
            "a message carries it", said.get("emotes") == [{"code": "마당쇠", "url": made["url"]}], said.get("emotes")
        )
        await http(scene.streamer, "DELETE", scene.path("emotes/%EB%A7%88%EB%8B%B9%EC%87%A0"))
        gone = await asyncio.to_thread(requests.get, made["url"], timeout=10)
        check("deleted, it is served no more", gone.status_code in {403, 404}, gone.status_code)
        left = (await http(courts.joon, "GET", scene.path("emotes")))["items"]
        check("and listed no more", left == [], left)


async def mention(courts: Courts) -> None:
    check = courts.scene.report.check
    ids = {one.display_name: (await http(one, "GET", "/v1/me"))["user_id"] for one in (courts.joon, courts.other)}
    with courts.listening() as (joon, guest, _), courts.scene.clients(("host", courts.scene.streamer)) as (host,):
        await until(lambda: joon.welcomed and guest.welcomed and host.welcomed, "all in the room")
        before = guest.through
        await joon.say("m1", "저 왔어요")
        await until(lambda: guest.through > before, "a first word")
        frame = {"action": "send", "ref": "m2", "text": "@준 @나래 어서 와요", "mentions": list(ids.values())}
        if host.socket:
            await host.socket.send_json(frame)
        await until(lambda: guest.entries[-1].get("text") == frame["text"], "the message")
        told = guest.entries[-1].get("mentions")
        wanted = [{"user_id": ids["준"], "name": "준"}]
        check("who has spoken here is named, who has not is not", told == wanted, told)


async def _uploaded(scene: Scene, code: str, body: bytes) -> dict[str, Any]:
    """How the streamer's picture stands after the check; whatever it is, it is announced as a PNG."""
    sha256 = base64.b64encode(hashlib.sha256(body).digest()).decode()
    wanted = {"code": code, "content_type": "image/png", "size_bytes": len(body), "sha256_base64": sha256}
    address = await http(scene.streamer, "POST", scene.path("emotes"), wanted)
    put = await asyncio.to_thread(requests.put, address["url"], data=body, headers=address["headers"], timeout=10)
    scene.report.check(f"{code} is sent", put.ok, put.text[:120])
    await http(scene.streamer, "POST", scene.path(f"emotes/{quote(code)}/complete"))
    seen: Callable[[], dict[str, Any]] = lambda: next(  # noqa: E731 - a look that is taken again and again
        one for one in scene.streamer.call("GET", scene.path("emotes/all"))["items"] if one["code"] == code
    )
    found: dict[str, Any] = await asyncio.to_thread(
        wait_for, seen, lambda one: one["state"] in {"ready", "refused"}, "the check", CHECK_SECONDS
    )
    return found


def _kinds(client: ChatClient) -> list[str]:
    return [entry["kind"] for entry in client.entries if entry["kind"] in {"raid", "raided"}]


if __name__ == "__main__":
    main({"chat social": run})
