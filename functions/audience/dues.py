"""What a first subscription and a fan at risk are due, and what that may cost."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.audience import OfferMade, Segment, WelcomeDue
from functions.audience.fans import is_fan, only_of_fans
from kernel import environment
from kernel.clock import Clock, from_iso, iso
from kernel.identifiers import new_id
from kernel.outbox import announce
from kernel.transactions import transaction, until_settled

OFFER_AGAIN = timedelta(days=90)
OFFER_GOOD = timedelta(days=30)  # as long as the month that it is off


class DueRow(Model):
    """A welcome (`welcome#user`), made once, or an offer (`offer#user`), made again after three months."""

    class Meta:
        table_name = environment.table_name("audiencedues")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute(range_key=True)
    made_at = UnicodeAttribute()
    offer_id = UnicodeAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    amount = NumberAttribute(null=True)
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
    before = UnicodeAttribute(null=True)  # JSON: what was spent in other currencies, which may come back


@dataclass(frozen=True)
class Budget:
    currency: str
    amount: int
    cap: int
    spent: int

    @property
    def gone(self) -> bool:
        return self.spent + self.amount > self.cap


@dataclass(frozen=True)
class Due:
    """What was made; of an offer with what it is worth and until when."""

    channel_id: str
    kind: Literal["welcome", "offer"]
    made_at: datetime
    offer_id: str | None = None
    currency: str | None = None
    amount: int | None = None

    @property
    def good_until(self) -> datetime:
        return self.made_at + OFFER_GOOD


class DynamoDues:
    def welcome(self, channel_id: str, user_id: str, at: datetime) -> bool:
        """False where they were welcomed before, this year or ever, or asked to be forgotten."""

        def act() -> bool:
            if _due(channel_id, f"welcome#{user_id}") or not is_fan(channel_id, user_id):
                return False
            row = DueRow(channel_id, f"welcome#{user_id}", made_at=iso(at))
            with transaction() as write:
                only_of_fans(write, channel_id, user_id)
                write.save(row, condition=DueRow.due.does_not_exist())
                announce(write, WelcomeDue(channel_id=channel_id, user_id=user_id, due_at=at), at)
            return True

        return until_settled(act)

    def offer(self, channel_id: str, user_ids: Iterable[str], segment: Segment, now: Clock) -> int:
        """To each who had none within three months, until the budget is spent; how many were made."""
        names, budget, made = sorted(user_ids), self.budget(channel_id), 0
        if not names or budget is None or budget.gone:
            return 0
        keys = [(channel_id, f"offer#{name}") for name in names]
        recent = {row.due for row in DueRow.batch_get(keys) if now() - from_iso(row.made_at) < OFFER_AGAIN}
        for name in names:
            if f"offer#{name}" in recent:
                continue
            if until_settled(partial(self._offer, channel_id, name, segment, now())):
                made += 1
            elif self._gone(channel_id):
                break
        return made

    def _gone(self, channel_id: str) -> bool:
        budget = self.budget(channel_id)
        return budget is None or budget.gone

    def _offer(self, channel_id: str, user_id: str, segment: Segment, at: datetime) -> bool:
        budget = self.budget(channel_id)
        if budget is None or budget.gone or not is_fan(channel_id, user_id):
            return False
        had = _due(channel_id, f"offer#{user_id}")
        if had and at - from_iso(had.made_at) < OFFER_AGAIN:
            return False
        made = OfferMade(offer_id=new_id("off"), channel_id=channel_id, user_id=user_id, segment=segment,
                         currency=budget.currency, amount=budget.amount, made_at=at)  # fmt: skip
        row = DueRow(channel_id, f"offer#{user_id}", made_at=iso(at), offer_id=made.offer_id, currency=made.currency,
                     amount=made.amount, expires=at + 2 * OFFER_AGAIN)  # fmt: skip
        same = (DueRow.made_at == had.made_at) if had else DueRow.due.does_not_exist()
        with transaction() as write:
            only_of_fans(write, channel_id, user_id)
            write.save(row, condition=same)
            write.update(BudgetRow(channel_id), actions=[BudgetRow.spent.add(budget.amount)],
                         condition=_unchanged(budget))  # fmt: skip
            announce(write, made, at)
        return True

    def of_person(self, user_id: str, channel_ids: Iterable[str]) -> list[Due]:
        """What these channels owed them, the oldest first."""
        keys = [(name, f"{kind}#{user_id}") for name in channel_ids for kind in ("welcome", "offer")]
        return sorted((_told(row) for row in DueRow.batch_get(keys)), key=lambda due: (due.made_at, due.channel_id))

    def forget(self, channel_id: str, user_id: str) -> None:
        for kind in ("welcome", "offer"):
            DueRow(channel_id, f"{kind}#{user_id}").delete()

    def budget(self, channel_id: str) -> Budget | None:
        row = _budget(channel_id)
        return Budget(row.currency, int(row.amount), int(row.cap), int(row.spent)) if row else None

    def allow(self, channel_id: str, currency: str, amount: int, cap: int) -> Budget:
        """What was spent counts on, in each currency by itself."""

        def act() -> Budget:
            row, before = _budget(channel_id), self.budget(channel_id)
            spent: dict[str, int] = json.loads(row.before) if row and row.before else {}
            if before:
                spent[before.currency] = before.spent
            after = Budget(currency, amount, cap, spent.pop(currency, 0))
            kept = BudgetRow(channel_id, currency=currency, amount=amount, cap=cap, spent=after.spent,
                             before=json.dumps(spent))  # fmt: skip
            with transaction() as write:
                write.save(kept, condition=_unchanged(before) if before else BudgetRow.channel_id.does_not_exist())
            return after

        return until_settled(act)


def _unchanged(budget: Budget) -> Any:
    return (
        (BudgetRow.spent == budget.spent)
        & (BudgetRow.cap == budget.cap)
        & (BudgetRow.amount == budget.amount)
        & (BudgetRow.currency == budget.currency)
    )


def _budget(channel_id: str) -> BudgetRow | None:
    try:
        return BudgetRow.get(channel_id, consistent_read=True)
    except BudgetRow.DoesNotExist:
        return None


def _due(channel_id: str, due: str) -> DueRow | None:
    try:
        return DueRow.get(channel_id, due, consistent_read=True)
    except DueRow.DoesNotExist:
        return None


def _told(row: DueRow) -> Due:
    kind: Literal["welcome", "offer"] = "offer" if row.due.startswith("offer#") else "welcome"
    amount = None if row.amount is None else int(row.amount)
    return Due(row.channel_id, kind, from_iso(row.made_at), row.offer_id, row.currency, amount)
