"""What audience announces: who came into which part of a channel's audience, and what they are due for it."""

from datetime import datetime
from typing import ClassVar, Literal

from kernel.events import Event

Segment = Literal["vip", "prospect", "churn_risk", "new"]


class SegmentChanged(Event):
    """Somebody entered a segment of a channel's audience, or left it, by the version of its rule that held then."""

    capability: ClassVar[str] = "audience"
    channel_id: str
    user_id: str
    segment: Segment
    entered: bool
    rule_version: int
    changed_at: datetime


class WelcomeDue(Event):
    """Somebody subscribed to a channel for the first time; at most once a person and channel."""

    capability: ClassVar[str] = "audience"
    channel_id: str
    user_id: str
    due_at: datetime


class OfferMade(Event):
    """`amount` of `currency`, in minor units, off somebody's next month, out of the budget that the streamer set."""

    capability: ClassVar[str] = "audience"
    offer_id: str
    channel_id: str
    user_id: str
    segment: Segment
    currency: str
    amount: int
    made_at: datetime
