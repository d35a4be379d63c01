"""Messages into the languages that somebody in their room asked for: once each, many at a time, and never for more
characters a day than a room may cost. Nothing of chat waits for it.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Protocol

from pynamodb.transactions import TransactWrite

from functions.chat.domain import PAUSED, Room, found, told_untranslated
from functions.chat.entries import Message, Translation, Translations
from functions.chat.languages import marked, source_of, targets, unmarked
from functions.chat.store import DynamoRooms, RoomRow, write_entry
from kernel.clock import Clock, iso
from kernel.transactions import until_settled

AT_ONCE = 8  # requests under way
ENTRY_BYTES = 48_000  # of one entry; a frame holds twice as many
PAIR_REFUSED = timedelta(hours=1)  # for which a pair that nobody translates is not tried again
ITEM_BYTES = 100  # of a translation besides its text


class UnsupportedPair(Exception):
    """Nobody translates between these."""

    def __init__(self, source: str, locale: str) -> None:
        super().__init__(f"{source} to {locale}")
        self.source = source


class Untranslatable(Exception):
    """This text cannot be translated, now or later."""


class TranslatorBusy(Exception):
    """Too many requests, or the service fails: later it may go well."""


class Translator(Protocol):
    def translate(self, text: str, source: str, locale: str) -> str:
        """HTML comes back as HTML. UnsupportedPair, Untranslatable or TranslatorBusy where it is not."""
        ...


class Budget(Protocol):
    def take(self, room_id: str, day: str, characters: int) -> int:
        """How many of these characters may still be translated."""
        ...

    def give_back(self, room_id: str, day: str, characters: int) -> None: ...


@dataclass(frozen=True)
class Job:
    message: Message
    locale: str
    source: str
    html: str

    @property
    def characters(self) -> int:
        return len(self.html)


Texts = list[tuple[Job, str]]
Done = str | UnsupportedPair | Untranslatable | TranslatorBusy


@dataclass
class Outcome:
    """What became of jobs; `refused` are pairs, or PAUSED, with how long that is remembered."""

    texts: Texts = field(default_factory=list)
    refused: dict[str, datetime] = field(default_factory=dict)
    unsent: int = 0  # characters that were taken from the budget and did not go
    busy: TranslatorBusy | None = None


class TranslationDesk:
    """`spread` has a room's new entries sent to its members."""

    def __init__(
        self,
        rooms: DynamoRooms,
        budget: Budget,
        translator: Translator,
        spread: Callable[[str], None],
        now: Clock,
    ) -> None:
        self.rooms, self.budget, self.translator, self.spread, self.now = rooms, budget, translator, spread, now

    def translate(self, room_id: str, numbers: Sequence[int]) -> None:
        """The messages of these numbers, as far as they are not; TranslatorBusy when some are to come again."""
        room, now = found(self.rooms.find(room_id)), self.now()
        jobs = list(self._jobs(room, numbers, now))
        if not jobs:
            return
        outcome = self._done(room, jobs, now)
        for portion in _portions(outcome.texts) or [[]]:
            until_settled(partial(self._append, room_id, portion, outcome.refused))
        self.spread(room_id)
        if outcome.busy:
            raise outcome.busy

    def _jobs(self, room: Room, numbers: Sequence[int], now: datetime) -> Iterator[Job]:
        wanted = room.wanted(now)
        if not wanted:
            return
        for message in self._messages(room.id, numbers).values():
            source, known = source_of(message.text), message.translations or {}
            for locale in targets(message.text, wanted):
                refused = now < room.untranslated.get(_pair(source, locale), now)
                if locale not in known and not refused:
                    yield Job(message, locale, source, marked(message.text))

    def _messages(self, room_id: str, numbers: Sequence[int]) -> dict[str, Message]:
        """By their ids, without those that were taken back."""
        entries = self.rooms.numbered(room_id, numbers)
        return {one.id: one for one in entries if isinstance(one, Message) and not one.removed}

    def _done(self, room: Room, jobs: list[Job], now: datetime) -> Outcome:
        outcome, day = Outcome(), now.date()
        allowed = self.budget.take(room.id, day.isoformat(), sum(job.characters for job in jobs))
        affordable: list[Job] = []
        for job in jobs:
            if job.characters > allowed:
                midnight = datetime.combine(day + timedelta(days=1), time(), now.tzinfo)
                outcome.refused[PAUSED] = midnight
                break
            allowed -= job.characters
            affordable.append(job)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for job, done in zip(affordable, pool.map(self._one, affordable), strict=True):
                _note(outcome, job, done, now + PAIR_REFUSED)
        if outcome.unsent:
            self.budget.give_back(room.id, day.isoformat(), outcome.unsent)
        return outcome

    def _one(self, job: Job) -> Done:
        try:
            return self.translator.translate(job.html, job.source, job.locale)
        except (UnsupportedPair, Untranslatable, TranslatorBusy) as failure:
            return failure

    def _append(self, room_id: str, texts: Texts, refused: dict[str, datetime]) -> None:
        """What is still there and still lacks them: a message may have been taken back, or translated, meanwhile."""
        room, now = found(self.rooms.find(room_id)), self.now()
        changed, items = _added(self._messages(room_id, [job.message.seq for job, _ in texts]), texts)
        known = {key: until for key, until in room.untranslated.items() if now < until}
        news = {key: until for key, until in refused.items() if key not in known}
        if not items and not news:
            return
        missing = told_untranslated(news) if news else None
        entry = Translations(seq=room.seq + 1, at=now, items=items, untranslated=missing)
        stored = {key: iso(until) for key, until in {**known, **news}.items()}

        def also(write: TransactWrite) -> None:
            for message in changed:
                write_entry(write, room_id, message)

        self.rooms.append(room, entry, changes=[RoomRow.untranslated.set(stored)] if news else [], also=also)


def _added(messages: dict[str, Message], texts: Texts) -> tuple[list[Message], list[Translation]]:
    """The messages with what they lacked of these texts, and that alone."""
    items: list[Translation] = []
    for job, text in texts:
        message = messages.get(job.message.id)
        if message is None or message.text != job.message.text or job.locale in (message.translations or {}):
            continue
        item = Translation.model_validate({"message_id": message.id, "locale": job.locale, "text": text})
        items.append(item)
        together = {**(message.translations or {}), item.locale: text}
        messages[message.id] = message.model_copy(update={"translations": together})
    return [messages[message_id] for message_id in dict.fromkeys(item.message_id for item in items)], items


def _pair(source: str, locale: str) -> str:
    return f"{source}>{locale}"


def _note(outcome: Outcome, job: Job, done: Done, until: datetime) -> None:
    match done:
        case UnsupportedPair():
            outcome.unsent += job.characters
            if done.source != job.locale:  # else it was found out to be its own language, which is no lack
                outcome.refused[_pair(done.source, job.locale)] = until
        case TranslatorBusy():
            outcome.unsent += job.characters
            outcome.busy = done
        case str() if text := unmarked(job.message.text, done):
            outcome.texts.append((job, text))


def _portions(texts: Texts) -> list[Texts]:
    """As many at a time as one entry holds."""
    portions: list[Texts] = []
    size = ENTRY_BYTES
    for job, text in texts:
        more = len(text.encode()) + ITEM_BYTES
        if size + more > ENTRY_BYTES:
            portions.append([])
            size = 0
        portions[-1].append((job, text))
        size += more
    return portions
