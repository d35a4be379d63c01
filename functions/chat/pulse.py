"""How a broadcast's talk goes, announced every few seconds to whoever ranks what is going on."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.chat import TalkCounted, WordCount
from functions.chat.broadcasts import said_in
from functions.chat.entries import Message
from functions.chat.statistics import Minute
from functions.chat.store import DynamoRooms
from kernel import clock, environment, tasks
from kernel.clock import from_iso, iso
from kernel.outbox import announce
from kernel.transactions import transaction

EVERY_SECONDS = 10
WORDS_TOLD = 50
PAGE, PAGES = 200, 10  # messages of one stretch; what is beyond comes in the next
KEPT = timedelta(days=2)


class PulseRow(Model):
    """Up to which entry a broadcast's talk was announced, and when."""

    class Meta:
        table_name = environment.table_name("chatpulses")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    session_id = UnicodeAttribute(hash_key=True)
    through = NumberAttribute(default=0)
    told_at = UnicodeAttribute()
    expires = TTLAttribute()


def begin(room_id: str, session_id: str) -> None:
    """Once a broadcast, however often its beginning is heard; asked for before it is noted, lest it never begin."""
    now = clock.now()
    if PulseRow.count(session_id) == 0:
        _again(room_id, session_id)
        PulseRow(session_id, told_at=iso(now), expires=now + KEPT).save()


def beat(rooms: DynamoRooms, room_id: str, session_id: str) -> None:
    """Announces what was said since the last beat, and asks for the next one while the broadcast is on.

    Contention where another beat was first: this one comes again.
    """
    room = rooms.find(room_id)
    if room is None:
        return
    row = PulseRow.get(session_id, consistent_read=True)
    through, now = int(row.through), clock.now()
    figures = Minute()
    for message, read in _said(rooms, room_id, session_id, through):
        through = read
        if message is not None:
            figures.add(message, 0.0)
    if through > row.through:
        _tell(figures, row, room_id, through, now)
    if room.session_id == session_id:
        _again(room_id, session_id)


def _said(rooms: DynamoRooms, room_id: str, session_id: str, after: int) -> Iterator[tuple[Message | None, int]]:
    """Messages of the broadcast with the number that was read up to; None for a page without any."""
    for _ in range(PAGES):
        room = rooms.find(room_id)
        if room is None:
            return
        said, after, more = said_in(rooms, room, session_id, after, PAGE)
        yield from ((message, after) for message in said if not message.removed)
        yield None, after
        if not more:
            return


def _tell(figures: Minute, row: PulseRow, room_id: str, through: int, now: datetime) -> None:
    told = TalkCounted(
        channel_id=room_id,
        session_id=row.session_id,
        since=from_iso(row.told_at),
        until=now,
        messages=figures.messages,
        chatters=len(figures.chatters),
        words=tuple(WordCount(word=word, messages=count) for word, count in figures.words.most_common(WORDS_TOLD)),
    )
    with transaction() as write:
        write.update(
            PulseRow(row.session_id),
            actions=[PulseRow.through.set(through), PulseRow.told_at.set(iso(now))],
            condition=PulseRow.through == row.through,
        )
        if figures.messages:
            announce(write, told, now)


def _again(room_id: str, session_id: str) -> None:
    tasks.ask("COUNT_TALK_QUEUE", {"room_id": room_id, "session_id": session_id}, EVERY_SECONDS)
