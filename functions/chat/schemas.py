"""What chat's HTTP APIs take and answer alike, and those of tickets and the history."""

from typing import Annotated

from pydantic import Field, StringConstraints

from functions.chat.protocol import Entry, Seq
from kernel.schemas import View

Reason = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Ticket(View):
    """Connect to `url` with `?ticket=` and send `join` first."""

    url: str
    ticket: str
    valid_seconds: int


class History(View):
    entries: list[Entry]
    through: Seq
    more: bool = Field(description="There are newer ones: ask again with `after` = `through`")


class Done(View):
    """The action's name in the audit log."""

    action_id: str
