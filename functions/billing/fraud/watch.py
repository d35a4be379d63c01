"""What is remembered of a person's payments: one row a person, read once for every payment that is opened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.fraud.domain import Asked, FraudPolicy, Signals
from kernel import environment
from kernel.clock import from_iso, iso
from kernel.transactions import Contention, held, until_settled

MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
MOST_KEPT = 300  # a row stays far below the 400 KB of an item; more than that in a day is over every threshold
HOURS_OF_A_DAY = 24


class WatchRow(Model):
    """`asked` and `declined` are those of the last day; `version` counts their changes, sets grow in any order."""

    class Meta:
        table_name = environment.table_name("fraudwatch")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(default=0)
    asked = JSONAttribute(default=list)
    declined = JSONAttribute(default=list)
    has_paid = BooleanAttribute(default=False)
    signed_up_at = UnicodeAttribute(null=True)
    disputed = UnicodeSetAttribute(null=True)
    dispute_ends = UnicodeSetAttribute(null=True)
    disputes_lost = UnicodeSetAttribute(null=True)
    cards = UnicodeSetAttribute(null=True)
    blocked_by = UnicodeAttribute(null=True)
    blocked_why = UnicodeAttribute(null=True)
    blocked_at = UnicodeAttribute(null=True)

    @property
    def blocked(self) -> bool:
        return bool(self.blocked_at)

    def knows(self, asked_id: str) -> bool:
        return any(one["id"] == asked_id for one in self.asked)


class CardRow(Model):
    """Who paid with a card, by the processor's fingerprint of it; `blocked` are those of them who are blocked."""

    class Meta:
        table_name = environment.table_name("fraudcards")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    fingerprint = UnicodeAttribute(hash_key=True)
    people = UnicodeSetAttribute(null=True)
    blocked = UnicodeSetAttribute(null=True)


@dataclass(frozen=True)
class Card:
    people: frozenset[str]
    blocked: frozenset[str]


def signals(row: WatchRow, asked: Asked, policy: FraudPolicy, now: datetime) -> Signals:
    """With the payment that is asked for; asked for again it counts once."""
    this = _entry(asked, policy, now)
    opened = [*(one for one in _since(row.asked, now - DAY) if one["id"] != asked.id), this]
    places = {one["place"] for one in opened}
    return Signals(
        opened_10_minutes=len(_since(opened, now - MINUTES)),
        opened_a_day=len(opened),
        share_a_day=sum(one["share"] for one in opened),
        first_share=0 if row.has_paid else this["share"],
        to_one_place=len(opened) if len(places) == 1 else 0,
        **_standing(row, now),
    )


def standing(row: WatchRow, now: datetime) -> Signals:
    """What is known of the person, whatever is asked for."""
    return Signals(**_standing(row, now))


def _standing(row: WatchRow, now: datetime) -> dict[str, int]:
    hours = (now - from_iso(row.signed_up_at)) // HOUR if row.signed_up_at else HOURS_OF_A_DAY
    return {
        "declined_an_hour": len(_since(row.declined, now - HOUR)),
        "hours_short_of_a_day": min(max(HOURS_OF_A_DAY - hours, 0), HOURS_OF_A_DAY),
        "disputes_open": len((row.disputed or set()) - (row.dispute_ends or set())),
        "disputes_lost": len(row.disputes_lost or set()),
        "blocked": int(row.blocked),
    }


def _since(entries: list[dict[str, Any]], since: datetime) -> list[dict[str, Any]]:
    return [one for one in entries if from_iso(one["at"]) > since]


def _entry(asked: Asked, policy: FraudPolicy, now: datetime) -> dict[str, Any]:
    return {"id": asked.id, "at": iso(now), "place": asked.place, "share": policy.share(asked.amount)}


