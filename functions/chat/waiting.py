"""What of a person's words waits for a moderator: on the row of who said it, which is read when he comes in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from functions.chat.entries import Message, Told
from kernel.clock import from_iso, iso

KEPT = timedelta(days=30)  # as the moderators' queue
MOST = 20  # of one person: what is more waits all the same, but nobody's page marks it after a reload


class Waiting(Told):
    message_id: str
    text: str


def noted(message: Message) -> str:
    """As one word of a set, which is put in and taken out without knowing the others."""
    return f"{iso(message.at)} {message.id} {message.text}"


def still_waiting(notes: Iterable[str], now: datetime) -> list[Waiting] | None:
    """Oldest first; None where nothing waits."""
    found: list[Waiting] = []
    for note in sorted(notes):
        at, message_id, text = note.split(" ", 2)
        if now - from_iso(at) < KEPT:
            found.append(Waiting(message_id=message_id, text=text))
    return found or None
