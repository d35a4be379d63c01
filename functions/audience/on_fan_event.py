"""Everything that tells of a person and a channel: watching, talking, following, subscribing, giving."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from contracts.billing import DonationReceived, PaymentRefunded, SubscriptionEnded, SubscriptionPaid
from contracts.chat import TalkCounted
from contracts.recommendations import ChannelWatched
from contracts.social import ChannelFollowed, ChannelUnfollowed
from functions.audience.domain import Fan, hours_between
from functions.audience.fans import DynamoFans
from functions.audience.payments import DynamoPayments, Payer
from kernel.clock import from_iso, iso
from kernel.events import occurred_at
from kernel.subscriber import EventBridgeEvent, queue_handler


def hear(event: EventBridgeEvent) -> None:
    """In any order, and twice."""
    detail = event["detail"]
    event_id, at = detail["metadata"]["event_id"], occurred_at(detail)
    match event["detail-type"]:
        case "ChannelWatched":
            watched(ChannelWatched.from_detail(detail), event_id)
        case "TalkCounted":
            talked(TalkCounted.from_detail(detail), event_id)
        case "ChannelFollowed":
            told = ChannelFollowed.from_detail(detail)
            follows(told.channel_id, told.user_id, event_id, at, holds=True)
        case "ChannelUnfollowed":
            left = ChannelUnfollowed.from_detail(detail)
            follows(left.channel_id, left.user_id, event_id, at, holds=False)
        case "SubscriptionPaid":
            subscribed(SubscriptionPaid.from_detail(detail), event_id, at)
        case "SubscriptionEnded":
            ended(SubscriptionEnded.from_detail(detail), event_id, at)
        case _:
            _money(event["detail-type"], detail)


def _money(detail_type: str, detail: dict[str, Any]) -> None:
    if detail_type == "DonationReceived":
        gave(DonationReceived.from_detail(detail))
    elif detail_type == "PaymentRefunded":
        took_back(PaymentRefunded.from_detail(detail))


def watched(told: ChannelWatched, event_id: str) -> None:
    def change(fan: Fan) -> Fan:
        spread = hours_between(told.watched_at - timedelta(minutes=told.minutes), told.watched_at)
        hours = tuple(one + more for one, more in zip(fan.hours, spread, strict=True))
        return replace(fan, minutes=fan.minutes + told.minutes, hours=hours)

    DynamoFans().change(told.channel_id, told.user_id, event_id, told.watched_at, change, came=True)


def talked(told: TalkCounted, event_id: str) -> None:
    said: Counter[str] = Counter()
    for person in told.people:
        said[person.user_id] += person.messages
    DynamoFans().talked(told.channel_id, said, event_id, told.until)


def follows(channel_id: str, user_id: str, event_id: str, at: datetime, *, holds: bool) -> None:
    def change(fan: Fan) -> Fan:
        return replace(fan, follows=holds, follows_at=iso(at)) if fan.follows_at < iso(at) else fan

    DynamoFans().change(channel_id, user_id, event_id, at, change, came=False)


def subscribed(told: SubscriptionPaid, event_id: str, at: datetime) -> None:
    """The newest payment tells all but when it began; an end that was heard of before it ends it all the same."""

    def change(fan: Fan) -> Fan:
        began = _began(fan, told, at)
        if iso(at) <= fan.paid_at:
            return replace(fan, subscribed_at=began)
        until = told.paid_until
        if iso(at) < fan.ended_at:
            until = min(until, from_iso(fan.ended_at))
        return replace(fan, months=told.months, paid_until=until, paid_at=iso(at), subscribed_at=began)

    DynamoFans().change(told.channel_id, told.user_id, event_id, at, change, came=False)


def _began(fan: Fan, told: SubscriptionPaid, at: datetime) -> datetime | None:
    """Only the first month tells; of the second, heard first, nobody knows how long ago that was."""
    if told.months > 1:
        return fan.subscribed_at
    return min(fan.subscribed_at or at, at)


def ended(told: SubscriptionEnded, event_id: str, at: datetime) -> None:
    def change(fan: Fan) -> Fan:
        later = max(fan.ended_at, iso(told.ended_at))
        if fan.paid_until is None or iso(told.ended_at) < fan.paid_at:
            return replace(fan, ended_at=later)
        return replace(fan, ended_at=later, paid_until=min(fan.paid_until, told.ended_at))

    DynamoFans().change(told.channel_id, told.user_id, event_id, at, change, came=False)


def gave(told: DonationReceived) -> None:
    """Of who asked to be forgotten since, not even whose the payment was is kept."""
    payments = DynamoPayments()
    gone = payments.paid(told.payment_id, Payer(told.channel_id, told.donor_id))
    change, fans = partial(_with, told.currency, told.gross - gone), DynamoFans()
    if not fans.change(told.channel_id, told.donor_id, told.donation_id, told.received_at, change, came=True):
        payments.drop(told.payment_id)


def took_back(told: PaymentRefunded) -> None:
    payer = DynamoPayments().refunded(told.payment_id, told.refund_id, told.amount)
    if payer:
        change = partial(_with, told.currency, -told.amount)
        DynamoFans().change(payer.channel_id, payer.user_id, told.refund_id, told.refunded_at, change,
                            came=False, makes=False)  # fmt: skip


def _with(currency: str, amount: int, fan: Fan) -> Fan:
    return replace(fan, paid={**fan.paid, currency: fan.paid.get(currency, 0) + amount})


handler = queue_handler(hear)
