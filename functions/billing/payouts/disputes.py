"""Payments whose dispute is open: their lines wait for the bank's decision."""

from collections.abc import Iterable
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from kernel import environment
from kernel.clock import iso


class DisputedRow(Model):
    """Sets, so that it does not matter what is heard first or twice: open is what was opened and not closed."""

    class Meta:
        table_name = environment.table_name("disputedpayments")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    payment_id = UnicodeAttribute(hash_key=True)
    opened = UnicodeSetAttribute(null=True)
    closed = UnicodeSetAttribute(null=True)
    last_at = UnicodeAttribute()


class DynamoDisputes:
    def opened(self, payment_id: str, dispute_id: str, at: datetime) -> None:
        actions: list[Action] = [DisputedRow.opened.add({dispute_id}), DisputedRow.last_at.set(iso(at))]
        DisputedRow(payment_id).update(actions=actions)

    def closed(self, payment_id: str, dispute_id: str, at: datetime) -> None:
        actions: list[Action] = [DisputedRow.closed.add({dispute_id}), DisputedRow.last_at.set(iso(at))]
        DisputedRow(payment_id).update(actions=actions)

    def open_among(self, payment_ids: Iterable[str]) -> set[str]:
        asked = {payment_id for payment_id in payment_ids if payment_id}
        if not asked:
            return set()
        rows = DisputedRow.batch_get(asked, consistent_read=True)
        return {row.payment_id for row in rows if (row.opened or set()) - (row.closed or set())}