class DynamoWatch:
    def find(self, user_id: str) -> WatchRow:
        """As it stands; of who is not known yet, an empty one."""
        try:
            return WatchRow.get(user_id, consistent_read=True)
        except WatchRow.DoesNotExist:
            return WatchRow(user_id)

    @staticmethod
    def count(write: TransactWrite, row: WatchRow, asked: Asked, policy: FraudPolicy, now: datetime) -> None:
        """In a transaction, which fails where somebody counted since `row` was read."""
        kept = [*_since(row.asked, now - DAY), _entry(asked, policy, now)][-MOST_KEPT:]
        write.update(
            WatchRow(row.user_id),
            actions=[WatchRow.asked.set(kept), WatchRow.version.set(int(row.version) + 1)],
            condition=_unchanged(row),
        )

    def declined(self, user_id: str, charge_id: str, at: datetime) -> None:
        """Each charge once."""
        until_settled(lambda: self._declined(user_id, charge_id, at))

    def _declined(self, user_id: str, charge_id: str, at: datetime) -> None:
        row = self.find(user_id)
        if any(one["id"] == charge_id for one in row.declined):
            return
        kept = [*_since(row.declined, at - DAY), {"id": charge_id, "at": iso(at)}][-MOST_KEPT:]
        actions: list[Action] = [WatchRow.declined.set(kept), WatchRow.version.set(int(row.version) + 1)]
        if not held(lambda: WatchRow(user_id).update(actions=actions, condition=_unchanged(row))):
            raise Contention(user_id)

    def paid(self, user_id: str, card: str | None) -> Card:
        """Who else paid with the card; nobody where the processor tells no fingerprint."""
        actions: list[Action] = [WatchRow.has_paid.set(True)]
        if card:
            actions.append(WatchRow.cards.add({card}))
        person = WatchRow(user_id)
        person.update(actions=actions)
        if not card:
            return Card(frozenset(), frozenset())
        row = CardRow(card)
        blocked: list[Action] = [CardRow.blocked.add({user_id})] if person.blocked else []  # with another card since
        row.update(actions=[CardRow.people.add({user_id}), *blocked])
        return Card(frozenset(row.people or ()), frozenset(row.blocked or ()))

    @staticmethod
    def dispute(user_id: str, dispute_id: str, state: str) -> None:
        """`state` is open, won or lost, heard in any order."""
        actions: list[Action] = [WatchRow.disputed.add({dispute_id})]
        if state != "open":
            actions.append(WatchRow.dispute_ends.add({dispute_id}))
        if state == "lost":
            actions.append(WatchRow.disputes_lost.add({dispute_id}))
        WatchRow(user_id).update(actions=actions)

    @staticmethod
    def signed_up(user_id: str, at: str) -> None:
        WatchRow(user_id).update(actions=[WatchRow.signed_up_at.set(WatchRow.signed_up_at | at)])

    def block(self, user_id: str, operator_id: str, why: str, at: datetime) -> WatchRow:
        """The first block stays with who decided it."""
        actions: list[Action] = [
            WatchRow.blocked_by.set(operator_id),
            WatchRow.blocked_why.set(why),
            WatchRow.blocked_at.set(iso(at)),
        ]
        held(lambda: WatchRow(user_id).update(actions=actions, condition=WatchRow.blocked_at.does_not_exist()))
        row = self.find(user_id)
        for card in row.cards or ():
            CardRow(card).update(actions=[CardRow.blocked.add({user_id})])
        return row

    def unblock(self, user_id: str) -> WatchRow:
        actions: list[Action] = [
            WatchRow.blocked_by.remove(),
            WatchRow.blocked_why.remove(),
            WatchRow.blocked_at.remove(),
        ]
        WatchRow(user_id).update(actions=actions)
        row = self.find(user_id)
        for card in row.cards or ():
            CardRow(card).update(actions=[CardRow.blocked.delete({user_id})])
        return row


def _unchanged(row: WatchRow) -> Any:
    return (WatchRow.version == int(row.version)) | (WatchRow.version.does_not_exist())
