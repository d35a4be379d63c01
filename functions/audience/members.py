"""Who is and was in a segment, under which rule; what a first subscription and a fan at risk are due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.audience import Segment, SegmentChanged
from functions.audience.fans import is_fan, only_of_fans
from functions.audience.segments import Rule
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.outbox import announce
from kernel.transactions import Contention, transaction, until_settled

OFFER_AGAIN = timedelta(days=90)
LOOKED_AT = 1000  # stays in one answer: of long ago there may be any number


class MemberRow(Model):
    """One stay of a person in a segment, for good; and beside it, while it lasts, a row of who is in it now."""

    class Meta:
        table_name = environment.table_name("audiencemembers")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    segment = UnicodeAttribute(hash_key=True)  # chn_1#vip, and chn_1#vip#now
    stay = UnicodeAttribute(range_key=True)  # user and when they entered; of the second kind the user
    user_id = UnicodeAttribute()
    entered_at = UnicodeAttribute()
    left_at = UnicodeAttribute(null=True)
    rule_version = NumberAttribute()


@dataclass(frozen=True)
class Member:
    user_id: str
    entered_at: datetime
    left_at: datetime | None
    rule_version: int


class DynamoMembers:
    def now(self, channel_id: str, segment: Segment) -> dict[str, MemberRow]:
        """By user."""
        return {row.user_id: row for row in MemberRow.query(f"{channel_id}#{segment}#now", consistent_read=True)}

    def count(self, channel_id: str, segment: Segment) -> int:
        return MemberRow.count(f"{channel_id}#{segment}#now", consistent_read=True)

    def at(
        self, channel_id: str, segment: Segment, moment: datetime, most: int, after: str | None = None
    ) -> tuple[list[Member], str | None]:
        """Who was in it then, by user, and the stay after which to go on: the same answer whenever it is asked."""
        name, found, looked, last = f"{channel_id}#{segment}", list[Member](), 0, ""
        start = {"segment": {"S": name}, "stay": {"S": after}} if after else None
        for row in MemberRow.query(name, consistent_read=True, limit=LOOKED_AT, last_evaluated_key=start):
            member, looked, last = _member(row), looked + 1, row.stay
            if member.entered_at <= moment and (member.left_at is None or moment < member.left_at):
                found.append(member)
            if len(found) == most:
                return found, last
        return found, last if looked == LOOKED_AT else None

    def stays(self, channel_id: str, segment: Segment, user_id: str) -> list[Member]:
        """Those of one person, the oldest first."""
        return [_member(row) for row in MemberRow.query(f"{channel_id}#{segment}", _of(user_id))]

    def enter(self, channel_id: str, segment: Segment, user_id: str, rule: Rule, at: datetime) -> bool:
        """False where another refresh has just said so, or they asked to be forgotten."""
        facts: dict[str, Any] = {"user_id": user_id, "entered_at": iso(at), "rule_version": rule.version}
        name = f"{channel_id}#{segment}"

        def act() -> bool:
            if _inside(name, user_id) or not is_fan(channel_id, user_id):
                return False
            with transaction() as write:
                only_of_fans(write, channel_id, user_id)
                write.save(MemberRow(f"{name}#now", user_id, **facts), condition=MemberRow.stay.does_not_exist())
                write.save(MemberRow(name, f"{user_id}#{iso(at)}", **facts), condition=MemberRow.stay.does_not_exist())
                announce(write, _changed(channel_id, segment, user_id, rule, at, entered=True), at)
            return True

        return until_settled(act)

    def leave(self, channel_id: str, segment: Segment, row: MemberRow, rule: Rule, now: datetime) -> bool:
        """`row` is one of `now`. False where another refresh has just said so. Nobody leaves before they entered."""
        at = max(now, from_iso(row.entered_at))
        stay = MemberRow(f"{channel_id}#{segment}", f"{row.user_id}#{row.entered_at}")
        try:
            with transaction() as write:
                write.delete(row, condition=MemberRow.entered_at == row.entered_at)
                write.update(stay, actions=[MemberRow.left_at.set(iso(at))])
                announce(write, _changed(channel_id, segment, row.user_id, rule, at, entered=False), at)
        except Contention:
            return False
        return True

    def forget(self, channel_id: str, user_id: str, segments: tuple[Segment, ...]) -> None:
        for segment in segments:
            MemberRow(f"{channel_id}#{segment}#now", user_id).delete()
            for row in MemberRow.query(f"{channel_id}#{segment}", _of(user_id)):
                row.delete()


def _of(user_id: str) -> Any:
    return MemberRow.stay.startswith(f"{user_id}#")


def _inside(name: str, user_id: str) -> bool:
    try:
        MemberRow.get(f"{name}#now", user_id, consistent_read=True)
    except MemberRow.DoesNotExist:
        return False
    return True


def _changed(
    channel_id: str, segment: Segment, user_id: str, rule: Rule, at: datetime, *, entered: bool
) -> SegmentChanged:
    return SegmentChanged(channel_id=channel_id, user_id=user_id, segment=segment, entered=entered,
                          rule_version=rule.version, changed_at=at)  # fmt: skip


def _member(row: MemberRow) -> Member:
    left = from_iso(row.left_at) if row.left_at else None
    return Member(row.user_id, from_iso(row.entered_at), left, int(row.rule_version))
