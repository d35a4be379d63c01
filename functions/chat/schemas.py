"""What chat's HTTP APIs take and answer alike, and those of tickets and the history."""

from typing import Annotated

from pydantic import Field, StringConstraints

from functions.chat.entries import Entry, Seq
from kernel.schemas import View

Reason = Annotated[str, StringConstraints(min_length=1, max_length=300)]


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


class Done(View):
    """The action's name in the audit log."""

    action_id: str
