"""Corrections of the books by hand: one person of finance asks, another one approves, and only then they are posted."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.billing import AdjustmentLine, BooksAdjusted
from functions.billing.ledger import chart
from functions.billing.ledger.journal import Head, period_of, require_open
from kernel import environment
from kernel.clock import iso, now
from kernel.errors import Conflict, Forbidden, NotFound, Unprocessable
from kernel.identifiers import new_id
from kernel.money import digits_of
from kernel.outbox import announce
from kernel.transactions import Contention, transaction

EVERYONE = "all"  # of one entity there are few


class AdjustmentRow(Model):
    """`state` is requested, approved or rejected."""

    class Meta:
        table_name = environment.table_name("adjustments")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    book = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    day = UnicodeAttribute()
    currency = UnicodeAttribute()
    lines = JSONAttribute()
    reason = UnicodeAttribute()
    state = UnicodeAttribute()
    requested_by = UnicodeAttribute()
    requested_at = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)

    def plain(self) -> dict[str, Any]:
        names = ("id", "day", "currency", "lines", "reason", "state", "requested_by", "requested_at")
        return {name: getattr(self, name) for name in (*names, "decided_by", "decided_at")}


def request(
    head: Head, day: date, currency: str, lines: Sequence[AdjustmentLine], reason: str, by: str
) -> AdjustmentRow:
    """Raises a 409 for a closed month and a 422 for what does not balance."""
    require_open(head, period_of(day))
    digits_of(currency)
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        account = chart.BY_CODE.get(line.account)
        if account is None or account.heading:
            raise Unprocessable(f"There is no account {line.account} that takes postings.", code="no_such_account")
        sums[currency] += line.amount
    if len(lines) < 2 or sums[currency] or not all(line.amount for line in lines):  # noqa: PLR2004 - two sides
        raise Unprocessable("Debits and credits must be equal.", code="unbalanced")
    row = AdjustmentRow(
        EVERYONE,
        new_id("adj"),
        day=day.isoformat(),
        currency=currency,
        lines=[line.model_dump(mode="json") for line in lines],
        reason=reason,
        state="requested",
        requested_by=by,
        requested_at=iso(now()),
    )
    row.save()
    return row


def decide(head: Head, adjustment_id: str, by: str, *, approve: bool) -> AdjustmentRow:
    """By somebody else than who asked; once. Raises a 409 where its month was closed meanwhile."""
    row = find(adjustment_id)
    if row.requested_by == by:
        raise Forbidden("Somebody else has to decide about this.", code="second_person_needed")
    if row.state != "requested":
        raise Conflict(f"This adjustment is {row.state}.", code="already_decided")
    day = date.fromisoformat(row.day)
    if approve:
        require_open(head, period_of(day))
    state, at = ("approved" if approve else "rejected"), now()
    event = BooksAdjusted(
        adjustment_id=row.id,
        currency=row.currency,
        lines=tuple(AdjustmentLine.model_validate(line) for line in row.lines),
        reason=row.reason,
        requested_by=row.requested_by,
        approved_by=by,
        day=day,
    )
    try:
        with transaction() as write:
            write.update(
                AdjustmentRow(EVERYONE, adjustment_id),
                actions=[
                    AdjustmentRow.state.set(state),
                    AdjustmentRow.decided_by.set(by),
                    AdjustmentRow.decided_at.set(iso(at)),
                ],
                condition=AdjustmentRow.state == "requested",
            )
            if approve:
                announce(write, event, at)
    except Contention:
        raise Conflict("Somebody has decided already.", code="already_decided") from None
    return find(adjustment_id)


def find(adjustment_id: str) -> AdjustmentRow:
    try:
        return AdjustmentRow.get(EVERYONE, adjustment_id, consistent_read=True)
    except AdjustmentRow.DoesNotExist:
        raise NotFound("There is no such adjustment.", code="no_such_adjustment") from None


def newest(limit: int) -> list[AdjustmentRow]:
    return list(AdjustmentRow.query(EVERYONE, scan_index_forward=False, limit=limit, consistent_read=True))
