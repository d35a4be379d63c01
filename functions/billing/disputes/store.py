"""Disputes that were heard of, with what they are about."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment


class DisputeRow(Model):
    """`of` is the donation or the invoice; `state` is open, won or lost."""

    class Meta:
        table_name = environment.table_name("disputes")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    payment_id = UnicodeAttribute()
    of = UnicodeAttribute()
    amount = NumberAttribute()
    currency = UnicodeAttribute()
    state = UnicodeAttribute()
    opened_at = UnicodeAttribute()


def find(dispute_id: str) -> DisputeRow | None:
    try:
        return DisputeRow.get(dispute_id, consistent_read=True)
    except DisputeRow.DoesNotExist:
        return None
