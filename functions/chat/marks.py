"""How far the entries were sent to each shard of a room, in DynamoDB."""

from datetime import timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.chat.entries import GAP_LIMIT
from kernel import clock, environment
from kernel.transactions import held

MARK_KEPT = timedelta(hours=1)


class ShardRow(Model):
    """A task that comes late or twice finds that its entries were sent."""

    class Meta:
        table_name = environment.table_name("chatshards")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)
    before = NumberAttribute()
    sent = NumberAttribute()
    expires = TTLAttribute()


class DynamoMarks:
    def claim(self, room_id: str, number: int, after: int, through: int) -> int | None:
        """The number after which this task sends, up to `through`; None when that was sent already.

        It is less than `after` where an earlier task failed or has not begun: its entries go with these.
        """
        row = ShardRow(room_id, number)
        taken = held(
            lambda: row.update(
                actions=[
                    ShardRow.before.set(ShardRow.sent | after),
                    ShardRow.sent.set(through),
                    ShardRow.expires.set(clock.now() + MARK_KEPT),
                ],
                condition=ShardRow.sent.does_not_exist() | (ShardRow.sent < through),
            )
        )
        if not taken:
            return None
        before = int(row.before)
        return before if before + GAP_LIMIT >= through else after  # older: the room was not sent in shards meanwhile

    def release(self, room_id: str, number: int, after: int, through: int) -> None:
        """Nothing was sent after all; the next task takes it with it."""
        held(lambda: ShardRow(room_id, number).update([ShardRow.sent.set(after)], condition=ShardRow.sent == through))
