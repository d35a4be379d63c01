"""Reconciliations that were made, the newest first: what was compared and what did not match."""

from dataclasses import asdict
from datetime import date
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.billing.reconciliation.domain import Result
from kernel import environment
from kernel.clock import iso, now
from kernel.identifiers import new_id

KEPT = 500  # differences a reconciliation keeps; their number is kept whole


class ReconciliationRow(Model):
    """`book` is the entity and the month of the last day."""

    class Meta:
        table_name = environment.table_name("reconciliations")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    book = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    first = UnicodeAttribute()
    last = UnicodeAttribute()
    source = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made_at = UnicodeAttribute()
    matched = NumberAttribute()
    unmatched = NumberAttribute()
    differences = JSONAttribute()
    net = JSONAttribute()

    def plain(self) -> dict[str, Any]:
        return {
            "id": self.id, "first": self.first, "last": self.last, "source": self.source, "made_by": self.made_by,
            "made_at": self.made_at, "matched": int(self.matched), "unmatched": int(self.unmatched),
            "clean": not self.unmatched, "net": self.net, "differences": self.differences,
        }  # fmt: skip


def keep(entity: str, first: date, last: date, source: str, made_by: str, result: Result) -> ReconciliationRow:
    row = ReconciliationRow(
        f"{entity}#{last:%Y-%m}",
        new_id("rec"),
        first=first.isoformat(),
        last=last.isoformat(),
        source=source,
        made_by=made_by,
        made_at=iso(now()),
        matched=result.matched,
        unmatched=len(result.differences),
        differences=[asdict(one) for one in result.differences[:KEPT]],
        net=dict(result.net),
    )
    row.save()
    return row


def made_in(entity: str, period: str, limit: int | None = None) -> list[ReconciliationRow]:
    """The newest first."""
    return list(
        ReconciliationRow.query(f"{entity}#{period}", scan_index_forward=False, limit=limit, consistent_read=True)
    )
