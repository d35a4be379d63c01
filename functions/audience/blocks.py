"""Who wants to see nothing of whom: neither is offered to the other."""

from collections.abc import Iterable
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.transactions import held


class BlockRow(Model):
    """One of each side, so that either is asked in one read: what `user_id` does to the other, and has done to them."""

    class Meta:
        table_name = environment.table_name("audienceblocks")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    other_id = UnicodeAttribute(range_key=True)
    blocks = BooleanAttribute(default=False)
    blocks_at = UnicodeAttribute(null=True)
    blocked = BooleanAttribute(default=False)
    blocked_at = UnicodeAttribute(null=True)


def tell(user_id: str, blocked_id: str, at: str, *, holds: bool) -> None:
    """The newest telling wins."""
    _tell(BlockRow(user_id, blocked_id), BlockRow.blocks, BlockRow.blocks_at, at, holds=holds)
    _tell(BlockRow(blocked_id, user_id), BlockRow.blocked, BlockRow.blocked_at, at, holds=holds)


def between(user_id: str, others: Iterable[str]) -> frozenset[str]:
    """Those of the others whom they block, or who block them."""
    keys = [(user_id, other) for other in dict.fromkeys(others)]
    return frozenset(row.other_id for row in BlockRow.batch_get(keys) if row.blocks or row.blocked)


def _tell(row: BlockRow, does: Any, since: Any, at: str, *, holds: bool) -> None:
    newer = since.does_not_exist() | (since < at)
    held(lambda: row.update(actions=[does.set(holds), since.set(at)], condition=newer))
