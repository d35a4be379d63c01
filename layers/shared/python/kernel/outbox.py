"""State and the event that announces it commit in one transaction.

A row of the outbox table is written with the state; functions/platform publishes it to the event bus and deletes it.
What the table's stream did not deliver, a sweep publishes a minute later. Delivery is at least once, in no order.
"""

import zlib
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from kernel import environment
from kernel.events import Event, envelope
from kernel.identifiers import new_id

SHARDS = 4  # partitions of one capability's rows; each takes 1,000 writes a second


class OutboxRow(Model):
    """`partition` begins with the capability's name: IAM lets a function write no other capability's rows."""

    class Meta:
        table_name = environment.table_name("outbox")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = "NEW_IMAGE"

    partition = UnicodeAttribute(hash_key=True)
    event_id = UnicodeAttribute(range_key=True)
    source = UnicodeAttribute()
    detail_type = UnicodeAttribute()
    detail = UnicodeAttribute()


def partition_of(capability: str, shard: int) -> str:
    return f"{capability}#{shard}"


def announce(write: TransactWrite, event: Event, at: datetime) -> None:
    """Adds the event to the transaction that writes the state it speaks of."""
    event_id = new_id("evt")
    shard = zlib.crc32(event_id.encode()) % SHARDS
    write.save(
        OutboxRow(
            partition_of(event.capability, shard),
            event_id,
            source=event.source(),
            detail_type=event.detail_type(),
            detail=envelope(event, at, event_id),
        )
    )
