"""HTTP API of chat: tickets for the socket, and the history. Moderation has one of its own."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.chat.admission import admitted
from functions.chat.broadcasts import said_in
from functions.chat.domain import found
from functions.chat.entries import GAP_LIMIT, Entry
from functions.chat.invitation import channel_ticket
from functions.chat.members import DynamoTickets
from functions.chat.names import DynamoNames
from functions.chat.schemas import History, Ticket
from functions.chat.standings import DynamoStandings
from functions.chat.store import DynamoRooms
from kernel import clock, environment
from kernel.access import PUBLIC, SIGNED_IN
from kernel.http import caller, http_api, lambda_handler

api = http_api()


@cache
def rooms() -> DynamoRooms:
    return DynamoRooms()


@cache
def tickets() -> DynamoTickets:
    return DynamoTickets()


@api.post("/v1/rooms/<room_id>/tickets", tags=[SIGNED_IN], status_code=201)
def issue_ticket(room_id: str) -> Ticket:
    """Lets one connection into the room as the caller, within a minute."""
    who = caller(api)
    room = found(rooms().find(room_id))
    name = DynamoNames().of(who.user_id)
    person = admitted(DynamoStandings(), room, who.user_id, name, who.groups, clock.now())
    told = {"user_id": person.user_id, "name": name, "role": person.role, "badges": ",".join(person.badges)}
    return ticket_for({"room_id": room_id, **told})


@api.post("/v1/rooms/<room_id>/guest-tickets", tags=[PUBLIC], status_code=201)
def issue_guest_ticket(room_id: str) -> Ticket:
    """Lets one connection in that reads only."""
    found(rooms().find(room_id))
    return ticket_for({"room_id": room_id})


def ticket_for(context: dict[str, str]) -> Ticket:
    ticket, seconds = tickets().issue(context)
    events = channel_ticket(context["room_id"])
    return Ticket(url=environment.required("SOCKET_URL"), ticket=ticket, valid_seconds=seconds, events=events)


@api.get("/v1/rooms/<room_id>/entries", tags=[PUBLIC])
def history(
    room_id: str,
    after: Annotated[int, Query(ge=0, description="The number of the newest entry that is known")] = 0,
    limit: Annotated[int, Query(ge=1, le=GAP_LIMIT)] = 100,
    session: Annotated[str | None, Query(max_length=64, description="Only what was said in this broadcast")] = None,
) -> History:
    """The room's log, oldest first; `through` is the next request's `after`.

    Of a broadcast a page may have fewer than `limit`, or none, while `more` says that there are others.
    """
    room = found(rooms().find(room_id))
    if session:
        said, seen, more = said_in(rooms(), room, session, after, limit)
        return History(entries=list[Entry](said), through=seen, more=more)
    entries = rooms().log(room_id, after, limit)
    through = entries[-1].seq if entries else after
    return History(entries=entries, through=through, more=through < room.seq)


handler = lambda_handler(api)
