"""Every act of moderation: who, what, why, whether it was undone, and what the person concerned says to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from kernel import environment
from kernel.clock import iso
from kernel.identifiers import new_id

Kind = Literal[
    "ban", "timeout", "lift", "remove", "restore", "approve", "reject", "rules", "pin", "terms", "appoint", "dismiss",
    "share_bans", "follow_bans", "poll", "poll_end", "poll_result", "raid_rules", "raid_ask", "raid_cancel",
    "raid_accept", "raid_refuse", "emote_add", "emote_delete",
]  # fmt: skip
APPEALABLE = {"ban", "timeout", "remove", "reject"}


class ActionRow(Model):
    """Nothing of a row is changed but `undone_by` and `appeal`; each once."""

    class Meta:
        table_name = environment.table_name("chatactions")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)  # sorts by time
    kind = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    reason = UnicodeAttribute()
    at = UnicodeAttribute()
    subject_id = UnicodeAttribute(null=True)
    subject_name = UnicodeAttribute(null=True)
    message_id = UnicodeAttribute(null=True)
    message_seq = NumberAttribute(null=True)
    before = JSONAttribute(null=True)  # what undoing puts back
    after = JSONAttribute(null=True)
    undoes = UnicodeAttribute(null=True)
    undone_by = UnicodeAttribute(null=True)
    appeal = JSONAttribute(null=True)


@dataclass(frozen=True)
class Deed:
    """An act as somebody wants it; the log gives it its name and time."""

    kind: Kind
    actor_id: str
    reason: str
    subject_id: str | None = None
    subject_name: str | None = None
    message_id: str | None = None
    before: Any = None
    after: Any = None
    undoes: str | None = None
    message_seq: int | None = None  # where the message stands in the log


class DynamoAudit:
    def find(self, room_id: str, action_id: str) -> ActionRow | None:
        try:
            return ActionRow.get(room_id, action_id, consistent_read=True)
        except ActionRow.DoesNotExist:
            return None

    def newest(self, room_id: str, start: Any, limit: int) -> tuple[list[ActionRow], Any]:
        found = ActionRow.query(room_id, scan_index_forward=False, limit=limit, last_evaluated_key=start)
        return list(found), found.last_evaluated_key

    def against(self, room_id: str, user_id: str) -> list[ActionRow]:
        """What was done to one person, the newest first."""
        wanted = ActionRow.subject_id == user_id
        return list(ActionRow.query(room_id, filter_condition=wanted, scan_index_forward=False))


def write_deed(write: TransactWrite, room_id: str, deed: Deed, at: datetime) -> str:
    """Into the transaction of what was done, so that neither is without the other; returns the action's id.

    What is undone is marked in the same transaction: Contention when somebody undid it first.
    """
    action_id = new_id("act")
    write.save(
        ActionRow(
            room_id,
            action_id,
            kind=deed.kind,
            actor_id=deed.actor_id,
            reason=deed.reason,
            at=iso(at),
            subject_id=deed.subject_id,
            subject_name=deed.subject_name,
            message_id=deed.message_id,
            message_seq=deed.message_seq,
            before=deed.before,
            after=deed.after,
            undoes=deed.undoes,
        )
    )
    if deed.undoes:
        write.update(
            ActionRow(room_id, deed.undoes),
            actions=[ActionRow.undone_by.set(action_id)],
            condition=ActionRow.undone_by.does_not_exist(),
        )
    return action_id
