"""What is known of each person in each channel's audience, kept by everything that is announced of them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.audience.domain import HOURS, WEEKS_KEPT, Fan, week_of
from kernel import clock, environment
from kernel.clock import from_iso
from kernel.transactions import transaction, until_settled

HEARD_KEPT = timedelta(days=14)  # as long as a queue may keep a message
ALL = "all"


class ByPerson(GlobalSecondaryIndex["FanRow"]):
    class Meta:
        index_name = "by_person"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute(range_key=True)


class FanRow(Model):
    """`facts` is domain.Fan as JSON; `version` grows with each change."""

    class Meta:
        table_name = environment.table_name("audiencefans")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    facts = UnicodeAttribute()
    version = NumberAttribute()
    by_person = ByPerson()


class HeardRow(Model):
    """An event that was counted: heard again it changes nothing."""

    class Meta:
        table_name = environment.table_name("audienceheard")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    heard_id = UnicodeAttribute(hash_key=True)
    expires = TTLAttribute()


class ChannelRow(Model):
    class Meta:
        table_name = environment.table_name("audiencechannels")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    shelf = UnicodeAttribute(hash_key=True, default=ALL)
    channel_id = UnicodeAttribute(range_key=True)
    owner_id = UnicodeAttribute(null=True)
    told_at = UnicodeAttribute(null=True)
    hours = UnicodeAttribute(null=True)  # JSON: minutes on the air by hour of the day
    version = NumberAttribute(default=0)


@dataclass(frozen=True)
class Channel:
    id: str
    owner_id: str | None
    hours: tuple[float, ...] = (0.0,) * HOURS


class DynamoFans:
    def change(self, channel_id: str, user_id: str, heard_id: str, at: datetime, change: Callable[[Fan], Fan],
               *, came: bool) -> None:  # fmt: skip
        """Once for each `heard_id`, whatever comes again or at the same time. `came`: they did it by themselves."""

        def act() -> None:
            if _heard(heard_id):
                return
            row = _row(channel_id, user_id)
            fan = change(_fan(row) if row else Fan(channel_id, user_id))
            if came:
                week = week_of(at)
                fan = replace(fan, weeks=frozenset(one for one in fan.weeks | {week} if one > week - WEEKS_KEPT))
            version = int(row.version) if row else 0
            condition = (FanRow.version == version) if row else FanRow.version.does_not_exist()
            with transaction() as write:
                _hear(write, heard_id)
                write.save(FanRow(channel_id, user_id, facts=_text(fan), version=version + 1), condition=condition)

        until_settled(act)

    def of_channel(self, channel_id: str) -> Iterator[Fan]:
        return (_fan(row) for row in FanRow.query(channel_id))

    def of_person(self, user_id: str) -> list[Fan]:
        return [_fan(row) for row in FanRow.by_person.query(user_id)]

    def forget(self, user_id: str) -> int:
        rows = list(FanRow.by_person.query(user_id))
        with FanRow.batch_write() as write:
            for row in rows:
                write.delete(row)
        return len(rows)


class DynamoChannels:
    def remember(self, channel_id: str, owner_id: str, told_at: str) -> None:
        """The newest telling wins; `owner_id` may change hands."""

        def act() -> None:
            row = _channel_row(channel_id)
            if row and row.told_at and row.told_at >= told_at:
                return
            actions: list[Action] = [ChannelRow.owner_id.set(owner_id), ChannelRow.told_at.set(told_at)]
            with transaction() as write:
                actions.append(ChannelRow.version.add(1))
                write.update(ChannelRow(ALL, channel_id), actions=actions, condition=_unchanged(row))

        until_settled(act)

    def broadcast(self, channel_id: str, began: datetime, ended: datetime, heard_id: str) -> None:
        def act() -> None:
            if _heard(heard_id):
                return
            row = _channel_row(channel_id)
            hours = list(_channel(row).hours if row else (0.0,) * HOURS)
            for hour, minutes in enumerate(hours_between(began, ended)):
                hours[hour] += minutes
            with transaction() as write:
                _hear(write, heard_id)
                actions: list[Action] = [ChannelRow.hours.set(json.dumps(hours)), ChannelRow.version.add(1)]
                write.update(ChannelRow(ALL, channel_id), actions=actions, condition=_unchanged(row))

        until_settled(act)

    def find(self, channel_id: str) -> Channel | None:
        row = _channel_row(channel_id)
        return _channel(row) if row else None

    def all(self) -> Iterator[Channel]:
        return (_channel(row) for row in ChannelRow.query(ALL))


def hours_between(began: datetime, ended: datetime) -> list[float]:
    """[24]: minutes of each hour of the day, UTC; of two days at the most, as broadcasts are."""
    found, at = [0.0] * HOURS, began.astimezone(UTC)
    end = min(ended.astimezone(UTC), at + timedelta(days=2))
    while at < end:
        following = min(end, (at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0))
        found[at.hour] += (following - at) / timedelta(minutes=1)
        at = following
    return found


def _unchanged(row: ChannelRow | None) -> Any:
    return ChannelRow.version.does_not_exist() if row is None else ChannelRow.version == row.version


def _heard(heard_id: str) -> bool:
    try:
        HeardRow.get(heard_id, consistent_read=True)
    except HeardRow.DoesNotExist:
        return False
    return True


def _hear(write: Any, heard_id: str) -> None:
    """Kept from now on, not from when it happened: what is told late may be told twice as well."""
    write.save(HeardRow(heard_id, expires=clock.now() + HEARD_KEPT), condition=HeardRow.heard_id.does_not_exist())


def _row(channel_id: str, user_id: str) -> FanRow | None:
    try:
        return FanRow.get(channel_id, user_id, consistent_read=True)
    except FanRow.DoesNotExist:
        return None


def _channel_row(channel_id: str) -> ChannelRow | None:
    try:
        return ChannelRow.get(ALL, channel_id, consistent_read=True)
    except ChannelRow.DoesNotExist:
        return None


def _channel(row: ChannelRow) -> Channel:
    hours = tuple(json.loads(row.hours)) if row.hours else (0.0,) * HOURS
    return Channel(row.channel_id, row.owner_id, hours)


def _text(fan: Fan) -> str:
    moments = {name: value.isoformat() if value else None
               for name, value in (("subscribed_at", fan.subscribed_at), ("paid_until", fan.paid_until))}  # fmt: skip
    facts = asdict(replace(fan, paid=dict(fan.paid), weeks=frozenset()))
    return json.dumps({**facts, **moments, "weeks": sorted(fan.weeks)})


def _fan(row: FanRow) -> Fan:
    facts = json.loads(row.facts)
    moments = {name: from_iso(facts[name]) if facts[name] else None for name in ("subscribed_at", "paid_until")}
    return Fan(**{**facts, **moments, "hours": tuple(facts["hours"]), "weeks": frozenset(facts["weeks"])})
