"""Which events were counted: events come at least once."""

from datetime import timedelta
from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import clock, environment

HEARD_KEPT = timedelta(days=14)  # as long as a queue may keep a message


class HeardRow(Model):
    """An event that was counted: heard again it changes nothing."""

    class Meta:
        table_name = environment.table_name("audienceheard")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    heard_id = UnicodeAttribute(hash_key=True)
    expires = TTLAttribute()


def heard(heard_id: str) -> bool:
    try:
        HeardRow.get(heard_id, consistent_read=True)
    except HeardRow.DoesNotExist:
        return False
    return True


def hear(write: Any, heard_id: str) -> None:
    """Kept from now on, not from when it happened: what is told late may be told twice as well."""
    write.save(HeardRow(heard_id, expires=clock.now() + HEARD_KEPT), condition=HeardRow.heard_id.does_not_exist())
