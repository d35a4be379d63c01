"""Orders in DynamoDB as they were divided, with what went back of each line since."""

from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from contracts.billing import OrderSplit
from kernel import environment
from kernel.clock import Clock
from kernel.events import Event
from kernel.outbox import announce
from kernel.transactions import Contention, transaction


class OrderRow(Model):
    """`split` is the event that was announced, JSON; `returned` minor units by line, `refunds` the refunds in them."""

    class Meta:
        table_name = environment.table_name("ordersplits")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    order_id = UnicodeAttribute(hash_key=True)
    split = UnicodeAttribute()
    returned = JSONAttribute(default=dict)
    refunds = JSONAttribute(default=list)
    version = NumberAttribute(default=0)

    def event(self) -> OrderSplit:
        return OrderSplit.model_validate_json(self.split)


def find(order_id: str) -> OrderRow | None:
    try:
        return OrderRow.get(order_id, consistent_read=True)
    except OrderRow.DoesNotExist:
        return None


def add(split: OrderSplit, events: tuple[Event, ...], now: Clock) -> bool:
    """With what is announced; False for an order that is there already."""
    row = OrderRow(split.order_id, split=split.model_dump_json())
    try:
        with transaction() as write:
            write.save(row, condition=OrderRow.order_id.does_not_exist())
            for event in events:
                announce(write, event, now())
    except Contention:
        if find(split.order_id):
            return False
        raise
    return True


def give_back(row: OrderRow, returned: dict[str, Any], refund_id: str, event: Event, now: Clock) -> None:
    """On condition that nothing went back since the row was read; Contention else."""
    with transaction() as write:
        write.update(
            OrderRow(row.order_id),
            actions=[
                OrderRow.returned.set(returned),
                OrderRow.refunds.set([*row.refunds, refund_id]),
                OrderRow.version.add(1),
            ],
            condition=OrderRow.version == row.version,
        )
        announce(write, event, now())
