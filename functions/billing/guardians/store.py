"""What identity told of ages and guardians, one small row a person; read once a payment."""

from collections.abc import Mapping
from datetime import date

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from functions.billing.guardians.domain import Payer
from kernel import environment
from kernel.transactions import held


class PayerRow(Model):
    """`version` is of the guardian alone: the age is told once."""

    class Meta:
        table_name = environment.table_name("payers")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    adult_on = UnicodeAttribute(null=True)
    guardian_id = UnicodeAttribute(null=True)
    limits = JSONAttribute(null=True)
    version = NumberAttribute(null=True)


class DynamoPayers:
    def find(self, user_id: str) -> Payer:
        """Of whom nothing was told, one that says so."""
        try:
            row = PayerRow.get(user_id, consistent_read=True)
        except PayerRow.DoesNotExist:
            return Payer(user_id)
        limits = {currency: int(amount) for currency, amount in (row.limits or {}).items()}
        adult_on = date.fromisoformat(row.adult_on) if row.adult_on else None
        return Payer(user_id, adult_on, row.guardian_id, limits, int(row.version or 0))

    def of_age_on(self, user_id: str, day: date) -> None:
        PayerRow(user_id).update(actions=[PayerRow.adult_on.set(day.isoformat())])

    def guarded(self, user_id: str, guardian_id: str, limits: Mapping[str, int], version: int) -> None:
        """The highest version holds, in whatever order they are heard, however often."""
        actions: list[Action] = [
            PayerRow.guardian_id.set(guardian_id),
            PayerRow.limits.set(dict(limits)),
            PayerRow.version.set(version),
        ]
        held(lambda: PayerRow(user_id).update(actions=actions, condition=_newer(version)))

    def unguarded(self, user_id: str, version: int) -> None:
        actions: list[Action] = [PayerRow.guardian_id.remove(), PayerRow.limits.remove(), PayerRow.version.set(version)]
        held(lambda: PayerRow(user_id).update(actions=actions, condition=_newer(version)))


def _newer(version: int) -> Condition:
    newer: Condition = PayerRow.version.does_not_exist() | (PayerRow.version < version)
    return newer
