"""What donors are called: what identity told, as billing remembers it."""

from collections.abc import Iterable

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.transactions import held


class DonorNameRow(Model):
    class Meta:
        table_name = environment.table_name("donornames")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    told_at = UnicodeAttribute()


class DynamoDonorNames:
    def of(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Without those whose names have not been told yet."""
        wanted = set(user_ids)
        return {row.user_id: row.name for row in DonorNameRow.batch_get(wanted)} if wanted else {}

    def remember(self, user_id: str, name: str, told_at: str) -> None:
        """The newest telling wins, in whatever order they arrive."""
        row = DonorNameRow(user_id, name=name, told_at=told_at)
        held(lambda: row.save(DonorNameRow.told_at.does_not_exist() | (DonorNameRow.told_at < told_at)))
