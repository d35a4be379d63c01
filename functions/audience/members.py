"""Who is and was in a segment, under which rule; what a first subscription and a fan at risk are due."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.audience import OfferMade, Segment, SegmentChanged, WelcomeDue
from functions.audience.segments import Rule
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.identifiers import new_id
from kernel.outbox import announce
from kernel.transactions import Contention, transaction, until_settled

OFFER_AGAIN = timedelta(days=90)


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


class RuleRow(Model):
    class Meta:
        table_name = environment.table_name("audiencerules")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(range_key=True)
    rule = UnicodeAttribute()
    made_at = UnicodeAttribute()


class DueRow(Model):
    """A welcome (`welcome#user`), made once, or an offer (`offer#user`), made again after three months."""

    class Meta:
        table_name = environment.table_name("audiencedues")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute(range_key=True)
    made_at = UnicodeAttribute()
    expires = TTLAttribute(null=True)


class BudgetRow(Model):
    """What offers of a channel may cost in all, and have cost, in minor units."""

    class Meta:
        table_name = environment.table_name("audiencebudgets")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    currency = UnicodeAttribute()
    amount = NumberAttribute()
    cap = NumberAttribute()
    spent = NumberAttribute(default=0)


@dataclass(frozen=True)
class Member:
    user_id: str
    entered_at: datetime
    left_at: datetime | None
    rule_version: int


@dataclass(frozen=True)
class Budget:
    currency: str
    amount: int
    cap: int
    spent: int


class DynamoMembers:
    def now(self, channel_id: str, segment: Segment) -> dict[str, MemberRow]:
        """By user."""
        return {row.user_id: row for row in MemberRow.query(f"{channel_id}#{segment}#now", consistent_read=True)}

    def at(self, channel_id: str, segment: Segment, moment: datetime) -> Iterator[Member]:
        """Who was in it then: the same answer whenever it is asked."""
        for row in MemberRow.query(f"{channel_id}#{segment}"):
            member = _member(row)
            if member.entered_at <= moment and (member.left_at is None or moment < member.left_at):
                yield member

    def enter(self, channel_id: str, segment: Segment, user_id: str, rule: Rule, at: datetime) -> bool:
        """False where another refresh has just said so."""
        facts: dict[str, Any] = {"user_id": user_id, "entered_at": iso(at), "rule_version": rule.version}
        name = f"{channel_id}#{segment}"
        try:
            with transaction() as write:
                write.save(MemberRow(f"{name}#now", user_id, **facts), condition=MemberRow.stay.does_not_exist())
                write.save(MemberRow(name, f"{user_id}#{iso(at)}", **facts), condition=MemberRow.stay.does_not_exist())
                announce(write, _changed(channel_id, segment, user_id, rule, at, entered=True), at)
        except Contention:
            return False
        return True

    def leave(self, channel_id: str, segment: Segment, row: MemberRow, rule: Rule, at: datetime) -> bool:
        """`row` is one of `now`. False where another refresh has just said so."""
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
            for row in MemberRow.query(f"{channel_id}#{segment}", MemberRow.stay.startswith(f"{user_id}#")):
                row.delete()


class DynamoRules:
    def of(self, channel_id: str) -> Rule:
        newest = next(iter(RuleRow.query(channel_id, scan_index_forward=False, limit=1, consistent_read=True)), None)
        return Rule(**json.loads(newest.rule)) if newest else Rule()

    def replace(self, channel_id: str, change: Mapping[str, Any], at: datetime) -> Rule:
        """The next version; Contention where somebody else made it at the same time."""
        before = self.of(channel_id)
        rule = Rule(**{**asdict(before), **change, "version": before.version + 1})
        row = RuleRow(channel_id, rule.version, rule=json.dumps(asdict(rule)), made_at=iso(at))
        with transaction() as write:
            write.save(row, condition=RuleRow.version.does_not_exist())
        return rule


class DynamoDues:
    def welcome(self, channel_id: str, user_id: str, at: datetime) -> bool:
        """False where they were welcomed before, this year or ever."""
        row = DueRow(channel_id, f"welcome#{user_id}", made_at=iso(at))
        try:
            with transaction() as write:
                write.save(row, condition=DueRow.due.does_not_exist())
                announce(write, WelcomeDue(channel_id=channel_id, user_id=user_id, due_at=at), at)
        except Contention:
            return False
        return True

    def offer(self, channel_id: str, user_id: str, segment: Segment, at: datetime) -> bool:
        """False without a budget, past its cap, or where they had one within three months."""

        def act() -> bool:
            budget, had = self.budget(channel_id), _due(channel_id, f"offer#{user_id}")
            if budget is None or budget.spent + budget.amount > budget.cap:
                return False
            if had and at - from_iso(had.made_at) < OFFER_AGAIN:
                return False
            row = DueRow(channel_id, f"offer#{user_id}", made_at=iso(at), expires=at + 2 * OFFER_AGAIN)
            same = (DueRow.made_at == had.made_at) if had else DueRow.due.does_not_exist()
            made = OfferMade(offer_id=new_id("off"), channel_id=channel_id, user_id=user_id, segment=segment,
                             currency=budget.currency, amount=budget.amount, made_at=at)  # fmt: skip
            with transaction() as write:
                write.save(row, condition=same)
                write.update(BudgetRow(channel_id), actions=[BudgetRow.spent.add(budget.amount)],
                             condition=(BudgetRow.spent == budget.spent) & (BudgetRow.cap == budget.cap))  # fmt: skip
                announce(write, made, at)
            return True

        return until_settled(act)

    def budget(self, channel_id: str) -> Budget | None:
        try:
            row = BudgetRow.get(channel_id, consistent_read=True)
        except BudgetRow.DoesNotExist:
            return None
        return Budget(row.currency, int(row.amount), int(row.cap), int(row.spent))

    def allow(self, channel_id: str, currency: str, amount: int, cap: int) -> Budget:
        """What was spent counts on; another currency begins at nothing."""
        before = self.budget(channel_id)
        spent = before.spent if before and before.currency == currency else 0
        same = (BudgetRow.spent == before.spent) if before else BudgetRow.channel_id.does_not_exist()
        with transaction() as write:
            write.save(BudgetRow(channel_id, currency=currency, amount=amount, cap=cap, spent=spent), condition=same)
        return Budget(currency, amount, cap, spent)


def _due(channel_id: str, due: str) -> DueRow | None:
    try:
        return DueRow.get(channel_id, due, consistent_read=True)
    except DueRow.DoesNotExist:
        return None


def _changed(
    channel_id: str, segment: Segment, user_id: str, rule: Rule, at: datetime, *, entered: bool
) -> SegmentChanged:
    return SegmentChanged(channel_id=channel_id, user_id=user_id, segment=segment, entered=entered,
                          rule_version=rule.version, changed_at=at)  # fmt: skip


def _member(row: MemberRow) -> Member:
    left = from_iso(row.left_at) if row.left_at else None
    return Member(row.user_id, from_iso(row.entered_at), left, int(row.rule_version))
