"""What chat's HTTP API answers."""

from pydantic import Field

from functions.chat.protocol import Entry, Seq
from kernel.schemas import View


class Ticket(View):
    """Connect to `url` with `?ticket=` and send `join` first."""

    url: str
    ticket: str
    valid_seconds: int


class History(View):
    entries: list[Entry]
    through: Seq
    more: bool = Field(description="There are newer ones: ask again with `after` = `through`")
