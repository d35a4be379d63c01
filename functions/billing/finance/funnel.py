"""The way from free to paid: who signed up, tried a plan, paid for one, each person counted once at each step.

Events come in any order and more than once: a step is taken when its moment is written into the person's row, in the
transaction that counts it in the month of that moment.
"""

from datetime import datetime
from typing import Any, Literal

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.billing.ledger.journal import next_period
from kernel import environment
from kernel.clock import iso
from kernel.transactions import transaction, until_settled

Step = Literal["signed_up", "tried", "paid"]
STEPS: tuple[Step, ...] = ("signed_up", "tried", "paid")
Plain = dict[str, Any]


class FunnelPersonRow(Model):
    """When a person took each step."""

    class Meta:
        table_name = environment.table_name("funnelpeople")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    signed_up = UnicodeAttribute(null=True)
    tried = UnicodeAttribute(null=True)
    paid = UnicodeAttribute(null=True)


class FunnelMonthRow(Model):
    """How many took each step in a month."""

    class Meta:
        table_name = environment.table_name("funnelmonths")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    entity = UnicodeAttribute(hash_key=True)
    month = UnicodeAttribute(range_key=True)
    signed_up = NumberAttribute(default=0)
    tried = NumberAttribute(default=0)
    paid = NumberAttribute(default=0)


def took(entity_id: str, user_id: str, step: Step, at: datetime, month: str) -> None:
    """Counts it unless the person took it before; who was heard of first stays where he was counted."""
    until_settled(lambda: _took(entity_id, user_id, step, at, month))


def _took(entity_id: str, user_id: str, step: Step, at: datetime, month: str) -> None:
    known = next(FunnelPersonRow.query(user_id, consistent_read=True, limit=1), None)
    if known is not None and getattr(known, step):
        return
    moment, count = getattr(FunnelPersonRow, step), getattr(FunnelMonthRow, step)
    with transaction() as write:
        write.update(FunnelPersonRow(user_id), actions=[moment.set(iso(at))], condition=moment.does_not_exist())
        write.update(FunnelMonthRow(entity_id, month), actions=[count.add(1)])


def report(entity_id: str, first: str, last: str) -> Plain:
    """By month: who was free when it ended or paid first in it, who tried, who paid, and paid / free.

    `free` counts everybody who had signed up by the month's end and had not paid before the month.
    """
    counts: dict[str, tuple[int, int, int]] = {
        row.month: (int(row.signed_up), int(row.tried), int(row.paid))
        for row in FunnelMonthRow.query(entity_id, FunnelMonthRow.month <= last, consistent_read=True)
    }
    free = sum(signed - paid for month, (signed, _, paid) in counts.items() if month < first)
    months, month = [], first
    while month <= last:
        signed, tried, paid = counts.get(month, (0, 0, 0))
        free += signed
        rate = f"{paid / free:.6f}" if free > 0 else None
        months.append(
            {"month": month, "signed_up": signed, "free": free, "trials": tried, "conversions": paid, "rate": rate}
        )
        free -= paid
        month = next_period(month)
    return {"first": first, "last": last, "months": months}
