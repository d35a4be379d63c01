"""Whose a channel is, and at what hours of the day it is on the air."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from functions.audience.domain import HOURS, hours_between
from functions.audience.heard import HeardRow, hear, heard
from kernel import environment
from kernel.transactions import transaction, until_settled

ALL = "all"


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


class DynamoChannels:
    def remember(self, channel_id: str, owner_id: str, told_at: str) -> None:
        """The newest telling wins; `owner_id` may change hands."""

        def act() -> None:
            row = _channel_row(channel_id)
            if heard(_gone(channel_id)) or (row and row.told_at and row.told_at >= told_at):
                return
            actions: list[Action] = [ChannelRow.owner_id.set(owner_id), ChannelRow.told_at.set(told_at)]
            with transaction() as write:
                _only_while_there(write, channel_id)
                actions.append(ChannelRow.version.add(1))
                write.update(ChannelRow(ALL, channel_id), actions=actions, condition=_unchanged(row))

        until_settled(act)

    def broadcast(self, channel_id: str, began: datetime, ended: datetime, heard_id: str) -> None:
        def act() -> None:
            if heard(heard_id) or heard(_gone(channel_id)):
                return
            row = _channel_row(channel_id)
            hours = list(_channel(row).hours if row else (0.0,) * HOURS)
            for hour, minutes in enumerate(hours_between(began, ended)):
                hours[hour] += minutes
            with transaction() as write:
                hear(write, heard_id)
                _only_while_there(write, channel_id)
                actions: list[Action] = [ChannelRow.hours.set(json.dumps(hours)), ChannelRow.version.add(1)]
                write.update(ChannelRow(ALL, channel_id), actions=actions, condition=_unchanged(row))

        until_settled(act)

    def delete(self, channel_id: str) -> None:
        """For good: what is told of it later, and happened before, makes it no channel again."""

        def act() -> None:
            if heard(_gone(channel_id)):
                return
            with transaction() as write:
                hear(write, _gone(channel_id))
                write.delete(ChannelRow(ALL, channel_id))

        until_settled(act)

    def find(self, channel_id: str) -> Channel | None:
        row = _channel_row(channel_id)
        return _channel(row) if row else None

    def all(self) -> Iterator[Channel]:
        return (_channel(row) for row in ChannelRow.query(ALL))


def _gone(channel_id: str) -> str:
    return f"deleted#{channel_id}"


def _only_while_there(write: Any, channel_id: str) -> None:
    write.condition_check(HeardRow, _gone(channel_id), condition=HeardRow.heard_id.does_not_exist())


def _unchanged(row: ChannelRow | None) -> Any:
    return ChannelRow.version.does_not_exist() if row is None else ChannelRow.version == row.version


def _channel_row(channel_id: str) -> ChannelRow | None:
    try:
        return ChannelRow.get(ALL, channel_id, consistent_read=True)
    except ChannelRow.DoesNotExist:
        return None


def _channel(row: ChannelRow) -> Channel:
    hours = tuple(json.loads(row.hours)) if row.hours else (0.0,) * HOURS
    return Channel(row.channel_id, row.owner_id, hours)
