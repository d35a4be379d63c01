"""Whom money for a channel is owed to: what channels announced, as billing remembers it."""

from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.transactions import held


class PayeeRow(Model):
    class Meta:
        table_name = environment.table_name("payees")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    version = NumberAttribute()


@dataclass(frozen=True)
class Payee:
    channel_id: str
    owner_id: str


class DynamoPayees:
    def find(self, channel_id: str) -> Payee | None:
        try:
            row = PayeeRow.get(channel_id)
        except PayeeRow.DoesNotExist:
            return None
        return Payee(row.channel_id, row.owner_id)

    def remember(self, payee: Payee, version: int) -> None:
        """Keeps the newest version, whatever order the events come in."""
        row = PayeeRow(payee.channel_id, owner_id=payee.owner_id, version=version)
        held(lambda: row.save(PayeeRow.channel_id.does_not_exist() | (PayeeRow.version < version)))
