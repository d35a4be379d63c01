"""What goes on: broadcasts, audiences, talk, purchases, gifts and memberships. Lists change with it, models do not."""

from functools import cache

from contracts.billing import DonationReceived, SubscriptionPaid
from contracts.chat import TalkCounted
from contracts.live import AudienceChanged, LiveEnded, LiveStarted
from contracts.marketplace import OrderPaid, OrderRefunded
from functions.recommendations.signals import Signals
from functions.recommendations.wiring import stores
from kernel import clock
from kernel.subscriber import EventBridgeEvent, queue_handler


@cache
def signals() -> Signals:
    return Signals(stores(), clock.now)


def hear(event: EventBridgeEvent) -> None:
    """In any order, and twice: what is older than what is known changes nothing."""
    detail, on = event["detail"], signals()
    match event["detail-type"]:
        case "LiveStarted":
            began = LiveStarted.from_detail(detail)
            on.began(began.channel_id, began.session_id, began.started_at)
        case "LiveEnded":
            ended = LiveEnded.from_detail(detail)
            on.stores.on_air.end(ended.channel_id, ended.session_id, ended.started_at)
        case "AudienceChanged":
            on.audience(AudienceChanged.from_detail(detail))
        case "TalkCounted":
            on.talk(TalkCounted.from_detail(detail))
        case _:
            _paid(event)


def _paid(event: EventBridgeEvent) -> None:
    detail, on = event["detail"], signals()
    match event["detail-type"]:
        case "OrderPaid":
            on.bought(OrderPaid.from_detail(detail))
        case "OrderRefunded":
            on.refunded(OrderRefunded.from_detail(detail))
        case "DonationReceived":
            gift = DonationReceived.from_detail(detail)
            on.fan(gift.donor_id, gift.channel_id, "supported", gift.received_at)
        case "SubscriptionPaid":
            paid = SubscriptionPaid.from_detail(detail)
            on.fan(paid.user_id, paid.channel_id, "subscribed", clock.from_iso(detail["metadata"]["occurred_at"]))


handler = queue_handler(hear)
