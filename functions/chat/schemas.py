"""What chat's HTTP API answers."""

from pydantic import Field

from functions.chat.protocol import Entry, Seq
from kernel.schemas import View


class ChannelTicket(View):
    """Connect to `url` with the subprotocols of AppSync Events and `host`, and subscribe to `channel`: its events are
    the room's `entries` frames. `ticket` is the Authorization of both, and good for one subscription.
    """

    url: str
    host: str
    channel: str
    ticket: str


class Ticket(View):
    """Connect to `url` with `?ticket=` and send `join` first; also listen to `events` where a large room has it."""

    url: str
    ticket: str
    valid_seconds: int
    events: ChannelTicket | None = None


class History(View):
    entries: list[Entry]
    through: Seq
    more: bool = Field(description="There are newer ones: ask again with `after` = `through`")
