"""What is known of each person in each channel's audience, kept by everything that is announced of them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, NumberSetAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.audience import forgotten
from functions.audience.domain import HOURS, WEEKS_KEPT, Fan, week_of
from functions.audience.heard import hear, heard
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.transactions import Contention, transaction, until_settled

AT_ONCE = 99  # people in a transaction of a hundred writes, one of which says that the event was heard


class ByPerson(GlobalSecondaryIndex["FanRow"]):
    class Meta:
        index_name = "by_person"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute(range_key=True)


class FanRow(Model):
    """`facts` is domain.Fan as JSON; `version` grows with each change.

    `said` and `said_weeks` are counted beside it, unread: hundreds of people talk at once.
    """

    class Meta:
        table_name = environment.table_name("audiencefans")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    facts = UnicodeAttribute(null=True)
    said = NumberAttribute(default=0)
    said_weeks = NumberSetAttribute(null=True)
    version = NumberAttribute()
    by_person = ByPerson()


class DynamoFans:
    def change(self, channel_id: str, user_id: str, heard_id: str, at: datetime, change: Callable[[Fan], Fan],
               *, came: bool, makes: bool = True) -> bool:  # fmt: skip
        """Once for each `heard_id`, whatever comes again or at the same time. `came`: they did it by themselves.

        False where they asked to be forgotten since `at`. Without `makes` nobody becomes a fan by it: of who is none,
        and was not forgotten, something that came before is still to be heard, which Contention says.
        """

        def act() -> bool:
            asked = forgotten.of([user_id]).get(user_id)
            if asked and iso(at) <= asked:
                return False
            if heard(heard_id):
                return True
            row = _row(channel_id, user_id)
            if asked and row is None and not makes:
                return False
            if row is None and not makes:
                raise Contention(f"{user_id} is no fan of {channel_id} yet")
            fan = change(_facts(row) if row else Fan(channel_id, user_id))
            if came:
                week = week_of(at)
                fan = replace(fan, weeks=frozenset(one for one in fan.weeks | {week} if one > week - WEEKS_KEPT))
            condition = (FanRow.version == row.version) if row else FanRow.version.does_not_exist()
            with transaction() as write:
                hear(write, heard_id)
                forgotten.only_after(write, user_id, at)
                actions: list[Action] = [FanRow.facts.set(_text(fan)), FanRow.version.add(1)]
                write.update(FanRow(channel_id, user_id), actions=actions, condition=condition)
            return True

        return until_settled(act)

    def talked(self, channel_id: str, said: Mapping[str, int], heard_id: str, at: datetime) -> None:
        """Messages of each person; once for each `heard_id`."""
        names = sorted(said)
        for start in range(0, len(names), AT_ONCE):
            part = {name: said[name] for name in names[start : start + AT_ONCE]}
            _talked(channel_id, part, f"{heard_id}#{start}", at)

    def of_channel(self, channel_id: str, most: int | None = None) -> Iterator[Fan]:
        return (_fan(row) for row in FanRow.query(channel_id, limit=most))

    def of_person(self, user_id: str) -> list[Fan]:
        return [_fan(row) for row in FanRow.by_person.query(user_id)]

    def forget(self, user_id: str) -> int:
        rows = list(FanRow.by_person.query(user_id))
        with FanRow.batch_write() as write:
            for row in rows:
                write.delete(row)
        return len(rows)


def is_fan(channel_id: str, user_id: str) -> bool:
    return _row(channel_id, user_id) is not None


def only_of_fans(write: Any, channel_id: str, user_id: str) -> None:
    """The transaction holds only of who is a fan still: they may have asked to be forgotten since they were read."""
    write.condition_check(FanRow, channel_id, user_id, condition=FanRow.version.exists())


def _talked(channel_id: str, said: Mapping[str, int], heard_id: str, at: datetime) -> None:
    def act() -> None:
        asked = forgotten.of(said)
        try:
            with transaction() as write:
                hear(write, heard_id)
                for name, messages in said.items():
                    if name in asked and iso(at) <= asked[name]:
                        continue
                    actions: list[Action] = [FanRow.said.add(messages), FanRow.said_weeks.add({week_of(at)}),
                                             FanRow.version.add(1)]  # fmt: skip
                    write.update(FanRow(channel_id, name), actions=actions)
        except Contention:
            if not heard(heard_id):
                raise

    until_settled(act)


def _row(channel_id: str, user_id: str) -> FanRow | None:
    try:
        return FanRow.get(channel_id, user_id, consistent_read=True)
    except FanRow.DoesNotExist:
        return None


def _text(fan: Fan) -> str:
    moments = {name: value.isoformat() if value else None
               for name, value in (("subscribed_at", fan.subscribed_at), ("paid_until", fan.paid_until))}  # fmt: skip
    facts = asdict(replace(fan, paid=dict(fan.paid), weeks=frozenset()))
    return json.dumps({**facts, **moments, "weeks": sorted(fan.weeks)})


def _facts(row: FanRow) -> Fan:
    """Without what they said, which is counted beside."""
    if not row.facts:
        return Fan(row.channel_id, row.user_id, hours=(0.0,) * HOURS)
    facts = json.loads(row.facts)
    moments = {name: from_iso(facts[name]) if facts[name] else None for name in ("subscribed_at", "paid_until")}
    return Fan(**{**facts, **moments, "hours": tuple(facts["hours"]), "weeks": frozenset(facts["weeks"])})


def _fan(row: FanRow) -> Fan:
    fan = _facts(row)
    weeks = fan.weeks | {int(week) for week in row.said_weeks or ()}
    kept = frozenset(week for week in weeks if week > max(weeks) - WEEKS_KEPT)
    return replace(fan, messages=fan.messages + int(row.said), weeks=kept)
