"""Obligations in DynamoDB, by the month in which they end, so that a day's work reads the open ones only."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.ledger.journal import next_period, period_of, previous_period
from functions.billing.revenue.domain import Obligation
from kernel import environment

LONGEST_MONTHS = 14  # of a period that is paid in advance
LOOKED_BACK_YEARS = 2  # for what nobody has recognised; months without any cost next to nothing


class Open(GlobalSecondaryIndex["ObligationRow"]):
    """Sparse: what is not wholly earned, by the month in which it ends."""

    class Meta:
        index_name = "open"
        projection = AllProjection()

    open_in = UnicodeAttribute(hash_key=True)
    line_id = UnicodeAttribute(range_key=True)


class ObligationRow(Model):
    """`months` says what each month recognised, gave back of the deferred rest and of the earned part, and added."""

    class Meta:
        table_name = environment.table_name("obligations")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    ends_in = UnicodeAttribute(hash_key=True)  # 2026-12
    line_id = UnicodeAttribute(range_key=True)
    invoice_id = UnicodeAttribute()
    product = UnicodeAttribute()
    currency = UnicodeAttribute()
    total = NumberAttribute()
    period_from = UnicodeAttribute()
    period_to = UnicodeAttribute()
    paid_on = UnicodeAttribute()
    recognised = NumberAttribute(default=0)
    through = UnicodeAttribute(default="")
    refunded = NumberAttribute(default=0)
    contra = NumberAttribute(default=0)
    rest_from = UnicodeAttribute(default="")
    rest_recognised = NumberAttribute(default=0)
    open_in = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)
    months = JSONAttribute(default=dict)
    open = Open()

    def obligation(self) -> Obligation:
        return Obligation(
            line_id=self.line_id,
            invoice_id=self.invoice_id,
            product=self.product,
            currency=self.currency,
            total=int(self.total),
            period_from=date.fromisoformat(self.period_from),
            period_to=date.fromisoformat(self.period_to),
            paid_on=date.fromisoformat(self.paid_on),
            recognised=int(self.recognised),
            through=_day(self.through),
            refunded=int(self.refunded),
            contra=int(self.contra),
            rest_from=_day(self.rest_from),
            rest_recognised=int(self.rest_recognised),
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _ends_in(made: Obligation) -> str:
    return period_of(made.last_day)


def add(write: TransactWrite, made: Obligation, month: str) -> None:
    ends_in = _ends_in(made)
    row = ObligationRow(ends_in, made.line_id, open_in=ends_in, **_changing(made, {month: {"added": made.total}}))
    row.invoice_id, row.product, row.currency = made.invoice_id, made.product, made.currency
    row.total, row.period_from, row.period_to = made.total, made.period_from.isoformat(), made.period_to.isoformat()
    row.paid_on = made.paid_on.isoformat()
    write.save(row, condition=ObligationRow.line_id.does_not_exist())


def change(write: TransactWrite, row: ObligationRow, after: Obligation, month: str) -> None:
    """On condition that nobody changed it since `row` was read."""
    before, months = row.obligation(), {name: dict(sums) for name, sums in row.months.items()}
    sums = months.setdefault(month, {})
    for name in ("recognised", "refunded", "contra"):
        sums[name] = sums.get(name, 0) + getattr(after, name) - getattr(before, name)
    actions = [getattr(ObligationRow, name).set(value) for name, value in _changing(after, months).items()]
    write.update(
        ObligationRow(row.ends_in, row.line_id),
        actions=[*actions, ObligationRow.version.add(1), *([ObligationRow.open_in.remove()] if after.done else [])],
        condition=ObligationRow.version == row.version,
    )


def _changing(made: Obligation, months: dict[str, dict[str, int]]) -> dict[str, Any]:
    return {
        "recognised": made.recognised,
        "through": made.through.isoformat() if made.through else "",
        "refunded": made.refunded,
        "contra": made.contra,
        "rest_from": made.rest_from.isoformat() if made.rest_from else "",
        "rest_recognised": made.rest_recognised,
        "months": months,
    }


def open_on(day: date) -> Iterator[ObligationRow]:
    """Those that began by the day and are not wholly earned, also of months long over."""
    month = f"{day.year - LOOKED_BACK_YEARS}-{day.month:02}"
    for _ in range(LONGEST_MONTHS + 12 * LOOKED_BACK_YEARS):
        yield from ObligationRow.open.query(month, filter_condition=ObligationRow.period_from <= day.isoformat())
        month = next_period(month)


def touching(month: str) -> Iterator[ObligationRow]:
    """All that a month's schedule may speak of: those that end in it or later, and those that ended shortly before."""
    name = previous_period(previous_period(month))
    for _ in range(LONGEST_MONTHS + 2):
        yield from ObligationRow.query(name, consistent_read=True)
        name = next_period(name)


def found(keys: list[tuple[str, str]]) -> list[ObligationRow]:
    """By month and line, in that order; those that are there."""
    rows = {(row.ends_in, row.line_id): row for row in ObligationRow.batch_get(keys, consistent_read=True)}
    return [rows[key] for key in keys if key in rows]
