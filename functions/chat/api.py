"""HTTP API of chat: tickets for the socket, the history, the owner's and moderators' tools."""

from functools import cache
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.chat.domain import found
from functions.chat.invitation import channel_ticket
from functions.chat.members import DynamoMembers, DynamoTickets
from functions.chat.names import DynamoNames
from functions.chat.protocol import GAP_LIMIT
from functions.chat.schemas import History, Ticket
from functions.chat.service import ChatDesk
from functions.chat.store import DynamoRooms
from functions.chat.tasks import hand_over
from kernel import clock, environment
from kernel.access import PUBLIC, SIGNED_IN
from kernel.http import accepted, caller, http_api, lambda_handler

api = http_api()


@cache
def desk() -> ChatDesk:
    """Of the HTTP API, which holds no sockets: what it changes, another function sends on."""
    return ChatDesk(DynamoRooms(), DynamoMembers(), hand_over, clock.now)


@cache
def tickets() -> DynamoTickets:
    return DynamoTickets()


@api.post("/v1/rooms/<room_id>/tickets", tags=[SIGNED_IN], status_code=201)
def issue_ticket(room_id: str) -> Ticket:
    """Lets one connection into the room as the caller, within a minute."""
    who = caller(api)
    room = found(desk().rooms.find(room_id))
    name = DynamoNames().of(who.user_id)
    role = room.role_of(who.user_id, who.groups)
    return ticket_for({"room_id": room_id, "user_id": who.user_id, "name": name, "role": role})


@api.post("/v1/rooms/<room_id>/guest-tickets", tags=[PUBLIC], status_code=201)
def issue_guest_ticket(room_id: str) -> Ticket:
    """Lets one connection in that reads only."""
    found(desk().rooms.find(room_id))
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
) -> History:
    """The room's log, oldest first; `through` is the next request's `after`."""
    room = found(desk().rooms.find(room_id))
    entries = desk().rooms.log(room_id, after, limit)
    through = entries[-1].seq if entries else after
    return History(entries=entries, through=through, more=through < room.seq)


@api.delete("/v1/rooms/<room_id>/messages/<message_id>", tags=[SIGNED_IN], status_code=202)
def remove_message(room_id: str, message_id: str) -> Response[str]:
    """The streamer, a moderator, or who said it takes a message back; everybody's page drops it."""
    who = caller(api)
    desk().take_back(room_id, message_id, who.user_id, who.groups)
    return accepted()


handler = lambda_handler(api)
