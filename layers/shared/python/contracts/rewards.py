"""What rewards announce. The capability does not stand yet; the books hear these already.

`value` is what the points are worth in minor units of `currency`, as it was fixed when they were given.
"""

from datetime import datetime
from typing import ClassVar, Literal

from kernel.events import Event

UsedFor = Literal["order", "plan"]


class PointsGranted(Event):
    """Somebody has points more; `payment_id` names the payment that earned them."""

    capability: ClassVar[str] = "rewards"
    grant_id: str
    user_id: str
    points: int
    value: int
    currency: str
    reason: str
    granted_at: datetime
    payment_id: str | None = None


class PointsRedeemed(Event):
    """Points were used for a discount of that value on an order or an invoice."""

    capability: ClassVar[str] = "rewards"
    redemption_id: str
    user_id: str
    points: int
    value: int
    currency: str
    used_for: UsedFor
    used_for_id: str
    redeemed_at: datetime


class PointsExpired(Event):
    """Points were not used in their time."""

    capability: ClassVar[str] = "rewards"
    expiry_id: str
    user_id: str
    points: int
    value: int
    currency: str
    expired_at: datetime


class PointsReversed(Event):
    """Of a refunded payment: the grant that it earned is taken back in proportion, or what was redeemed comes back."""

    capability: ClassVar[str] = "rewards"
    reversal_id: str
    user_id: str
    of: Literal["grant", "redemption"]
    of_id: str
    points: int
    value: int
    currency: str
    reversed_at: datetime
    used_for: UsedFor | None = None
    refund_id: str | None = None
