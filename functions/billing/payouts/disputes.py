"""Payments whose dispute or case of fraud is open: their lines wait for what the bank or somebody here decides."""

from collections.abc import Iterable
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from functions.billing.payouts.domain import DISPUTED, REVIEWED
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

    def open_of(self, payment_id: str) -> set[str]:
        """Disputes and cases."""
        try:
            row = DisputedRow.get(payment_id, consistent_read=True)
        except DisputedRow.DoesNotExist:
            return set()
        return _open(row)

    def open_among(self, payment_ids: Iterable[str]) -> dict[str, str]:
        """Why each of them waits; a bank's decision is waited for before ours."""
        asked = {payment_id for payment_id in payment_ids if payment_id}
        if not asked:
            return {}
        rows = DisputedRow.batch_get(asked, consistent_read=True)
        return {row.payment_id: _reason(_open(row)) for row in rows if _open(row)}


def _open(row: DisputedRow) -> set[str]:
    return set(row.opened or ()) - set(row.closed or ())


def _reason(waits_for: set[str]) -> str:
    return REVIEWED if all(one.startswith("frc_") for one in waits_for) else DISPUTED
