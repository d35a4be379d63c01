"""Whose a payment was: a refund names only the payment, and may be heard before it."""

from dataclasses import dataclass
from datetime import timedelta

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from kernel import clock, environment
from kernel.transactions import Contention, held, until_settled

NONE = "none#0"  # DynamoDB keeps no empty sets
KEPT = timedelta(days=400)  # longer than any card lets its holder dispute


class ByPayer(GlobalSecondaryIndex["PaymentRow"]):
    class Meta:
        index_name = "by_person"
        projection = KeysOnlyProjection()

    user_id = UnicodeAttribute(hash_key=True)


class PaymentRow(Model):
    """`refunds`: id#amount of each. `before`: those heard of before the payment, which it is counted without."""

    class Meta:
        table_name = environment.table_name("audiencepayments")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    payment_id = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute(null=True)
    user_id = UnicodeAttribute(null=True)
    refunds = UnicodeSetAttribute(null=True)
    before = UnicodeSetAttribute(null=True)
    expires = TTLAttribute(null=True)
    by_person = ByPayer()


@dataclass(frozen=True)
class Payer:
    channel_id: str
    user_id: str


class DynamoPayments:
    def paid(self, payment_id: str, payer: Payer) -> int:
        """What had gone back of it before it was heard of, in minor units; the same whenever it is told again."""
        row = PaymentRow(payment_id)
        actions: list[Action] = [
            PaymentRow.channel_id.set(payer.channel_id), PaymentRow.user_id.set(payer.user_id),
            PaymentRow.refunds.add({NONE}), PaymentRow.expires.set(clock.now() + KEPT),
        ]  # fmt: skip
        row.update(actions=actions)
        return sum(int(one.rpartition("#")[2]) for one in until_settled(lambda: self._before(payment_id)))

    @staticmethod
    def _before(payment_id: str) -> set[str]:
        row = PaymentRow.get(payment_id, consistent_read=True)
        if row.before:
            return set(row.before)
        known = set(row.refunds)
        same = PaymentRow.before.does_not_exist() & (PaymentRow.refunds == known)
        if not held(lambda: row.update(actions=[PaymentRow.before.set(known)], condition=same)):
            raise Contention(payment_id)
        return known

    def refunded(self, payment_id: str, refund_id: str, amount: int) -> Payer | None:
        """Whose it was; None where the payment has not been heard of, and will be counted without this."""
        told = f"{refund_id}#{amount}"
        actions: list[Action] = [PaymentRow.refunds.add({told}), PaymentRow.expires.set(clock.now() + KEPT)]
        PaymentRow(payment_id).update(actions=actions)
        row = PaymentRow.get(payment_id, consistent_read=True)
        if not row.before or told in row.before or not row.channel_id or not row.user_id:
            return None
        return Payer(row.channel_id, row.user_id)

    def drop(self, payment_id: str) -> None:
        PaymentRow(payment_id).delete()

    def forget(self, user_id: str) -> None:
        for row in PaymentRow.by_person.query(user_id):
            self.drop(row.payment_id)
