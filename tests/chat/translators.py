"""A translator that says what it was asked, and the function that asks it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from functions.chat import translate
from functions.chat.allowance import DynamoAllowance
from functions.chat.store import DynamoRooms, EntryRow
from functions.chat.translating import TranslationDesk
from kernel.clock import now
from tests.chat.rooms import ROOM, Court
from tests.lambdas import deliver


@dataclass
class FakeTranslator:
    """Says the text in capitals with the language before it; `refusals` by language."""

    refusals: dict[str, Exception] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    lock: Any = field(default_factory=threading.Lock)

    def translate(self, text: str, source: str, locale: str) -> str:
        with self.lock:
            self.asked.append((text, source, locale))
        self.before()
        if locale in self.refusals:
            raise self.refusals[locale]
        return f"[{locale}] {text}"


@dataclass
class Bench:
    court: Court
    translator: FakeTranslator
    cap: int = 10_000

    def desk(self) -> TranslationDesk:
        return TranslationDesk(
            DynamoRooms(), DynamoAllowance(self.cap), self.translator, self.court.spread, self.court.now
        )

    def run(self) -> list[int]:
        """Hands over what was asked for meanwhile, as one batch; the places of what comes again."""
        asked, self.court.to_translate[:] = list(self.court.to_translate), []
        return deliver(translate.handler, *({"room_id": room, "seq": seq} for room, seq in asked))

    def told(self) -> list[dict[str, Any]]:
        """The entries of translations that everybody was sent."""
        return [entry for entry in self.court.entries("c-reader") if entry["kind"] == "translations"]

    def stored(self, seq: int) -> dict[str, str] | None:
        return dict(EntryRow.get(ROOM, seq).entry).get("translations")

    def later(self, minutes: float) -> None:
        moment = now() + timedelta(minutes=minutes)
        self.court.desk.now = lambda: moment
