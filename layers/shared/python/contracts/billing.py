"""What billing announces. The capability does not stand yet; chat hears these already."""

from datetime import datetime
from typing import ClassVar

from kernel.events import Event


class SubscriptionPaid(Event):
    """A person's subscription to a channel is good until `paid_until`; `months` counts those paid so far."""

    capability: ClassVar[str] = "billing"
    channel_id: str
    user_id: str
    paid_until: datetime
    months: int


class SubscriptionEnded(Event):
    """At `ended_at`, before what was paid for if it was refunded."""

    capability: ClassVar[str] = "billing"
    channel_id: str
    user_id: str
    ended_at: datetime
