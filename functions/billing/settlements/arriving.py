"""The processor pays its balance out to the platform's bank: booked when it says that the money has arrived."""

from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from contracts.billing import ProcessorSettled
from functions.billing.processor import ask, instant
from kernel import environment
from kernel.clock import now
from kernel.outbox import announce
from kernel.transactions import Contention, transaction


class SettlementRow(Model):
    """A payout of the processor's that was announced."""

    class Meta:
        table_name = environment.table_name("settlements")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)


def arrived(settlement_id: str) -> None:
    """Announced once; one that has not arrived yet is told of again."""
    found: dict[str, Any] = ask(lambda stripe: stripe.v1.payouts.retrieve(settlement_id)).to_dict()
    if found["status"] != "paid":
        return
    arrived_at: datetime = instant(found["created"])
    event = ProcessorSettled(
        settlement_id=found["id"],
        currency=found["currency"].upper(),
        amount=found["amount"],
        arrived_on=arrived_at.date(),
    )
    try:
        with transaction() as write:
            write.save(SettlementRow(found["id"]), condition=SettlementRow.id.does_not_exist())
            announce(write, event, now())
    except Contention:
        if next(SettlementRow.query(settlement_id, consistent_read=True, limit=1), None) is None:
            raise
