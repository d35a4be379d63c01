from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from functions.catalog.domain import State, Title
from functions.catalog.service import Catalog, Recording
from kernel.events import Event
from kernel.transactions import Contention

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
CARD = SimpleNamespace(channel_id="chn_1", owner_id="usr_1", name="Mina", retention_days=30)


def recording(**changes: object) -> Recording:
    facts = Recording(
        recording_session_id="rec-1", stream_id="st-1", channel_arn="arn:aws:ivs:us-east-1:1:channel/abc",
        bucket="recordings", key_prefix="ivs/v1/1/abc/2026/11/22/11/0/rec-1", ended_at=NOW, duration_ms=98_000,
    )  # fmt: skip
    return replace(facts, **changes)


@dataclass
class FakeTitles:
    rows: dict[str, Title] = field(default_factory=dict)
    announced: list[Event] = field(default_factory=list)
    changed_at: dict[str, datetime] = field(default_factory=dict)
    now: datetime = NOW

    def find(self, title_id: str) -> Title | None:
        return self.rows.get(title_id)

    def save(self, title: Title, announcing: Iterable[Event] = ()) -> Title:
        stored = self.rows.get(title.id)
        if (stored.version if stored else 0) != title.version:
            raise Contention
        self.rows[title.id] = replace(title, version=title.version + 1)
        self.changed_at[title.id] = self.now
        self.announced += announcing
        return self.rows[title.id]

    def stalled(self, before: datetime) -> list[Title]:
        return [t for t in self.rows.values() if t.state is State.PROCESSING and self.changed_at[t.id] < before]

    def expired(self, now: datetime) -> list[Title]:
        return [t for t in self.rows.values() if t.expires_at and t.expires_at < now]


@dataclass
class FakeWorkflow:
    started: list[str] = field(default_factory=list)
    running: bool = False

    def start(self, title: Title) -> None:
        if title.execution_name not in self.started:
            self.started.append(title.execution_name)

    def is_running(self, title: Title) -> bool:
        return self.running and title.execution_name in self.started


@dataclass
class House:
    titles: FakeTitles = field(default_factory=FakeTitles)
    workflow: FakeWorkflow = field(default_factory=FakeWorkflow)
    now: datetime = NOW

    @property
    def catalog(self) -> Catalog:
        return Catalog(self.titles, self.workflow, lambda: self.now)

    def wait(self, duration: timedelta) -> None:
        self.now += duration
        self.titles.now = self.now
