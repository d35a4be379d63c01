"""What channels announced of its channels, as catalog remembers it."""

from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.transactions import held


class ChannelCardRow(Model):
    """What channels said of a channel, by its IVS ARN (recordings) and by its id (uploads)."""

    class Meta:
        table_name = environment.table_name("catalogchannels")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    channel_id = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    name = UnicodeAttribute()
    ivs_arn = UnicodeAttribute()
    retention_days = NumberAttribute()
    version = NumberAttribute(default=0)


class DynamoChannelCards:
    def by_arn(self, ivs_arn: str) -> ChannelCardRow | None:
        return self._get(f"arn#{ivs_arn}")

    def by_id(self, channel_id: str) -> ChannelCardRow | None:
        return self._get(f"id#{channel_id}")

    @staticmethod
    def _get(key: str) -> ChannelCardRow | None:
        try:
            return ChannelCardRow.get(key)
        except ChannelCardRow.DoesNotExist:
            return None

    def remember(self, **facts: Any) -> None:
        """Keeps the newest version, whatever order the events come in."""
        for key in (f"arn#{facts['ivs_arn']}", f"id#{facts['channel_id']}"):
            newer = ChannelCardRow.key.does_not_exist() | (ChannelCardRow.version < facts["version"])
            held(partial(ChannelCardRow(key, **facts).save, newer))
