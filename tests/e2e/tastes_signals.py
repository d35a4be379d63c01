"""What goes on now, timed: a purchase, a jump of viewers, a surge of talk; and somebody who is blocked."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import requests

from contracts.marketplace import OrderLine, OrderPaid, OrderPayment, ProductListed
from contracts.social import PersonBlocked
from kernel import clock
from local.api_client import Person, wait_for
from local.publisher import publish, test_picture
from local.settings import Settings
from tests.e2e.chat import new_viewer, ticket_of
from tests.e2e.chat_client import ChatClient
from tests.e2e.main_job import end, new_streamer
from tests.e2e.report import Report
from tests.e2e.taste_lists import WITHIN, announce, ids, listed

BROADCAST_SECONDS = 400
ON_AIR_SECONDS = 90
TALKERS = 5
ASKING = (  # none like another: what somebody repeats is refused
    "무드등 정말 예뻐요", "이거 무드등 색은 몇 가지예요", "어제 본 무드등 주문했어요", "방에 무드등 하나 두고 싶다",
    "엄마한테 무드등 선물하려고요",
)  # fmt: skip
SAID = TALKERS * len(ASKING) + 1  # and one who asked for the price before


def changed(look: Callable[[], Any], good: Callable[[Any], bool], what: str) -> float:
    began = time.monotonic()
    wait_for(look, good, what, WITHIN)
    return time.monotonic() - began


def signals(settings: Settings, report: Report) -> None:
    streamers = [new_streamer(settings, name) for name in ("가온", "나래", "다솜")]
    rooms = [one.make_channel(f"{one.display_name} 방", "disposable")["id"] for one in streamers]
    buyer, watcher = new_viewer(settings, "사는이"), new_viewer(settings, "보는이")
    for number in range(4):
        words = ("무드등",) if number == 3 else ()
        announce(ProductListed(product_id=f"prd_e2e_{number}", seller_id="usr_seller", name=f"Thing {number}",
                               category=("home", "light"), price=9900, currency="KRW", keywords=words,
                               channel_ids=(rooms[2],)))  # fmt: skip
    wait_for(lambda: ids(listed(watcher, "products")), lambda told: len(told) == 4, "products", WITHIN)
    purchase(report, buyer, watcher)
    publishers = [publish(one.ingest_url(room), BROADCAST_SECONDS, test_picture("640x360"))
                  for one, room in zip(streamers[1:], rooms[1:], strict=True)]  # fmt: skip
    try:
        sessions = [wait_for(lambda room=room: watcher.call("GET", f"/v1/live?channel={room}")["items"], bool,
                             "a broadcast", ON_AIR_SECONDS)[0]["session_id"] for room in rooms[1:]]  # fmt: skip
        wait_for(lambda: [one for one in listed(watcher, "channels")["items"] if one["live"]],
                 lambda told: len(told) >= 2, "who is on the air", WITHIN)  # fmt: skip
        audience(report, watcher, rooms[1], sessions[0])
        asyncio.run(surge(settings, report, watcher, streamers[2], rooms[2]))
    finally:
        for one in publishers:
            end(one)
    block(report, watcher, streamers[1], rooms[1])


def purchase(report: Report, buyer: Person, watcher: Person) -> None:
    user = buyer.call("GET", "/v1/me")["user_id"]
    wanted = ids(listed(watcher, "products"))[-1]
    now = clock.now()
    lines = (OrderLine(line_id="l", product_id=wanted, seller_id="usr_seller", goods_class="general", goods=9900),)
    order = OrderPaid(
        order_id=f"ord_{int(now.timestamp())}", buyer_id=user, currency="KRW", total=9900, lines=lines,
        payment=OrderPayment(payment_id="pay_e2e"), ordered_at=now, paid_at=now, returns_until=now,
    )  # fmt: skip
    announce(order)
    seconds = changed(lambda: ids(listed(buyer, "products")), lambda told: wanted not in told, "the buyer's list")
    report.figure("purchase_seconds", seconds)
    everybody = changed(lambda: ids(listed(watcher, "products")), lambda told: told[0] == wanted, "everybody's list")
    report.check(
        "a purchase changes the buyer's list and everybody's", seconds + everybody < WITHIN, seconds + everybody
    )


def audience(report: Report, watcher: Person, room: str, session: str) -> None:
    began = time.monotonic()
    for _ in range(16):  # told by fives, from the first five on
        requests.post(f"{watcher.settings.site_url}/v1/sessions/{session}/viewers", timeout=30).raise_for_status()
    wait_for(
        lambda: listed(watcher, "channels")["items"][0],
        lambda first: first["id"] == room and first["reason"]["code"] == "audience",
        "the jump",
        WITHIN,
    )
    seconds = time.monotonic() - began
    report.figure("audience_seconds", seconds)
    report.check("a jump of viewers lifts the channel, and says why", seconds < WITHIN, seconds)


async def surge(settings: Settings, report: Report, watcher: Person, streamer: Person, room: str) -> None:
    people = [new_viewer(settings, f"말하는이{number}") for number in range(TALKERS)]
    async with aiohttp.ClientSession() as session:
        clients = [ChatClient(f"t{n}", ticket_of(one, f"/v1/rooms/{room}/tickets"), session)
                   for n, one in enumerate(people)]  # fmt: skip
        running = [asyncio.create_task(client.run()) for client in clients]
        try:
            await asyncio.to_thread(ordinary, report, watcher, streamer, room, asyncio.get_running_loop(), clients)
            began = time.monotonic()
            for turn, text in enumerate(ASKING):
                for client in clients:
                    await client.say(f"{client.name}-{turn}", f"{text} {client.name}")
                await asyncio.sleep(1.2)  # nobody may say more than one thing a second
            await asyncio.to_thread(
                wait_for, lambda: listed(watcher, "products")["items"][0],
                lambda first: first["id"] == "prd_e2e_3" and first["reason"]["code"] == "talk", "the talk", WITHIN,
            )  # fmt: skip
            seconds = time.monotonic() - began
            told = await asyncio.to_thread(
                wait_for, lambda: [recommended(client) for client in clients], all, "what the room is told", WITHIN
            )
        finally:
            for task in running:
                task.cancel()
    report.figure("talk_seconds", seconds)
    report.check("a surge of mentions lifts the product, and says why", seconds < WITHIN, seconds)
    live = [one for one in listed(watcher, "channels")["items"] if one["id"] == room]
    report.check("and the channel it is sold in", live and live[0]["reason"]["code"] == "talk", live)
    names = {(one["product_id"], one["name"], one["reason"]) for (one, *_) in told}
    report.check("everybody in the room is told of it", names == {("prd_e2e_3", "Thing 3", "talk")}, names)
    offsets = {one["offset_ms"] for (one, *_) in told}
    report.check("with one place on the broadcast", len(offsets) == 1 and 0 < min(offsets) < 1000 * BROADCAST_SECONDS,
                 offsets)  # fmt: skip
    report.check("once, as a surge is one", all(len(one) == 1 for one in told), [len(one) for one in told])
    named = wait_for(lambda: mentioned(streamer, room), lambda count: count >= SAID, "all that was said", WITHIN)
    report.check("the streamer reads how often it was named", named == SAID, named)


def ordinary(
    report: Report, watcher: Person, streamer: Person, room: str, loop: asyncio.AbstractEventLoop,
    clients: list[ChatClient],
) -> None:  # fmt: skip
    """One who asks for the price is counted, and is no surge: the room is not new when the surge comes."""
    wait_for(lambda: all(client.welcomed for client in clients), bool, "everybody in the room", WITHIN)
    asyncio.run_coroutine_threadsafe(clients[0].say("price", "무드등 얼마예요?"), loop).result(WITHIN)
    wait_for(lambda: mentioned(streamer, room), bool, "one who named it", WITHIN)
    first = next(one for one in listed(watcher, "products")["items"] if one["id"] == "prd_e2e_3")
    report.check("one voice moves nothing", first["reason"]["code"] != "talk", first["reason"])
    report.check("and nobody is told of it", not any(recommended(client) for client in clients))


def mentioned(streamer: Person, room: str) -> int:
    told = streamer.call("GET", f"/v1/recommendations/mentions/{room}")["items"]
    return sum(one["mentions"] for one in told if one["product_id"] == "prd_e2e_3")


def recommended(client: ChatClient) -> list[dict[str, Any]]:
    return [entry for entry in list(client.entries) if entry["kind"] == "product_recommended"]


def block(report: Report, watcher: Person, streamer: Person, room: str) -> None:
    mine, theirs = (one.call("GET", "/v1/me")["user_id"] for one in (watcher, streamer))
    announce(PersonBlocked(user_id=mine, blocked_id=theirs))
    wait_for(lambda: ids(listed(watcher, "channels")), lambda told: room not in told, "the list without them", WITHIN)
    report.check("who was blocked is in no list", room not in ids(listed(watcher, "channels")))
