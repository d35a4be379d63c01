"""How a broadcast's talk goes, announced every few seconds to whoever ranks what is going on."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.chat import ChatterCount, TalkCounted, WordCount
from functions.chat.broadcasts import said_in
from functions.chat.entries import Message
from functions.chat.store import DynamoRooms
from kernel import clock, environment, tasks
from kernel.clock import from_iso, iso
from kernel.outbox import announce
from kernel.transactions import held, transaction
from kernel.words import words

EVERY_SECONDS = 10
WORDS_TOLD, PEOPLE_TOLD = 50, 200
PAGE, PAGES = 200, 10  # messages of one stretch; what is beyond comes in the next
KEPT = timedelta(days=2)


class PulseRow(Model):
    """Up to which entry a broadcast's talk was looked at, and when; `turn` is the number of the next beat."""

    class Meta:
        table_name = environment.table_name("chatpulses")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    session_id = UnicodeAttribute(hash_key=True)
    through = NumberAttribute(default=0)
    turn = NumberAttribute(default=0)
    told_at = UnicodeAttribute()
    expires = TTLAttribute()


def begin(room_id: str, session_id: str) -> None:
    """Once a broadcast, however often its beginning is heard; asked for before it is noted, lest it never begin."""
    now = clock.now()
    if PulseRow.count(session_id) == 0:
        _again(room_id, session_id, 0)
        row = PulseRow(session_id, told_at=iso(now), expires=now + KEPT)
        held(lambda: row.save(PulseRow.session_id.does_not_exist()))


def beat(rooms: DynamoRooms, room_id: str, session_id: str, turn: int) -> None:
    """Announces what was said since the last beat, and asks for the next one while the broadcast is on.

    A turn that was taken is not taken again. Contention where another beat was first: this one comes again.
    """
    room, row = rooms.find(room_id), PulseRow.get(session_id, consistent_read=True)
    if room is None or turn < row.turn:
        return
    through, now = int(row.through), clock.now()
    talk = Talk()
    more = False
    for message, read, further in _said(rooms, room_id, session_id, through):
        through, more = read, further
        if message is not None:
            talk.add(message)
    if more or room.session_id == session_id:  # before the turn is noted, lest the next never come
        _again(room_id, session_id, turn + 1)
    told = talk.told(room_id, session_id, from_iso(row.told_at), now)
    with transaction() as write:
        write.update(
            PulseRow(session_id),
            actions=[PulseRow.through.set(through), PulseRow.told_at.set(iso(now)), PulseRow.turn.set(turn + 1)],
            condition=(PulseRow.through == row.through) & (PulseRow.turn == row.turn),
        )
        if told.messages:
            announce(write, told, now)


class Talk:
    """Of one stretch: messages, and of each word by whom it was said."""

    def __init__(self) -> None:
        self.messages, self.chatters = 0, Counter[str]()
        self.said, self.said_by = Counter[str](), defaultdict[str, set[str]](set)

    def add(self, message: Message) -> None:
        """Words as they stand: names of things (ps5) are no disguises, which figures for moderators undo."""
        self.messages += 1
        self.chatters[message.by.user_id] += 1
        for word in set(words(message.text)):
            self.said[word] += 1
            self.said_by[word].add(message.by.user_id)

    def told(self, room_id: str, session_id: str, since: datetime, until: datetime) -> TalkCounted:
        common = self.said.most_common(WORDS_TOLD)
        return TalkCounted(
            channel_id=room_id,
            session_id=session_id,
            since=since,
            until=until,
            messages=self.messages,
            chatters=len(self.chatters),
            words=tuple(WordCount(word=one, messages=count, chatters=len(self.said_by[one])) for one, count in common),
            people=tuple(
                ChatterCount(user_id=name, messages=count) for name, count in self.chatters.most_common(PEOPLE_TOLD)
            ),
        )


def _said(rooms: DynamoRooms, room_id: str, session_id: str, after: int) -> Iterator[tuple[Message | None, int, bool]]:
    """Messages of the broadcast with the number that was read up to, and if there is more; None at a page's end."""
    for _ in range(PAGES):
        room = rooms.find(room_id)
        if room is None:
            return
        said, after, more = said_in(rooms, room, session_id, after, PAGE)
        yield from ((message, after, more) for message in said if not message.removed)
        yield None, after, more
        if not more:
            return


def _again(room_id: str, session_id: str, turn: int) -> None:
    tasks.ask("COUNT_TALK_QUEUE", {"room_id": room_id, "session_id": session_id, "turn": turn}, EVERY_SECONDS)
