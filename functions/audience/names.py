"""What people are called, for those who may be shown."""

from collections.abc import Iterable

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.transactions import held


class NameRow(Model):
    class Meta:
        table_name = environment.table_name("audiencenames")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    told_at = UnicodeAttribute()


def of(user_ids: Iterable[str]) -> dict[str, str]:
    """Without those whose names have not been told yet."""
    return {row.user_id: row.name for row in NameRow.batch_get(list(dict.fromkeys(user_ids)))}


def remember(user_id: str, name: str, told_at: str) -> None:
    row = NameRow(user_id, name=name, told_at=told_at)
    held(lambda: row.save(NameRow.told_at.does_not_exist() | (NameRow.told_at < told_at)))
