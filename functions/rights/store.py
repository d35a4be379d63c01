"""What can be played, as channels and catalog announced it."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.rights.domain import Playable
from kernel import environment
from kernel.transactions import held


class PlayableRow(Model):
    class Meta:
        table_name = environment.table_name("playables")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    address = UnicodeAttribute(default="")
    ivs_arn = UnicodeAttribute(null=True)
    withdrawn = BooleanAttribute(default=False)
    told_at = UnicodeAttribute()


class DynamoPlayables:
    def find(self, playable_id: str) -> Playable | None:
        try:
            row = PlayableRow.get(playable_id)
        except PlayableRow.DoesNotExist:
            return None
        return None if row.withdrawn else Playable(row.id, row.address, row.ivs_arn)

    def remember(self, playable_id: str, told_at: str, **facts: Any) -> None:
        """The latest word wins, whatever order the events come in."""
        newer = PlayableRow.id.does_not_exist() | (PlayableRow.told_at < told_at)
        held(lambda: PlayableRow(playable_id, told_at=told_at, **facts).save(condition=newer))
