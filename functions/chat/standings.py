"""What rooms know of persons, in DynamoDB."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.chat.moderation.flood import Bucket
from functions.chat.rules import A_SECOND, BURST, Standing
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.transactions import held


class StandingRow(Model):
    class Meta:
        table_name = environment.table_name("chatstandings")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    banned = BooleanAttribute(null=True)
    name = UnicodeAttribute(null=True)  # of who is sanctioned, for the moderators' list
    timeout_until = UnicodeAttribute(null=True)
    follows = BooleanAttribute(null=True)
    follow_told_at = UnicodeAttribute(null=True)
    subscribed_until = UnicodeAttribute(null=True)
    subscription_told_at = UnicodeAttribute(null=True)
    badges = JSONAttribute(null=True)
    turn = NumberAttribute(null=True)
    said_at = UnicodeAttribute(null=True)
    tokens = NumberAttribute(null=True)
    held = UnicodeSetAttribute(null=True)  # what waits for a moderator, as functions/chat/waiting.py notes it
    marks = JSONAttribute(null=True)  # [seconds, hash] of the newest texts; a hash has 64 bits, so as text

    def standing(self) -> Standing:
        said_at = from_iso(self.said_at) if self.said_at else None
        tokens = BURST if self.tokens is None else float(self.tokens)
        return Standing(
            self.room_id,
            self.user_id,
            banned=bool(self.banned),
            timeout_until=from_iso(self.timeout_until) if self.timeout_until else None,
            follows=bool(self.follows),
            subscribed_until=from_iso(self.subscribed_until) if self.subscribed_until else None,
            badges=tuple(self.badges or ()),
            turn=int(self.turn or 0),
            said_at=said_at,
            bucket=Bucket(BURST, A_SECOND, tokens, said_at.timestamp() if said_at else 0.0),
            held=frozenset(self.held or ()),
            marks=tuple((float(at), int(mark)) for at, mark in self.marks or ()),
        )


class DynamoStandings:
    def of(self, room_id: str, user_id: str) -> Standing:
        try:
            return StandingRow.get(room_id, user_id, consistent_read=True).standing()
        except StandingRow.DoesNotExist:
            return Standing(room_id, user_id)

    def banned_in(self, room_ids: tuple[str, ...], user_id: str) -> list[str]:
        """Which of the rooms whose list is followed have banned the person."""
        if not room_ids:
            return []
        keys: list[Any] = [(room_id, user_id) for room_id in room_ids]
        rows = StandingRow.batch_get(keys, attributes_to_get=["room_id", "banned"])
        return sorted(row.room_id for row in rows if row.banned)

    def sanctioned(self, room_id: str) -> list[StandingRow]:
        """Who is banned or timed out, as their rows."""
        wanted = (StandingRow.banned == True) | StandingRow.timeout_until.exists()  # noqa: E712 - a condition's words
        return list(StandingRow.query(room_id, filter_condition=wanted))

    def follow(self, room_id: str, user_id: str, told_at: str, *, follows: bool) -> None:
        """The newest telling wins, in whatever order they arrive."""
        newer = StandingRow.follow_told_at.does_not_exist() | (StandingRow.follow_told_at < told_at)
        held(
            lambda: StandingRow(room_id, user_id).update(
                actions=[StandingRow.follows.set(follows), StandingRow.follow_told_at.set(told_at)], condition=newer
            )
        )

    def subscribe(self, room_id: str, user_id: str, told_at: str, until: datetime, badges: list[str]) -> None:
        """As with `follow`; an end that is over is a subscription that is over."""
        newer = StandingRow.subscription_told_at.does_not_exist() | (StandingRow.subscription_told_at < told_at)
        held(
            lambda: StandingRow(room_id, user_id).update(
                actions=[
                    StandingRow.subscribed_until.set(iso(until)),
                    StandingRow.badges.set(badges),
                    StandingRow.subscription_told_at.set(told_at),
                ],
                condition=newer,
            )
        )


def write_turn(write: TransactWrite, after: Standing, holding: str | None = None) -> None:
    """Puts a turn into a transaction, with a note of what waits from now on.

    Contention when the same person took one meanwhile on another device.
    """
    before = after.turn - 1
    write.update(
        StandingRow(after.room_id, after.user_id),
        actions=[
            StandingRow.turn.set(after.turn),
            StandingRow.said_at.set(iso(after.said_at) if after.said_at else ""),
            StandingRow.tokens.set(after.bucket.tokens),
            StandingRow.marks.set([[at, str(mark)] for at, mark in after.marks]),
            *([StandingRow.held.add({holding})] if holding else []),
        ],
        condition=StandingRow.turn == before if before else StandingRow.turn.does_not_exist(),
    )


def write_no_longer_held(write: TransactWrite, room_id: str, user_id: str, note: str) -> None:
    write.update(StandingRow(room_id, user_id), actions=[StandingRow.held.delete({note})])


def write_sanction(write: TransactWrite, room_id: str, person: tuple[str, str], actions: list[Action]) -> None:
    """Puts what `banned`, `timed_out` or `lifted` say of a person, given by id and name, into a transaction."""
    user_id, name = person
    write.update(StandingRow(room_id, user_id), actions=[*actions, StandingRow.name.set(name)])


def banned() -> list[Action]:
    return [StandingRow.banned.set(True)]


def timed_out(until: datetime) -> list[Action]:
    """A ban that stands besides stays."""
    return [StandingRow.timeout_until.set(iso(until))]


def lifted(kinds: Collection[str]) -> list[Action]:
    """Of "ban" and "timeout" those that end; undoing one leaves the other."""
    ends = {"ban": StandingRow.banned.remove(), "timeout": StandingRow.timeout_until.remove()}
    return [ends[kind] for kind in kinds]
