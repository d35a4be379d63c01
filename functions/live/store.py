"""Sessions, viewings, ingest samples and channel names in DynamoDB."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from contracts.live import AudienceChanged
from functions.live.domain import Session, State
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import Contention, held, transaction

ON_AIR = "on-air"
MINUTE = timedelta(minutes=1)
MOMENTS = (
    "opened_at", "started_at", "ended_at", "failed_at", "starved_since", "starvation_ended_at", "announced_end_at",
)  # fmt: skip


class OnAir(GlobalSecondaryIndex["SessionRow"]):
    """Sessions that are live, together; one that has ended, with those that ended in the same minute."""

    class Meta:
        index_name = "on_air"
        projection = AllProjection()

    on_air = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class ByChannel(GlobalSecondaryIndex["SessionRow"]):
    class Meta:
        index_name = "by_channel"
        projection = AllProjection()

    channel_id = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class SessionRow(Model):
    class Meta:
        table_name = environment.table_name("sessions")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    stream_id = UnicodeAttribute()
    channel_arn = UnicodeAttribute()
    channel_id = UnicodeAttribute(null=True)
    channel_name = UnicodeAttribute(default="")
    opened_at = UnicodeAttribute(null=True)
    started_at = UnicodeAttribute(null=True)
    ended_at = UnicodeAttribute(null=True)
    failed_at = UnicodeAttribute(null=True)
    starved_since = UnicodeAttribute(null=True)
    starvation_ended_at = UnicodeAttribute(null=True)
    recording_prefix = UnicodeAttribute(null=True)
    recording_duration_ms = NumberAttribute(default=0)
    peak_viewers = NumberAttribute(default=0)
    told_viewers = NumberAttribute(default=0)
    title_id = UnicodeAttribute(null=True)
    title_state = UnicodeAttribute(null=True)
    start_announced = BooleanAttribute(default=False)
    announced_end_at = UnicodeAttribute(null=True)
    on_air = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)
    on_air_index = OnAir()
    by_channel = ByChannel()

    def session(self) -> Session:
        moments: dict[str, Any] = {name: _moment(getattr(self, name)) for name in MOMENTS}
        plain = {
            name: getattr(self, name)
            for name in ("id", "stream_id", "channel_arn", "channel_id", "channel_name", "recording_prefix", "title_id",
                         "title_state", "start_announced")
        }  # fmt: skip
        return Session(
            **plain,
            **moments,
            recording_duration_ms=int(self.recording_duration_ms),
            peak_viewers=int(self.peak_viewers),
            told_viewers=int(self.told_viewers),
            version=int(self.version),
        )


class ChannelCardRow(Model):
    """What channels said of a channel, by its IVS ARN (events) and by its id (requests)."""

    class Meta:
        table_name = environment.table_name("livechannels")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    owner_name = UnicodeAttribute(default="")
    name = UnicodeAttribute()
    ivs_arn = UnicodeAttribute()
    version = NumberAttribute(default=0)


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def _ended_in(minute: datetime) -> str:
    return f"ended {iso(minute.replace(second=0, microsecond=0))}"


def _air(session: Session) -> str | None:
    if session.state is State.LIVE:
        return ON_AIR
    return _ended_in(session.ended_at) if session.started_at and session.ended_at else None


def _row(session: Session, version: int) -> SessionRow:
    values: dict[str, Any] = {**vars(session), "version": version}
    for name in MOMENTS:
        moment = values[name]
        values[name] = iso(moment) if moment else None
    return SessionRow(**values, on_air=_air(session))


class DynamoSessions:
    def find(self, session_id: str) -> Session | None:
        try:
            return SessionRow.get(session_id, consistent_read=True).session()
        except SessionRow.DoesNotExist:
            return None

    def save(self, session: Session, announcing: Iterable[Event]) -> None:
        """Session and announcements in one transaction, upon the version that was read; Contention otherwise."""
        condition = (SessionRow.version == session.version) if session.version else SessionRow.id.does_not_exist()
        with transaction() as write:
            write.save(_row(session, session.version + 1), condition=condition)
            for event in announcing:
                announce(write, event, clock.now())

    def on_air(self, limit: int, after: dict[str, Any] | None = None) -> tuple[list[Session], dict[str, Any] | None]:
        found = SessionRow.on_air_index.query(
            ON_AIR, limit=limit, page_size=limit, scan_index_forward=False, last_evaluated_key=after
        )
        return [row.session() for row in found], found.last_evaluated_key

    def ended_between(self, since: datetime, until: datetime) -> list[Session]:
        """By whole minutes, both ends included: one query a minute, so for minutes and not for days."""
        count = int((until - since.replace(second=0, microsecond=0)) / MINUTE) + 1
        minutes = [_ended_in(since + number * MINUTE) for number in range(count)]
        return [row.session() for minute in minutes for row in SessionRow.on_air_index.query(minute)]

    def of_channel(
        self, channel_id: str, limit: int, after: dict[str, Any] | None = None
    ) -> tuple[list[Session], dict[str, Any] | None]:
        found = SessionRow.by_channel.query(
            channel_id, limit=limit, page_size=limit, scan_index_forward=False, last_evaluated_key=after
        )
        return [row.session() for row in found], found.last_evaluated_key

    def raise_peak(self, session_id: str, viewers: int) -> None:
        held(
            lambda: SessionRow(session_id).update(
                actions=[SessionRow.peak_viewers.set(viewers), SessionRow.version.set(SessionRow.version + 1)],
                condition=SessionRow.id.exists() & (SessionRow.peak_viewers < viewers),
            )
        )

    def tell_audience(self, session: Session, viewers: int) -> None:
        """Announces how many watch, once of all who count at this moment."""
        if session.channel_id is None:
            return
        moved = AudienceChanged(
            session_id=session.id,
            channel_id=session.channel_id,
            viewers=viewers,
            viewers_before=session.told_viewers,
            counted_at=clock.now(),
        )
        untold = SessionRow.told_viewers == session.told_viewers
        if session.told_viewers == 0:
            untold |= SessionRow.told_viewers.does_not_exist()
        with suppress(Contention), transaction() as write:
            write.update(
                SessionRow(session.id),
                actions=[SessionRow.told_viewers.set(viewers), SessionRow.version.set(SessionRow.version + 1)],
                condition=SessionRow.id.exists() & untold,
            )
            announce(write, moved, clock.now())


class DynamoChannelCards:
    def by_arn(self, ivs_arn: str) -> ChannelCardRow | None:
        return self._get(f"arn#{ivs_arn}")

    def by_id(self, channel_id: str) -> ChannelCardRow | None:
        return self._get(f"id#{channel_id}")

    @staticmethod
    def _get(key: str) -> ChannelCardRow | None:
        try:
            return ChannelCardRow.get(key)
        except ChannelCardRow.DoesNotExist:
            return None

    def remember(self, **facts: Any) -> None:
        """Keeps the newest version, whatever order the events come in."""
        for key in (f"arn#{facts['ivs_arn']}", f"id#{facts['channel_id']}"):
            newer = ChannelCardRow.key.does_not_exist() | (ChannelCardRow.version < facts["version"])
            held(partial(ChannelCardRow(key, **facts).save, newer))
