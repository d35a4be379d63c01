"""Who asked to be forgotten: what happened before that, and is told only now, is not learnt again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.audience.heard import HEARD_KEPT
from kernel import environment
from kernel.clock import iso


class ForgottenRow(Model):
    """Kept no longer than a queue keeps what is to be told."""

    class Meta:
        table_name = environment.table_name("audienceforgotten")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute()
    expires = TTLAttribute()


def remember(user_id: str, at: datetime) -> None:
    ForgottenRow(user_id, at=iso(at), expires=at + HEARD_KEPT).save()


def of(user_ids: Iterable[str]) -> dict[str, str]:
    """When each of them asked, as texts; without those who did not."""
    return {row.user_id: row.at for row in ForgottenRow.batch_get(list(user_ids), consistent_read=True)}


def only_after(write: Any, user_id: str, at: datetime) -> None:
    """The transaction holds only if they did not ask to be forgotten since `at`."""
    allowed = ForgottenRow.user_id.does_not_exist() | (ForgottenRow.at < iso(at))
    write.condition_check(ForgottenRow, user_id, condition=allowed)
