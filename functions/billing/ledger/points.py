"""How points are posted: a liability from when they are given until they are used, expire or are taken back.

What they were worth when they were given is what they are worth when they go, so the account closes to nothing.
"""

from collections.abc import Callable
from typing import Any

from contracts import rewards
from functions.billing.ledger import chart
from functions.billing.ledger.entries import Draft, Line, Party, Source, lines_of
from kernel.events import Event
from kernel.money import Money

REDEEMED_FOR = {"order": chart.COMMISSIONS, "plan": chart.PLANS}  # what a discount by points had taken from


def granted(fact: rewards.PointsGranted, event_id: str) -> Draft:
    return _moved(event_id, fact, fact.granted_at, "points_granted", fact.grant_id, chart.POINTS_GRANTED, -fact.value)


def redeemed(fact: rewards.PointsRedeemed, event_id: str) -> Draft:
    account = REDEEMED_FOR[fact.used_for]
    return _moved(event_id, fact, fact.redeemed_at, "points_redeemed", fact.redemption_id, account, fact.value)


def expired(fact: rewards.PointsExpired, event_id: str) -> Draft:
    return _moved(event_id, fact, fact.expired_at, "points_expired", fact.expiry_id, chart.POINTS_GRANTED, fact.value)


def reversed_(fact: rewards.PointsReversed, event_id: str) -> Draft:
    """A grant that is taken back leaves the liability; points that were used come back into it."""
    if fact.of == "grant":
        account, value = chart.POINTS_GRANTED, fact.value
    else:
        account, value = REDEEMED_FOR[fact.used_for or "order"], -fact.value
    return _moved(event_id, fact, fact.reversed_at, "points_reversed", fact.reversal_id, account, value)


def _moved(event_id: str, fact: Any, at: Any, kind: str, name: str, account: str, value: int) -> Draft:
    """`value` debits the liability; the other account takes the opposite."""
    amount = Money(value, fact.currency)
    lines = lines_of(Line(chart.POINTS, amount, Party("customer", fact.user_id)), Line(account, -amount))
    return Draft(event_id, at, Source(kind, name), kind.replace("_", " ").capitalize(), lines)


RULES: dict[type[Event], Callable[[Any, str], Draft]] = {
    rewards.PointsGranted: granted,
    rewards.PointsRedeemed: redeemed,
    rewards.PointsExpired: expired,
    rewards.PointsReversed: reversed_,
}
