"""A room's figures by the minute, in DynamoDB: counted from the log when somebody asks, each entry once."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.chat.entries import Message, entries
from functions.chat.statistics import WORDS_KEPT, Minute, tally
from functions.chat.store import EntryRow
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.transactions import Contention, transaction

PAGE = 500  # entries that are counted in one transaction
PAGES = 20  # at one asking; a long silence of the askers is made good by several
KEPT = timedelta(days=400)
MINUTES_A_TRANSACTION = 90  # DynamoDB takes a hundred rows


class MinuteRow(Model):
    class Meta:
        table_name = environment.table_name("chatminutes")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    minute = UnicodeAttribute(range_key=True)
    messages = NumberAttribute()
    chatters = JSONAttribute()
    words = JSONAttribute()
    sentiment = NumberAttribute()
    expires = TTLAttribute()

    def figures(self) -> Minute:
        counted = Counter({str(word): int(count) for word, count in self.words.items()})
        return Minute(int(self.messages), set(self.chatters), counted, float(self.sentiment))


class TallyRow(Model):
    """Up to which entry a room is counted."""

    class Meta:
        table_name = environment.table_name("chattallies")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    through = NumberAttribute()


class DynamoTallies:
    def count(self, room_id: str) -> bool:
        """Counts what was said since somebody asked; False when there is more than one asking does."""
        for _ in range(PAGES):
            through = self._through(room_id)
            found = EntryRow.query(room_id, EntryRow.seq > through, limit=PAGE, consistent_read=True)
            rows = [row for _, row in zip(range(PAGE), found, strict=False)]
            if not rows:
                return True
            try:
                self._store(room_id, rows, through)
            except Contention:  # another asker has counted these
                continue
            if len(rows) < PAGE:
                return True
        return False

    def minutes(self, room_id: str, since: datetime, until: datetime) -> Iterator[tuple[datetime, Minute]]:
        """Oldest first; minutes in which nobody spoke are not there."""
        for row in MinuteRow.query(room_id, MinuteRow.minute.between(iso(since), iso(until))):
            yield from_iso(row.minute), row.figures()

    @staticmethod
    def _through(room_id: str) -> int:
        try:
            return int(TallyRow.get(room_id, consistent_read=True).through)
        except TallyRow.DoesNotExist:
            return 0

    def _store(self, room_id: str, rows: list[EntryRow], through: int) -> None:
        """Minutes and how far they are counted, together; entries of too many minutes are cut off and come next."""
        counted, last = _fitting(rows)
        before = TallyRow.through == through if through else TallyRow.through.does_not_exist()
        sums = {minute: self._with(room_id, minute, new) for minute, new in counted.items()}
        with transaction() as write:
            write.save(TallyRow(room_id, through=last), condition=before)
            for minute, figures in sums.items():
                write.save(_row(room_id, minute, figures))

    @staticmethod
    def _with(room_id: str, minute: datetime, new: Minute) -> Minute:
        try:
            known = MinuteRow.get(room_id, iso(minute), consistent_read=True).figures()
        except MinuteRow.DoesNotExist:
            return new
        known.merge(new)
        return known


def _fitting(rows: list[EntryRow]) -> tuple[dict[datetime, Minute], int]:
    """The first entries whose minutes fit one transaction, and the number of the last of them."""
    said: list[tuple[Message, float]] = []
    minutes: set[str] = set()
    last = int(rows[-1].seq)
    for row, entry in zip(rows, entries.validate_python([row.entry for row in rows]), strict=True):
        minutes.add(iso(entry.at)[:16])
        if len(minutes) > MINUTES_A_TRANSACTION:
            last = entry.seq - 1
            break
        if isinstance(entry, Message):
            said.append((entry, float((row.verdict or {}).get("sentiment", 0.0))))
    return tally(said), last


def _row(room_id: str, minute: datetime, figures: Minute) -> MinuteRow:
    return MinuteRow(
        room_id,
        iso(minute),
        messages=figures.messages,
        chatters=sorted(figures.chatters),
        words=dict(figures.words.most_common(WORDS_KEPT)),
        sentiment=round(figures.sentiment, 4),
        expires=clock.now() + KEPT,
    )
