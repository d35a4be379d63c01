"""Where a room's entries are heard besides its socket, for rooms that go over AppSync Events."""

from functions.chat.members import DynamoLeases, DynamoTickets
from functions.chat.routes import channel_of
from functions.chat.schemas import ChannelTicket
from kernel import clock, environment


def channel_ticket(room_id: str) -> ChannelTicket | None:
    """None for a room that goes over sockets only."""
    if "events" not in DynamoLeases().way(room_id).over(clock.now()):
        return None
    ticket, _seconds = DynamoTickets().issue({"room_id": room_id})
    url, host = environment.required("EVENTS_REALTIME_URL"), environment.required("EVENTS_HOST")
    return ChannelTicket(url=url, host=host, channel=channel_of(room_id), ticket=ticket)
