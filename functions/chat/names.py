"""What people are called, as identity tells it."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.transactions import held


class NameRow(Model):
    class Meta:
        table_name = environment.table_name("chatnames")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    told_at = UnicodeAttribute()


class DynamoNames:
    def of(self, user_id: str) -> str:
        """Empty for somebody whose name has not been told yet."""
        try:
            return NameRow.get(user_id).name
        except NameRow.DoesNotExist:
            return ""

    def remember(self, user_id: str, name: str, told_at: str) -> None:
        """The newest telling wins, in whatever order they arrive."""
        held(
            lambda: NameRow(user_id).update(
                actions=[NameRow.name.set(name), NameRow.told_at.set(told_at)],
                condition=NameRow.told_at.does_not_exist() | (NameRow.told_at < told_at),
            )
        )
