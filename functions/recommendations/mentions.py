"""How often a channel's products are named in its talk, by the minute: what its audience reacts to."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.clock import from_iso, iso

KEPT = timedelta(days=30)


class MentionRow(Model):
    class Meta:
        table_name = environment.table_name("productmentions")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    minute = UnicodeAttribute(range_key=True)  # with the product's id
    mentions = NumberAttribute(default=0)
    expires = TTLAttribute()


class DynamoMentions:
    @staticmethod
    def add(channel_id: str, product_id: str, mentions: int, at: datetime) -> None:
        minute = at.replace(second=0, microsecond=0)
        MentionRow(channel_id, f"{iso(minute)}#{product_id}").update(
            actions=[MentionRow.mentions.add(mentions), MentionRow.expires.set(minute + KEPT)]
        )

    @staticmethod
    def since(channel_id: str, since: datetime) -> dict[str, list[tuple[datetime, int]]]:
        """By product, the minutes in which it was named, oldest first."""
        found: dict[str, list[tuple[datetime, int]]] = {}
        for row in MentionRow.query(channel_id, MentionRow.minute >= iso(since)):
            minute, product_id = row.minute.split("#", 1)
            found.setdefault(product_id, []).append((from_iso(minute), int(row.mentions)))
        return found
